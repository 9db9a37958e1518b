/** Partial sums of a row: fixed by the specification, so that every width of SIMD adds in the same order. */
const partials = 8;

/**
 * The sum of `term` over the places from 0 to before `count`: place i goes to partial sum i mod 8, and these are added
 * pairwise, 0 with 4, 1 with 5 and so on, then 0 with 2, 1 with 3, then 0 with 1.
 */
export function sumPlaces(count: number, term: (place: number) => number): number {
  const sums = new Float64Array(partials);
  for (let i = 0; i < count; i++) sums[i % partials]! += term(i);
  for (let half = partials / 2; half >= 1; half /= 2)
    for (let i = 0; i < half; i++) sums[i]! += sums[i + half]!;
  return sums[0]!;
}

/** The sum of f over the valid values of a row, in that order, f(NaN) never being asked. */
export function sumRow(x: Float64Array, f: (value: number) => number): number {
  return sumPlaces(x.length, (c) => (Number.isNaN(x[c]!) ? 0 : f(x[c]!)));
}

/** The sum of products of the first `count` values. */
export function dot(a: Float64Array, b: Float64Array, count: number): number {
  return sumPlaces(count, (i) => a[i]! * b[i]!);
}

export function countRow(x: Float64Array): number {
  return sumRow(x, () => 1);
}

/** The first valid value, or 0 if that is infinite or there is none: what sums are taken about. */
export function anchorOf(x: Float64Array): number {
  const first = x.find((value) => !Number.isNaN(value)) ?? 0;
  return Number.isFinite(first) ? first : 0;
}

/** Mean about the first valid value (0 if that is infinite), so that the mean of equal values is exactly their value. */
export function meanRow(x: Float64Array, count: number): number {
  const anchor = anchorOf(x);
  return anchor + sumRow(x, (value) => value - anchor) / count;
}

/** The standard deviation about a mean; missing for no more than `ddof` values. */
export function deviationRow(x: Float64Array, count: number, mean: number, ddof: number): number {
  if (count <= ddof) return Number.NaN;
  const squares = sumRow(x, (value) => (value - mean) * (value - mean));
  return Math.sqrt(squares / (count - ddof));
}

/** A row of a panel, as a view. */
export function rowAt(
  { data, rowStride, cols }: { data: Float64Array; rowStride: number; cols: number },
  r: number,
): Float64Array {
  return data.subarray(r * rowStride, r * rowStride + cols);
}
