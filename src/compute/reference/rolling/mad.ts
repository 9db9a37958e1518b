import type { KernelSpec, KernelStep } from '../../kernel.js';
import { encodeRolling, fitToBatch, type RollingArgs } from './spec.js';

/**
 * The mean absolute deviation of the valid values of each window from their mean; exactly 0 for equal values, missing
 * where an infinity is in the window. A row costs time in proportion to the window.
 * The state: rows seen, then the last `window` rows, the row with number n in place n mod `window`.
 */
export const rollingMadSpec: KernelSpec<RollingArgs> = {
  name: 'rolling_mad',
  inputs: ['x'],
  dtypes: ['f64'],
  examples: [{ window: 1 }, { window: 4 }, { window: 7, minCount: 2 }, { window: 30, minCount: 1 }],
  encode: encodeRolling,
  fitToBatch,
  lookback: ({ args }) => args[0]! - 1,
  stateBytes: ({ args }, cols) => 8 * (1 + args[0]! * cols),
  step: deviateRows,
};

function deviateRows({ rows, cols, args, state, inputs, output }: KernelStep): void {
  const [window, minCount] = args as unknown as [number, number];
  const { data, rowStride } = inputs[0]!;
  const values = new Float64Array(window);
  for (let r = 0; r < rows; r++) {
    const seen = state[0]!;
    const kept = Math.min(seen + 1, window);
    for (let c = 0; c < cols; c++) {
      state[1 + (seen % window) * cols + c] = data[r * rowStride + c]!;
      let count = 0;
      for (let i = 0; i < kept; i++) {
        const value = state[1 + ((seen + 1 - kept + i) % window) * cols + c]!;
        if (!Number.isNaN(value)) values[count++] = value;
      }
      output.data[r * output.rowStride + c] = count < minCount ? Number.NaN : deviation(values, count);
    }
    state[0]!++;
  }
}

/** Sums run from the oldest value to the newest. */
function deviation(values: Float64Array, count: number): number {
  const anchor = Number.isFinite(values[0]) ? values[0]! : 0;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i]! - anchor;
  const centre = sum / count;
  let distances = 0;
  for (let i = 0; i < count; i++) distances += Math.abs(values[i]! - anchor - centre);
  return distances / count;
}
