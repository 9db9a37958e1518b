import { finiteOrMissing, squaresAboutMean } from './power-sums.js';
import { rollingSpec } from './spec.js';
import type { RollingWindow, TwoStackFamily } from './two-stack.js';

/**
 * Sums over the valid rows, of distances x from the anchor and of rows t counted from the beginning of the current
 * block: x, tx, t and, as far as `fields` reaches, tt and xx. Sums of t and tt are whole numbers, and exact.
 */
function trendSums(fields: 3 | 4 | 5): TwoStackFamily {
  function add(sums: Float64Array, distances: Float64Array, slot: number): void {
    const x = distances[0]!;
    sums[0]! += x;
    sums[1]! += slot * x;
    sums[2]! += slot;
    if (fields >= 4) sums[3]! += slot * slot;
    if (fields >= 5) sums[4]! += x * x;
  }
  return {
    inputs: 1,
    anchored: true,
    empty: new Array<number>(fields).fill(0),
    addNewer: add,
    addOlder: add,

    join(sums, suffix, { suffixCount, shift }) {
      const d = shift[0]!;
      const nd = suffixCount * d;
      const [x, tx, t, tt, xx] = suffix as unknown as [number, number, number, number, number];
      sums[0]! += x + nd;
      sums[1]! += tx + d * t;
      sums[2]! += t;
      if (fields >= 4) sums[3]! += tt;
      if (fields >= 5) sums[4]! += xx + d * (2 * x + nd);
    },
  };
}

/** The sums of products tx and tt about the means. */
function aboutMeans({ count, sums }: RollingWindow): { tx: number; tt: number } {
  const meanT = sums[2]! / count;
  return { tx: sums[1]! - meanT * sums[0]!, tt: sums[3]! - meanT * sums[2]! };
}

/**
 * The mean of the valid values of each window with weights that rise from 1 (oldest row) to `window` (newest row).
 * A missing row takes its weight with it; `decayLinear` is the form that needs the whole window.
 */
export const rollingWmaSpec = rollingSpec(
  'rolling_wma',
  ['x'],
  trendSums(3),
  ({ count, anchors, sums, before }) =>
    anchors[0]! + (sums[1]! + (before + 1) * sums[0]!) / (sums[2]! + (before + 1) * count),
);

/** The slope of the regression of the valid values on their row. Missing below 2 values. */
export const rollingSlopeSpec = rollingSpec('rolling_slope', ['x'], trendSums(4), (window) => {
  const { tx, tt } = aboutMeans(window);
  return tt > 0 ? finiteOrMissing(tx / tt) : Number.NaN;
});

/** The share of the variance that the regression on the row explains, in [0, 1]. Missing for equal values. */
export const rollingRsquareSpec = rollingSpec('rolling_rsquare', ['x'], trendSums(5), (window) => {
  const { tx, tt } = aboutMeans(window);
  const xx = squaresAboutMean(window.count, window.sums[0]!, window.sums[4]!);
  if (!(tt > 0 && xx > 0)) return Number.NaN;
  const share = (tx / tt) * (tx / xx);
  return share > 1 ? 1 : finiteOrMissing(share);
});

/** The newest value less the regression's value there. Missing where the newest is, and below 2 values. */
export const rollingResidualSpec = rollingSpec('rolling_residual', ['x'], trendSums(4), (window) => {
  const { tx, tt } = aboutMeans(window);
  const { count, anchors, sums, newest, slot } = window;
  if (!(tt > 0)) return Number.NaN;
  const fitted = sums[0]! / count + (tx / tt) * (slot - sums[2]! / count);
  return finiteOrMissing(newest[0]! - anchors[0]! - fitted);
});
