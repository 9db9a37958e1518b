import { checkChoice, checkInteger } from '../../args.js';
import { encodeArgs, type KernelSpec, type KernelStep } from '../../kernel.js';
import { stateless } from '../elementwise.js';
import { rankGroups, sortedColumns } from './cs-rank.js';
import { dot, meanRow, rowAt } from './row.js';

/** Spearman's correlation, which is Pearson's of average ranks, or Pearson's of the values. */
export const icMethods = ['rank', 'pearson'] as const;

export interface IcArgs {
  /** Default `rank`. */
  readonly method?: (typeof icMethods)[number];
  /** Names with both values that a row needs, else it is missing: at least 1, default 3. */
  readonly minCount?: number;
}

/**
 * The information coefficient: the correlation, in [-1, 1], of a factor with the returns that follow it, over the names
 * of a row for which neither is missing. One column. Missing where one of them does not vary; with `pearson` also where a
 * value is infinite. The IC over its deviation is `rollingMean` by `rollingStd` of this; the rank autocorrelation of a
 * factor is its IC with its own `delay`.
 */
export const csIcSpec: KernelSpec<IcArgs> = {
  name: 'cs_ic',
  inputs: ['factor', 'return'],
  dtypes: ['f64'],
  examples: [{}, { method: 'pearson' }, { method: 'pearson', minCount: 1 }, { minCount: 6 }],
  encode: ({ method = 'rank', minCount = 3 }) =>
    encodeArgs([checkChoice('method', method, icMethods), checkInteger('minCount', minCount, 1)]),
  outputShape: () => ({ cols: 1 }),
  ...stateless,
  step: correlateRows,
};

function correlateRows({ rows, cols, args, inputs, output }: KernelStep): void {
  const [method, minCount] = args as unknown as [number, number];
  const order = new Uint32Array(cols);
  for (let r = 0; r < rows; r++) {
    const pairs = pairsOf(rowAt(inputs[0]!, r), rowAt(inputs[1]!, r));
    const [x, y] = icMethods[method] === 'rank' ? pairs.map((values) => ranks(values, order)) : pairs;
    output.data[r * output.rowStride] = x!.length < minCount ? Number.NaN : correlation(x!, y!);
  }
}

/** The values of both at the places where neither is missing. */
export function pairsOf(x: Float64Array, y: Float64Array): [Float64Array, Float64Array] {
  const known = (_: number, c: number) => !Number.isNaN(x[c]!) && !Number.isNaN(y[c]!);
  return [x.filter(known), y.filter(known)];
}

function ranks(values: Float64Array, order: Uint32Array): Float64Array {
  const out = new Float64Array(values.length);
  rankGroups(values, sortedColumns(values, order), 'average', out);
  return out;
}

function correlation(x: Float64Array, y: Float64Array): number {
  const [dx, dy] = [x, y].map((values) => {
    const mean = meanRow(values, values.length);
    return values.map((value) => value - mean);
  }) as [Float64Array, Float64Array];
  const xx = dot(dx, dx, dx.length);
  const yy = dot(dy, dy, dy.length);
  if (!(xx > 0 && yy > 0)) return Number.NaN;
  const r = dot(dx, dy, dx.length) / (Math.sqrt(xx) * Math.sqrt(yy));
  return Math.max(-1, Math.min(1, r));
}
