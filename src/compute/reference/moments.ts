import type { TwoStackFamily } from './two-stack.js';

/** Sums of the first `order` powers of the distance from the anchor: order 1 for means, 2 for variances. */
export function powerSums(order: 1 | 2 | 3 | 4): TwoStackFamily {
  return {
    inputs: 1,
    fields: order,

    add(sums, distances) {
      const distance = distances[0]!;
      let power = distance;
      sums[0]! += power;
      for (let k = 1; k < order; k++) {
        power *= distance;
        sums[k]! += power;
      }
    },

    // Binomial theorem: the sum of (x + d)^k over the suffix from its sums of x^j, j <= k.
    combine(total, prefix, suffix, count, shift) {
      total.set(prefix);
      if (count === 0) return;
      const d = shift[0]!;
      const nd = count * d;
      const [s1, s2, s3, s4] = suffix as unknown as [number, number, number, number];
      total[0]! += s1 + nd;
      if (order >= 2) total[1]! += s2 + d * (2 * s1 + nd);
      if (order >= 3) total[2]! += s3 + d * (3 * s2 + d * (3 * s1 + nd));
      if (order >= 4) total[3]! += s4 + d * (4 * s3 + d * (6 * s2 + d * (4 * s1 + nd)));
    },
  };
}
