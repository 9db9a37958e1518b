// From the caller's typed arrays to 64-bit integers, with the rows that hold no integer marked as holes.

import { ExactnessLost, InvalidArgument } from '../../base/errors.js';
import { WireType } from './format.js';
import { type ColumnArray, FORM_NUMBER, FORM_OPTIONAL, PLAN_STRIDE, PlanSlot } from './plan.js';
import { addHigh, highHalf, lowHalf, MAX_EXACT, type Words } from './words.js';

export const VALUE = 0;
export const HOLE_ABSENT = 1;
export const HOLE_EXCEPTION = 2;

/** Loads `rows` rows and marks the absent ones in `holes`. Returns how many there are. */
export function loadColumn(
  plan: Int32Array,
  column: number,
  array: ColumnArray,
  rows: number,
  x: Words,
  holes: Uint8Array,
): number {
  const at = column * PLAN_STRIDE;
  const form = plan[at + PlanSlot.form];
  holes.fill(VALUE, 0, rows);
  if (form & FORM_NUMBER) return loadNumbers(plan, column, array as Float64Array, rows, x, holes);
  loadExact(array, plan[at + PlanSlot.type], rows, x);
  if (!(form & FORM_OPTIONAL)) return 0;
  const absentLow = plan[at + PlanSlot.absentLow];
  const absentHigh = plan[at + PlanSlot.absentHigh];
  let absent = 0;
  for (let i = 0; i < rows; i++) {
    if (x.lo[i] !== absentLow || x.hi[i] !== absentHigh) continue;
    holes[i] = HOLE_ABSENT;
    absent++;
  }
  return absent;
}

function loadExact(array: ColumnArray, type: number, rows: number, { lo, hi }: Words): void {
  switch (type) {
    case WireType.u64:
    case WireType.i64:
    case WireType.f64: {
      const halves = new Int32Array(array.buffer, array.byteOffset, 2 * rows);
      for (let i = 0; i < rows; i++) {
        lo[i] = halves[2 * i];
        hi[i] = halves[2 * i + 1];
      }
      return;
    }
    case WireType.f32:
      lo.set(new Int32Array(array.buffer, array.byteOffset, rows));
      hi.fill(0, 0, rows);
      return;
    default: {
      const small = array as Int32Array;
      const signed = type === WireType.i8 || type === WireType.i16 || type === WireType.i32;
      for (let i = 0; i < rows; i++) {
        lo[i] = small[i];
        hi[i] = signed ? lo[i] >> 31 : 0;
      }
    }
  }
}

function loadNumbers(
  plan: Int32Array,
  column: number,
  values: Float64Array,
  rows: number,
  { lo, hi }: Words,
  holes: Uint8Array,
): number {
  const at = column * PLAN_STRIDE;
  const baseLow = plan[at + PlanSlot.baseLow];
  const baseHigh = plan[at + PlanSlot.baseHigh];
  const optional = (plan[at + PlanSlot.form] & FORM_OPTIONAL) !== 0;
  let absent = 0;
  for (let i = 0; i < rows; i++) {
    const value = values[i];
    if (Number.isNaN(value)) {
      if (!optional)
        throw new InvalidArgument(`arrays[${column}]`, `row ${i} is NaN in a column that has no null`);
      holes[i] = HOLE_ABSENT;
      absent++;
      continue;
    }
    if (Math.floor(value) !== value)
      throw new InvalidArgument(`arrays[${column}]`, `row ${i} is no integer: ${value}`);
    if (value >= MAX_EXACT || value <= -MAX_EXACT)
      throw new ExactnessLost(`arrays[${column}], row ${i}: ${value}`);
    const low = lowHalf(value);
    const sum = (low + baseLow) | 0;
    lo[i] = sum;
    hi[i] = addHigh(highHalf(value), baseHigh, low, sum);
  }
  return absent;
}

/**
 * Gives holes the value of the row before them (of the same key where there are keys), so that they cost nothing in
 * the sequence; holes at the start take the first value.
 */
export function fillHoles({ lo, hi }: Words, holes: Uint8Array, rows: number, keys: Keys | undefined): void {
  let last = holes.indexOf(VALUE);
  for (let i = 0; i < rows; i++) {
    if (holes[i] === VALUE) {
      last = i;
      continue;
    }
    const before = keys === undefined ? -1 : keys.previous[i];
    const row = before < 0 ? last : before;
    lo[i] = lo[row];
    hi[i] = hi[row];
  }
}

/** The key column of a frame. */
export interface Keys {
  /** Each row's key as a dense code. */
  readonly codes: Uint16Array;
  /** The row before each that has the same key; -1 where there is none. */
  readonly previous: Int32Array;
  count: number;
}
