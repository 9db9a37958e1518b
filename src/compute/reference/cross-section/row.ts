/** Partial sums of a row: fixed by the specification, so that every width of SIMD adds in the same order. */
const partials = 8;

/**
 * The sum of f over the valid values of a row, f(NaN) never being asked: column c goes to partial sum c mod 8, and these
 * are added pairwise, 0 with 4, 1 with 5 and so on, then 0 with 2, 1 with 3, then 0 with 1.
 */
export function sumRow(x: Float64Array, f: (value: number) => number): number {
  const sums = new Float64Array(partials);
  for (let c = 0; c < x.length; c++) if (!Number.isNaN(x[c]!)) sums[c % partials]! += f(x[c]!);
  for (let half = partials / 2; half >= 1; half /= 2)
    for (let i = 0; i < half; i++) sums[i]! += sums[i + half]!;
  return sums[0]!;
}

export function countRow(x: Float64Array): number {
  return sumRow(x, () => 1);
}

/** Mean about the first valid value (0 if that is infinite), so that the mean of equal values is exactly their value. */
export function meanRow(x: Float64Array, count: number): number {
  const first = x.find((value) => !Number.isNaN(value)) ?? 0;
  const anchor = Number.isFinite(first) ? first : 0;
  return anchor + sumRow(x, (value) => value - anchor) / count;
}

/** The standard deviation about a mean; missing for no more than `ddof` values. */
export function deviationRow(x: Float64Array, count: number, mean: number, ddof: number): number {
  if (count <= ddof) return Number.NaN;
  const squares = sumRow(x, (value) => (value - mean) * (value - mean));
  return Math.sqrt(squares / (count - ddof));
}
