import { InvalidArgument } from '../../../base/errors.js';
import { checkChoice } from '../../args.js';
import { encodeArgs } from '../../kernel.js';
import { quantileOfSorted } from '../quantile.js';
import { countRow, deviationRow, meanRow } from './row.js';
import { rowSpec } from './standardize.js';

/**
 * Where the limits lie: at the quantiles p and 1 - p (linear between values, as numpy); at k median absolute deviations
 * of 1.4826 from the median; or at k standard deviations (ddof 1) from the mean.
 */
export const winsorizeMethods = ['quantile', 'mad', 'sigma'] as const;

export interface WinsorizeArgs {
  readonly method: (typeof winsorizeMethods)[number];
  /** p for `quantile`: 0 to 0.5; k for the others: at least 0. */
  readonly limit: number;
}

/** Makes a normal variable's median absolute deviation its standard deviation. */
const madToSigma = 1.4826;

/**
 * Values beyond the limits of their row become the limits. Limits are those of the finite values; infinities are clipped
 * to them; missing values stay. A row without finite values, or with one where a deviation is needed, is unchanged.
 */
export const winsorizeSpec = rowSpec<WinsorizeArgs>(
  'cs_winsorize',
  {
    encode({ method, limit }) {
      const largest = method === 'quantile' ? 0.5 : Number.MAX_VALUE;
      if (!(limit >= 0 && limit <= largest))
        throw new InvalidArgument('limit', `must be from 0 to ${largest} for ${method}, got ${limit}`);
      return encodeArgs([checkChoice('method', method, winsorizeMethods)], [limit]);
    },
    examples: [
      { method: 'quantile', limit: 0.2 },
      { method: 'quantile', limit: 0.05 },
      { method: 'mad', limit: 1 },
      { method: 'sigma', limit: 0.5 },
    ],
  },
  (x, out, [method], [limit]) => {
    const finite = x.filter(Number.isFinite);
    const [low, high] = limits[winsorizeMethods[method!]!](finite, limit!);
    for (let c = 0; c < x.length; c++) out[c] = clip(x[c]!, low, high);
  },
);

function clip(value: number, low: number, high: number): number {
  if (value < low) return low;
  if (value > high) return high;
  return value;
}

/** NaN limits clip nothing. */
const limits: Readonly<
  Record<(typeof winsorizeMethods)[number], (finite: Float64Array, limit: number) => [number, number]>
> = {
  quantile(finite, p) {
    const sorted = finite.sort();
    return [quantileOfSorted(sorted, p), quantileOfSorted(sorted, 1 - p)];
  },
  mad(finite, k) {
    const median = quantileOfSorted(finite.sort(), 0.5);
    const deviation = quantileOfSorted(finite.map((value) => Math.abs(value - median)).sort(), 0.5);
    const reach = k * madToSigma * deviation;
    return [median - reach, median + reach];
  },
  sigma(finite, k) {
    const count = countRow(finite);
    const mean = meanRow(finite, count);
    const reach = k * deviationRow(finite, count, mean, 1);
    return [mean - reach, mean + reach];
  },
};
