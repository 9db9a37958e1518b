import { rollingSpec } from './spec.js';
import type { TwoStackFamily } from './two-stack.js';

const product: TwoStackFamily = {
  inputs: 1,
  anchored: false,
  empty: [1],
  addNewer: multiply,
  addOlder: multiply,
  join: multiply,
};

function multiply(sums: Float64Array, values: Float64Array): void {
  sums[0]! *= values[0]!;
}

const nonzero: TwoStackFamily = {
  inputs: 1,
  anchored: false,
  empty: [0],
  addNewer: countNonzero,
  addOlder: countNonzero,
  join(sums, suffix) {
    sums[0]! += suffix[0]!;
  },
};

function countNonzero(sums: Float64Array, values: Float64Array): void {
  if (values[0] !== 0) sums[0]!++;
}

/** The product of the valid values of each window; of 1 + returns, the growth. */
export const rollingProductSpec = rollingSpec('rolling_product', ['x'], product, ({ sums }) => sums[0]!);

/** How many valid values of each window are not 0: in how many rows a condition held. */
export const rollingCountSpec = rollingSpec('rolling_count', ['x'], nonzero, ({ sums }) => sums[0]!);
