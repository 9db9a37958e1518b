import { dot } from '../cross-section/row.js';

/**
 * The part of a regressor that the others do not explain, below which it is dropped: as a share of its norm, squared.
 */
const rankTolerance = 1e-20;

/** A least-squares fit of y on some columns by modified Gram-Schmidt with pivoting. */
export interface Fit {
  /** The regressors that were kept, in the order of their pivots. */
  readonly pivots: readonly number[];
  /** By pivot, then by regressor: the multiple of the pivot's column that was taken from the regressor's. */
  readonly taken: readonly Float64Array[];
  /** The multiples that were taken from y. */
  readonly ofY: readonly number[];
}

/**
 * Takes from y, and from every other column, what the columns explain, one pivot after the other: always the one of
 * which most is left, as a share of its first norm (`norms`, squared), the earliest among equals. y and the columns, of
 * `count` values each, become what is left of them; regressors of which nothing is left are dropped. It is as stable as
 * a QR decomposition by reflections (Bjoerck 1967), and the residual needs no solution.
 */
export function orthogonalise(
  y: Float64Array,
  columns: readonly Float64Array[],
  norms: readonly number[],
  count: number,
): Fit {
  const rest = columns.map((_, j) => j);
  const pivots: number[] = [];
  const taken: Float64Array[] = [];
  const ofY: number[] = [];
  while (rest.length > 0) {
    const squares = rest.map((j) => dot(columns[j]!, columns[j]!, count));
    let best = -1;
    let share = rankTolerance;
    rest.forEach((j, i) => {
      const left = squares[i]! / norms[j]!;
      if (left > share) [best, share] = [i, left];
    });
    if (best < 0) break;
    const [pivot] = rest.splice(best, 1) as [number];
    const column = columns[pivot]!;
    const take = (from: Float64Array) => {
      const multiple = dot(column, from, count) / squares[best]!;
      for (let i = 0; i < count; i++) from[i]! -= multiple * column[i]!;
      return multiple;
    };
    const multiples = new Float64Array(columns.length);
    for (const j of rest) multiples[j] = take(columns[j]!);
    ofY.push(take(y));
    pivots.push(pivot);
    taken.push(multiples);
  }
  return { pivots, taken, ofY };
}

/**
 * The coefficients of a fit on `count` regressors. Where some were dropped there are many solutions, and this is the
 * one of least norm, as lstsq of numpy finds it.
 */
export function coefficients({ pivots, taken, ofY }: Fit, count: number): Float64Array {
  const rank = pivots.length;
  return rank === count ? backSubstitute(pivots, taken, ofY) : leastNorm(pivots, taken, ofY, count);
}

function backSubstitute(
  pivots: readonly number[],
  taken: readonly Float64Array[],
  ofY: readonly number[],
): Float64Array {
  const solution = new Float64Array(pivots.length);
  for (let i = pivots.length - 1; i >= 0; i--) {
    let value = ofY[i]!;
    for (let j = i + 1; j < pivots.length; j++) value -= taken[i]![pivots[j]!]! * solution[pivots[j]!]!;
    solution[pivots[i]!] = value;
  }
  return solution;
}

/** With M the multiples by pivot and regressor (1 for the pivot itself): M' (M M')^-1 c, by Cholesky. */
function leastNorm(
  pivots: readonly number[],
  taken: readonly Float64Array[],
  ofY: readonly number[],
  count: number,
): Float64Array {
  const rank = pivots.length;
  const m = taken.map((multiples, i) => {
    const row = multiples.slice();
    row[pivots[i]!] = 1;
    return row;
  });
  const lower = m.map(() => new Float64Array(rank));
  for (let i = 0; i < rank; i++)
    for (let j = 0; j <= i; j++) {
      let value = 0;
      for (let c = 0; c < count; c++) value += m[i]![c]! * m[j]![c]!;
      for (let l = 0; l < j; l++) value -= lower[i]![l]! * lower[j]![l]!;
      lower[i]![j] = i === j ? Math.sqrt(value) : value / lower[j]![j]!;
    }
  const t = Float64Array.from(ofY);
  for (let i = 0; i < rank; i++) {
    for (let j = 0; j < i; j++) t[i]! -= lower[i]![j]! * t[j]!;
    t[i]! /= lower[i]![i]!;
  }
  for (let i = rank - 1; i >= 0; i--) {
    for (let j = i + 1; j < rank; j++) t[i]! -= lower[j]![i]! * t[j]!;
    t[i]! /= lower[i]![i]!;
  }
  const solution = new Float64Array(count);
  for (let i = 0; i < rank; i++) for (let c = 0; c < count; c++) solution[c]! += m[i]![c]! * t[i]!;
  return solution;
}
