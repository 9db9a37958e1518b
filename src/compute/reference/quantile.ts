/** Linear between the two nearest of sorted values, as numpy; NaN for none. */
export function quantileOfSorted(sorted: Float64Array, p: number): number {
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? Number.NaN;
  const share = place - below;
  // Between infinities there is nothing to divide.
  if (share === 0) return low;
  return low + (sorted[below + 1]! - low) * share;
}
