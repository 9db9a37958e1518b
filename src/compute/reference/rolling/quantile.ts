import { InvalidArgument } from '../../../base/errors.js';
import { encodeArgs, type KernelSpec, type KernelStep } from '../../kernel.js';
import { quantileOfSorted } from '../quantile.js';
import { encodeRolling, fitToBatch, type RollingArgs } from './spec.js';

export interface RollingQuantileArgs extends RollingArgs {
  /** From 0, the smallest value, to 1, the largest; between two values linear, as numpy. */
  readonly quantile: number;
}

/**
 * A quantile of the valid values of each window. A row costs a search and a move in proportion to the window.
 * The state: rows seen | the last `window` rows, the row with number n in place n mod `window` | counts of valid values,
 * one per column | `window` places per column, which begin with its valid values in ascending order.
 */
export const rollingQuantileSpec: KernelSpec<RollingQuantileArgs> = {
  name: 'rolling_quantile',
  inputs: ['x'],
  dtypes: ['f64'],
  examples: [
    { window: 1, quantile: 0.5 },
    { window: 4, quantile: 0.5 },
    { window: 7, minCount: 2, quantile: 0.9 },
    { window: 30, minCount: 1, quantile: 0 },
    { window: 5, minCount: 1, quantile: 1 },
  ],
  encode({ quantile, ...rolling }) {
    if (!(quantile >= 0 && quantile <= 1))
      throw new InvalidArgument('quantile', `must be from 0 to 1, got ${quantile}`);
    return encodeArgs([...encodeRolling(rolling).args], [quantile]);
  },
  fitToBatch,
  lookback: ({ args }) => args[0]! - 1,
  stateBytes: ({ args }, cols) => 8 * (1 + cols + 2 * args[0]! * cols),
  step: quantileRows,
};

/** The median of the valid values of each window. */
export const rollingMedianSpec: KernelSpec<RollingArgs> = {
  ...rollingQuantileSpec,
  examples: rollingQuantileSpec.examples.map(({ quantile, ...rolling }) => rolling),
  encode: (args) => rollingQuantileSpec.encode({ ...args, quantile: 0.5 }),
};

function quantileRows({ rows, cols, args, reals, state, inputs, output }: KernelStep): void {
  const [window, minCount] = args as unknown as [number, number];
  const { data, rowStride } = inputs[0]!;
  const counts = 1 + window * cols;
  for (let r = 0; r < rows; r++) {
    const seen = state[0]!;
    for (let c = 0; c < cols; c++) {
      const place = 1 + (seen % window) * cols + c;
      const from = counts + cols + c * window;
      const sorted = state.subarray(from, from + window);
      const x = data[r * rowStride + c]!;
      let count = state[counts + c]!;
      if (seen >= window) count = remove(sorted, count, state[place]!);
      count = insert(sorted, count, x);
      state[place] = x;
      state[counts + c] = count;
      const valid = sorted.subarray(0, count);
      output.data[r * output.rowStride + c] =
        count < minCount ? Number.NaN : quantileOfSorted(valid, reals[0]!);
    }
    state[0]!++;
  }
}

/** The first place whose value is not less than x. */
function lowerBound(sorted: Float64Array, count: number, x: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

function remove(sorted: Float64Array, count: number, x: number): number {
  if (Number.isNaN(x) || count === 0) return count;
  const place = lowerBound(sorted, count, x);
  sorted.copyWithin(place, place + 1, count);
  return count - 1;
}

function insert(sorted: Float64Array, count: number, x: number): number {
  if (Number.isNaN(x)) return count;
  const place = lowerBound(sorted, count, x);
  sorted.copyWithin(place + 1, place, count);
  sorted[place] = x;
  return count + 1;
}
