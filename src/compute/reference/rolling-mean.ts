import { powerSums } from './moments.js';
import { rollingSpec } from './rolling.js';

/**
 * The mean of the valid values of each window. Missing where fewer than `minCount` are valid. Infinities follow
 * arithmetic (both signs in one window: NaN) and leave no trace behind; windows that span more than 2^1023 overflow.
 */
export const rollingMeanSpec = rollingSpec(
  'rolling_mean',
  powerSums(1),
  (count, anchors, sums) => anchors[0]! + sums[0]! / count,
);
