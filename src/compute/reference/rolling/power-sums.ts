import type { RollingWindow, TwoStackFamily } from './two-stack.js';

/** Sums of the first `order` powers of the distance from the anchor: order 1 for means, 2 for variances. */
export function powerSums(order: 1 | 2 | 3 | 4): TwoStackFamily {
  function add(sums: Float64Array, distances: Float64Array): void {
    const distance = distances[0]!;
    let power = distance;
    sums[0]! += power;
    for (let k = 1; k < order; k++) {
      power *= distance;
      sums[k]! += power;
    }
  }
  return {
    inputs: 1,
    anchored: true,
    empty: new Array<number>(order).fill(0),
    addNewer: add,
    addOlder: add,

    // Binomial theorem: the sum of (x + d)^k over the suffix from its sums of x^j, j <= k.
    join(sums, suffix, { suffixCount, shift }) {
      const d = shift[0]!;
      const nd = suffixCount * d;
      const [s1, s2, s3, s4] = suffix as unknown as [number, number, number, number];
      sums[0]! += s1 + nd;
      if (order >= 2) sums[1]! += s2 + d * (2 * s1 + nd);
      if (order >= 3) sums[2]! += s3 + d * (3 * s2 + d * (3 * s1 + nd));
      if (order >= 4) sums[3]! += s4 + d * (4 * s3 + d * (6 * s2 + d * (4 * s1 + nd)));
    },
  };
}

/** The sum of squares about the mean: 0 for a constant window, NaN where an infinity or an overflow is in it. */
export function squaresAboutMean(count: number, sum: number, squares: number): number {
  const result = squares - (sum * sum) / count;
  return result < 0 ? 0 : finiteOrMissing(result);
}

/** A result that is infinite, by an infinity in the window or by overflow, is missing. */
export function finiteOrMissing(value: number): number {
  return Number.isFinite(value) ? value : Number.NaN;
}

export function variance({ count, sums }: RollingWindow, ddof: number): number {
  if (count <= ddof) return Number.NaN;
  return squaresAboutMean(count, sums[0]!, sums[1]!) / (count - ddof);
}
