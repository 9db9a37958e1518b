import { checkChoice } from '../../args.js';
import { encodeArgs, type KernelSpec, type KernelStep } from '../../kernel.js';
import { precisionsOf } from '../../tolerance.js';
import { stateless } from '../elementwise.js';

/** What equal values get: the mean, lowest or highest of their places; the place of the group; or by column order. */
export const rankMethods = ['average', 'min', 'max', 'dense', 'ordinal'] as const;
export type RankMethod = (typeof rankMethods)[number];

/** Ranks from 1; divided by their number n (`pct`, in (0, 1]); or (rank - 1/2) / n (`centred`). */
export const rankScales = ['rank', 'pct', 'centred'] as const;
export type RankScale = (typeof rankScales)[number];

export interface CsRankArgs {
  /** Default `average`. */
  readonly method?: RankMethod;
  /** Default `rank`. With the method `dense`, n is the number of groups instead of the number of values. */
  readonly scale?: RankScale;
}

/**
 * The rank of every value among the valid values of its row, ascending. Missing values are left out and stay missing;
 * -0 equals 0; infinities rank at the ends.
 */
export const csRankSpec: KernelSpec<CsRankArgs> = {
  name: 'cs_rank',
  inputs: ['x'],
  dtypes: precisionsOf('cs_rank'),
  examples: rankMethods.flatMap((method) => rankScales.map((scale) => ({ method, scale }))),
  encode: ({ method = 'average', scale = 'rank' }) =>
    encodeArgs([checkChoice('method', method, rankMethods), checkChoice('scale', scale, rankScales)]),
  ...stateless,
  step: rankRows,
};

function rankRows({ rows, cols, inputs, output, args }: KernelStep): void {
  const method = rankMethods[args[0]!]!;
  const scale = rankScales[args[1]!]!;
  const order = new Uint32Array(cols);
  for (let r = 0; r < rows; r++) {
    const { data, rowStride } = inputs[0]!;
    const x = data.subarray(r * rowStride, r * rowStride + cols);
    const out = output.data.subarray(r * output.rowStride, r * output.rowStride + cols);
    const valid = sortedColumns(x, order);
    const groups = rankGroups(x, valid, method, out);
    rescale(out, scale, method === 'dense' ? groups : valid.length);
  }
}

/** The columns of the valid values, by value and then by column. */
export function sortedColumns(x: Float64Array, order: Uint32Array): Uint32Array {
  let count = 0;
  for (let c = 0; c < x.length; c++) if (!Number.isNaN(x[c]!)) order[count++] = c;
  // Infinities subtract to NaN, so the order is by comparison.
  return order.subarray(0, count).sort((a, b) => (x[a]! < x[b]! ? -1 : x[a]! > x[b]! ? 1 : a - b));
}

/** Writes the ranks of one row, NaN where missing, and returns the number of groups of equal values. */
export function rankGroups(
  x: Float64Array,
  sorted: Uint32Array,
  method: RankMethod,
  out: Float64Array,
): number {
  out.fill(Number.NaN);
  let groups = 0;
  for (let first = 0; first < sorted.length; groups++) {
    let end = first + 1;
    while (end < sorted.length && x[sorted[end]!] === x[sorted[first]!]) end++;
    const group = { average: (first + 1 + end) / 2, min: first + 1, max: end, dense: groups + 1, ordinal: 0 };
    for (let i = first; i < end; i++) out[sorted[i]!] = method === 'ordinal' ? i + 1 : group[method];
    first = end;
  }
  return groups;
}

function rescale(out: Float64Array, scale: RankScale, count: number): void {
  if (scale === 'rank') return;
  const offset = scale === 'centred' ? 0.5 : 0;
  for (let c = 0; c < out.length; c++) out[c] = (out[c]! - offset) / count;
}
