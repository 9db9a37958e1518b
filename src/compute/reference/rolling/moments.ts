import { finiteOrMissing, powerSums, variance } from './power-sums.js';
import { rollingMomentSpec, rollingSpec } from './spec.js';

const first = powerSums(1);
const second = powerSums(2);

/**
 * The sum of the valid values of each window; missing where fewer than `minCount` are valid. Infinities follow
 * arithmetic (both signs in one window: NaN) and leave no trace behind; windows that span more than 2^1023 overflow.
 */
export const rollingSumSpec = rollingSpec(
  'rolling_sum',
  ['x'],
  first,
  ({ count, anchors, sums }) => count * anchors[0]! + sums[0]!,
);

/** The mean of the valid values of each window, else as `rollingSumSpec`. */
export const rollingMeanSpec = rollingSpec(
  'rolling_mean',
  ['x'],
  first,
  ({ count, anchors, sums }) => anchors[0]! + sums[0]! / count,
);

/**
 * The variance of the valid values of each window, divided by their number less `ddof`: exactly 0 for equal values,
 * missing for fewer than `minCount` or no more than `ddof` values, and where an infinity is in the window.
 */
export const rollingVarSpec = rollingMomentSpec(
  'rolling_var',
  ['x'],
  second,
  (ddof) => (window) => variance(window, ddof),
);

/** The square root of `rollingVarSpec`. */
export const rollingStdSpec = rollingMomentSpec(
  'rolling_std',
  ['x'],
  second,
  (ddof) => (window) => Math.sqrt(variance(window, ddof)),
);

/** (newest value - mean) / standard deviation; missing where the newest is missing or the deviation is 0. */
export const rollingZscoreSpec = rollingMomentSpec('rolling_zscore', ['x'], second, (ddof) => (window) => {
  const { count, anchors, sums, newest } = window;
  const deviation = Math.sqrt(variance(window, ddof));
  return finiteOrMissing((newest[0]! - anchors[0]! - sums[0]! / count) / deviation);
});

/** G1 of the valid values, as pandas: n sqrt(n-1)/(n-2) m3/m2^1.5. Missing below 3 values, or where they are equal. */
export const rollingSkewSpec = rollingSpec('rolling_skew', ['x'], powerSums(3), ({ count, sums }) => {
  const [s1, s2, s3] = sums as unknown as [number, number, number];
  const mean = s1 / count;
  const m2 = s2 - s1 * mean;
  const m3 = s3 - mean * (3 * s2 - 2 * mean * s1);
  if (count < 3 || !(m2 > 0)) return Number.NaN;
  const skew = ((count * Math.sqrt(count - 1)) / (count - 2)) * (m3 / (m2 * Math.sqrt(m2)));
  return finiteOrMissing(skew);
});

/** Excess kurtosis G2 of the valid values, as pandas. Missing below 4 values, or where they are equal. */
export const rollingKurtSpec = rollingSpec('rolling_kurt', ['x'], powerSums(4), ({ count, sums }) => {
  const [s1, s2, s3, s4] = sums as unknown as [number, number, number, number];
  const mean = s1 / count;
  const m2 = s2 - s1 * mean;
  const m4 = s4 - mean * (4 * s3 - mean * (6 * s2 - 3 * mean * s1));
  if (count < 4 || !(m2 > 0)) return Number.NaN;
  const g2 = (count * m4) / (m2 * m2) - 3;
  return finiteOrMissing(((count - 1) / ((count - 2) * (count - 3))) * ((count + 1) * g2 + 6));
});
