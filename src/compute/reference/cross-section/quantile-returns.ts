import { checkChoice, checkInteger } from '../../args.js';
import { encodeArgs, type KernelSpec, type KernelStep } from '../../kernel.js';
import { stateless } from '../elementwise.js';
import { quantileOfSorted } from '../quantile.js';
import { sortedColumns } from './cs-rank.js';
import { pairsOf } from './information.js';
import { rowAt } from './row.js';

/** Limits at quantiles of the factor (as qcut of pandas), or at equal distances from its least to its largest value (cut). */
export const quantileLimits = ['quantile', 'width'] as const;

const mostQuantiles = 1000;

export interface QuantileReturnsArgs {
  /** Into how many parts the names are divided: 1 to 1000. */
  readonly quantiles: number;
  /** Default `quantile`. */
  readonly limits?: (typeof quantileLimits)[number];
  /** Names with both values that a row needs, else it is missing; default 1. */
  readonly minCount?: number;
}

/**
 * The mean return of the names in each quantile of a factor, lowest first: a column each. A name counts where neither
 * value is missing, and belongs to the first quantile whose upper limit is not below its factor; the upper limit of
 * quantile i of q is the quantile i / q, linear between values, or least + i (largest - least) / q. A quantile without
 * names is missing. Sums run by column, about the quantile's first return (0 if that is infinite).
 */
export const quantileReturnsSpec: KernelSpec<QuantileReturnsArgs> = {
  name: 'quantile_returns',
  inputs: ['factor', 'return'],
  dtypes: ['f64'],
  examples: [
    { quantiles: 5 },
    { quantiles: 1 },
    { quantiles: 3, limits: 'width', minCount: 2 },
    { quantiles: 12, minCount: 5 },
  ],
  encode: ({ quantiles, limits = 'quantile', minCount = 1 }) =>
    encodeArgs([
      checkInteger('quantiles', quantiles, 1, mostQuantiles),
      checkChoice('limits', limits, quantileLimits),
      checkInteger('minCount', minCount, 1),
    ]),
  outputShape: ({ args }) => ({ cols: args[0]! }),
  ...stateless,
  step: averageQuantiles,
};

function averageQuantiles({ rows, cols, args, inputs, output }: KernelStep): void {
  const [quantiles, limits, minCount] = args as unknown as [number, number, number];
  const order = new Uint32Array(cols);
  for (let r = 0; r < rows; r++) {
    const out = rowAt(output, r).fill(Number.NaN);
    const [factor, returns] = pairsOf(rowAt(inputs[0]!, r), rowAt(inputs[1]!, r));
    if (factor.length === 0 || factor.length < minCount) continue;
    const sorted = Float64Array.from(sortedColumns(factor, order), (i) => factor[i]!);
    const upper =
      quantileLimits[limits] === 'width' ? equalWidths(sorted, quantiles) : shares(sorted, quantiles);
    average(factor, returns, upper, out);
  }
}

/** Upper limits of all quantiles but the last, which takes the rest. */
function shares(sorted: Float64Array, quantiles: number): Float64Array {
  return Float64Array.from({ length: quantiles - 1 }, (_, i) =>
    quantileOfSorted(sorted, (i + 1) / quantiles),
  );
}

function equalWidths(sorted: Float64Array, quantiles: number): Float64Array {
  const least = sorted[0]!;
  const width = (sorted.at(-1)! - least) / quantiles;
  return Float64Array.from({ length: quantiles - 1 }, (_, i) => least + (i + 1) * width);
}

function average(factor: Float64Array, returns: Float64Array, upper: Float64Array, out: Float64Array): void {
  const anchors = new Float64Array(out.length);
  const sums = new Float64Array(out.length);
  const counts = new Float64Array(out.length);
  for (let i = 0; i < factor.length; i++) {
    let q = 0;
    while (q < upper.length && !(factor[i]! <= upper[q]!)) q++;
    if (counts[q] === 0) anchors[q] = Number.isFinite(returns[i]) ? returns[i]! : 0;
    sums[q]! += returns[i]! - anchors[q]!;
    counts[q]!++;
  }
  for (let q = 0; q < out.length; q++) if (counts[q]! > 0) out[q] = anchors[q]! + sums[q]! / counts[q]!;
}
