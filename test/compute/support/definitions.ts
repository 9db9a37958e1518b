// The definitions of the rolling kernels, applied to one window at a time: its rows from oldest to newest, NaN missing.

export const none = Number.NaN;

export type Definition = (window: readonly number[]) => number;

/** The result for every row; `minCount` valid rows are needed. */
export function roll(x: readonly number[], window: number, minCount: number, f: Definition): number[] {
  return x.map((_, t) => {
    const rows = x.slice(Math.max(0, t + 1 - window), t + 1);
    return valid(rows).length < minCount ? none : f(rows);
  });
}

export function valid(rows: readonly number[]): number[] {
  return rows.filter((value) => !Number.isNaN(value));
}

export function mean(values: readonly number[]): number {
  const rough = values.reduce((a, b) => a + b, 0) / values.length;
  return rough + values.reduce((a, b) => a + (b - rough), 0) / values.length;
}

/** Central moment sum of the k-th power. */
function central(values: readonly number[], k: number): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** k, 0);
}

export const variance =
  (ddof: number): Definition =>
  (rows) => {
    const values = valid(rows);
    return values.length <= ddof ? none : central(values, 2) / (values.length - ddof);
  };

export const skew: Definition = (rows) => {
  const values = valid(rows);
  const n = values.length;
  const m2 = central(values, 2);
  if (n < 3 || m2 === 0) return none;
  return ((n * Math.sqrt(n - 1)) / (n - 2)) * (central(values, 3) / m2 ** 1.5);
};

export const kurt: Definition = (rows) => {
  const values = valid(rows);
  const n = values.length;
  const m2 = central(values, 2);
  if (n < 4 || m2 === 0) return none;
  const g2 = (n * central(values, 4)) / m2 ** 2 - 3;
  return ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * g2 + 6);
};

export const zscore =
  (ddof: number): Definition =>
  (rows) => {
    const deviation = Math.sqrt(variance(ddof)(rows));
    return deviation > 0 ? (rows.at(-1)! - mean(valid(rows))) / deviation : none;
  };

export const decayLinear: Definition = (rows) =>
  rows.reduce((sum, value, i) => sum + (i + 1) * value, 0) / ((rows.length * (rows.length + 1)) / 2);

/** Place of the first row, from the oldest, that holds the value. */
export const place =
  (extreme: Definition): Definition =>
  (rows) =>
    rows.indexOf(extreme(valid(rows))) + 1;

/** Sums of products about the means over the rows in which both are valid: [xy, xx, yy, count]. */
export function coMoments(
  x: readonly number[],
  y: readonly number[],
): { xy: number; xx: number; yy: number; count: number } {
  const both = x.map((value, i) => [value, y[i]!]).filter(([a, b]) => !Number.isNaN(a! + b!));
  const mx = mean(both.map(([a]) => a!));
  const my = mean(both.map(([, b]) => b!));
  const sum = (f: (dx: number, dy: number) => number) =>
    both.reduce((total, [a, b]) => total + f(a! - mx, b! - my), 0);
  return {
    xy: sum((dx, dy) => dx * dy),
    xx: sum((dx) => dx * dx),
    yy: sum((_, dy) => dy * dy),
    count: both.length,
  };
}
