import { finiteOrMissing, squaresAboutMean } from './power-sums.js';
import { rollingMomentSpec, rollingSpec } from './spec.js';
import type { RollingWindow, TwoStackFamily } from './two-stack.js';

/**
 * Sums over the rows in which both inputs are valid, of distances x and y from their anchors: x, y, xy and, as far as
 * `fields` reaches, xx and yy.
 */
function coMoments(fields: 3 | 4 | 5): TwoStackFamily {
  function add(sums: Float64Array, distances: Float64Array): void {
    const x = distances[0]!;
    const y = distances[1]!;
    sums[0]! += x;
    sums[1]! += y;
    sums[2]! += x * y;
    if (fields >= 4) sums[3]! += x * x;
    if (fields >= 5) sums[4]! += y * y;
  }
  return {
    inputs: 2,
    anchored: true,
    empty: new Array<number>(fields).fill(0),
    addNewer: add,
    addOlder: add,

    join(sums, suffix, { suffixCount, shift }) {
      const dx = shift[0]!;
      const dy = shift[1]!;
      const ndx = suffixCount * dx;
      const ndy = suffixCount * dy;
      const [x, y, xy, xx, yy] = suffix as unknown as [number, number, number, number, number];
      sums[0]! += x + ndx;
      sums[1]! += y + ndy;
      sums[2]! += xy + (dx * y + dy * (x + ndx));
      if (fields >= 4) sums[3]! += xx + dx * (2 * x + ndx);
      if (fields >= 5) sums[4]! += yy + dy * (2 * y + ndy);
    },
  };
}

/** The sum of products about the means. */
function productsAboutMeans({ count, sums }: RollingWindow): number {
  return sums[2]! - (sums[0]! * sums[1]!) / count;
}

const inputs = ['x', 'y'];

/** Covariance over the rows in which both are valid, divided by their number less `ddof`; else as the variance. */
export const rollingCovSpec = rollingMomentSpec('rolling_cov', inputs, coMoments(3), (ddof) => (window) => {
  if (window.count <= ddof) return Number.NaN;
  return finiteOrMissing(productsAboutMeans(window) / (window.count - ddof));
});

/** Slope of the regression of y on x: cov(x, y) / var(x). Missing where x does not vary. */
export const rollingBetaSpec = rollingSpec('rolling_beta', inputs, coMoments(4), (window) => {
  const xx = squaresAboutMean(window.count, window.sums[0]!, window.sums[3]!);
  return xx > 0 ? finiteOrMissing(productsAboutMeans(window) / xx) : Number.NaN;
});

/** Pearson's correlation over the rows in which both are valid, in [-1, 1]. Missing where one of them does not vary. */
export const rollingCorrSpec = rollingSpec('rolling_corr', inputs, coMoments(5), (window) => {
  const { count, sums } = window;
  const xx = squaresAboutMean(count, sums[0]!, sums[3]!);
  const yy = squaresAboutMean(count, sums[1]!, sums[4]!);
  if (!(xx > 0 && yy > 0)) return Number.NaN;
  const r = productsAboutMeans(window) / (Math.sqrt(xx) * Math.sqrt(yy));
  return r > 1 ? 1 : r < -1 ? -1 : finiteOrMissing(r);
});
