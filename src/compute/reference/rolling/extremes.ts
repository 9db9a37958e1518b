import { rollingSpec } from './spec.js';
import type { RollingWindow, TwoStackFamily } from './two-stack.js';

/**
 * The smallest value of a window, or the largest, and the row it stands in, counted from the beginning of the current
 * block. Of equal ones the oldest counts.
 */
function extremes(beats: (a: number, b: number) => boolean): TwoStackFamily {
  function put(sums: Float64Array, value: number, slot: number): void {
    sums[0] = value;
    sums[1] = slot;
  }
  return {
    inputs: 1,
    anchored: false,
    // Every comparison with NaN is false: no row at all is beaten by any.
    empty: [Number.NaN, 0],
    addNewer(sums, values, slot) {
      const value = values[0]!;
      if (!(beats(sums[0]!, value) || sums[0] === value)) put(sums, value, slot);
    },
    addOlder(sums, values, slot) {
      const value = values[0]!;
      if (!beats(sums[0]!, value)) put(sums, value, slot);
    },
    join(sums, suffix) {
      if (!beats(sums[0]!, suffix[0]!)) put(sums, suffix[0]!, suffix[1]!);
    },
  };
}

const smallest = extremes((a, b) => a < b);
const largest = extremes((a, b) => a > b);

const value = ({ sums }: RollingWindow) => sums[0]!;
/** The place of the row in its window: 1 is the oldest row. Missing rows have places too. */
const place = ({ sums, before }: RollingWindow) => sums[1]! + before + 1;

/** The smallest valid value of each window; missing where fewer than `minCount` are valid. */
export const rollingMinSpec = rollingSpec('rolling_min', ['x'], smallest, value);
/** The largest valid value of each window. */
export const rollingMaxSpec = rollingSpec('rolling_max', ['x'], largest, value);
/** The place of the smallest value, the oldest of equal ones: 1 is the window's oldest row, `window` its newest. */
export const rollingArgminSpec = rollingSpec('rolling_argmin', ['x'], smallest, place);
/** The place of the largest value, the oldest of equal ones. */
export const rollingArgmaxSpec = rollingSpec('rolling_argmax', ['x'], largest, place);
