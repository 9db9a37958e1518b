import { fullWindowSpec } from './spec.js';
import type { TwoStackFamily } from './two-stack.js';

/**
 * Distances from the anchor and the same with weights that rise by the row: in a prefix 1 for the block's first row, in
 * a suffix 1 for its own first row. A weight in the window is that plus the rows of the window before the current block.
 */
const risingWeights: TwoStackFamily = {
  inputs: 1,
  anchored: true,
  empty: [0, 0],
  addNewer(sums, distances, slot) {
    sums[0]! += distances[0]!;
    sums[1]! += (slot + 1) * distances[0]!;
  },
  // A row in front raises every weight by 1.
  addOlder(sums, distances) {
    sums[0]! += distances[0]!;
    sums[1]! += sums[0]!;
  },
  // The plain sum stays that of the prefix, whose weights the window raises.
  join(sums, suffix, { suffixCount, shift }) {
    sums[1]! += suffix[1]! + shift[0]! * ((suffixCount * (suffixCount + 1)) / 2);
  },
};

/**
 * The mean of each window with weights 1 (oldest) to `window` (newest), `decay_linear` of the 101 formulaic alphas.
 * Missing until the window is full, and while a missing value is in it. Infinities follow arithmetic.
 */
export const decayLinearSpec = fullWindowSpec(
  'decay_linear',
  risingWeights,
  (window) =>
    ({ anchors, sums, before }) => {
      // 0 times an infinity would be missing.
      const raised = before > 0 ? before * sums[0]! : 0;
      return anchors[0]! + (raised + sums[1]!) / ((window * (window + 1)) / 2);
    },
);
