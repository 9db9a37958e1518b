import type { Panel } from '../../panel.js';
import { dot, rowAt } from '../cross-section/row.js';

/** The names of one row that take part in a regression. */
export interface Names {
  /** Their columns, ascending. */
  readonly places: readonly number[];
  /** Square roots of their weights. */
  readonly roots: Float64Array;
}

/**
 * The names of row r for which everything is known: values that are not finite, weights that are not above 0 and
 * numbers that are no group's leave a name out.
 */
export function namesOf(
  r: number,
  values: readonly Panel[],
  weight: Panel | undefined,
  group: Panel | undefined,
  groups: number,
): Names {
  const rows = values.map((panel) => rowAt(panel, r));
  const weights = weight && rowAt(weight, r);
  const numbers = group && rowAt(group, r);
  const places: number[] = [];
  for (let c = 0; c < rows[0]!.length; c++) {
    if (!rows.every((row) => Number.isFinite(row[c]))) continue;
    if (weights && !(weights[c]! > 0 && weights[c]! < Infinity)) continue;
    if (numbers && !isGroup(numbers[c]!, groups)) continue;
    places.push(c);
  }
  return { places, roots: Float64Array.from(places, (c) => (weights ? Math.sqrt(weights[c]!) : 1)) };
}

export function isGroup(value: number, groups: number): boolean {
  return value >= 0 && value < groups && Math.floor(value) === value;
}

/** The values of those names. */
export function pick(panel: Panel, r: number, { places }: Names): Float64Array {
  const row = rowAt(panel, r);
  return Float64Array.from(places, (c) => row[c]!);
}

/** The values times the square roots of the weights. */
export function weigh(column: Float64Array, { roots }: Names): Float64Array {
  return column.map((value, i) => value * roots[i]!);
}

/** The sum of squares of a column. */
export function squaredNorm(column: Float64Array): number {
  return dot(column, column, column.length);
}
