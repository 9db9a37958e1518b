// From 64-bit integers back to the caller's typed arrays.

import { ExactnessLost } from '../../base/errors.js';
import type { Reader } from './cursor.js';
import { POWERS_OF_TEN } from './decimal.js';
import { WireType } from './format.js';
import { type ColumnArray, FORM_NUMBER, FORM_OPTIONAL, PLAN_STRIDE, PlanSlot } from './plan.js';
import { MAX_EXACT, subHigh, toDouble, type Words } from './words.js';

const one: Words = { lo: new Int32Array(1), hi: new Int32Array(1) };

/** Writes rows 0 to `rows` of x; `decimals` >= 0 says that they are mantissas of a floating-point column. */
export function storeColumn(
  plan: Int32Array,
  column: number,
  array: ColumnArray,
  rows: number,
  x: Words,
  decimals: number,
): void {
  store(plan, column, array, 0, rows, x, decimals);
}

export function storeConstant(
  plan: Int32Array,
  column: number,
  array: ColumnArray,
  rows: number,
  low: number,
  high: number,
  decimals: number,
): void {
  storeOne(plan, column, array, 0, low, high, decimals);
  spread(array, rows);
}

/** Copies the first element over the others by doubling: as bytes, since a NaN's payload does not survive a number. */
function spread(array: ColumnArray, rows: number): void {
  for (let done = 1; done < rows; done *= 2) array.copyWithin(done, 0, Math.min(done, rows - done));
}

/** Writes the rows whose positions start at `positions`: each its own pattern from `patterns` on, or (-1) one value. */
export function storeRows(
  plan: Int32Array,
  column: number,
  array: ColumnArray,
  rows: number,
  input: Reader,
  positions: number,
  count: number,
  patterns: number,
  low: number,
  high: number,
): void {
  const listed = 16 * count < rows;
  let pattern = patterns >>> 2;
  let done = 0;
  const put = (row: number): void => {
    if (patterns < 0) storeOne(plan, column, array, row, low, high, -1);
    else storeOne(plan, column, array, row, input.words[pattern++] | 0, input.words[pattern++] | 0, -1);
    done++;
  };
  if (listed)
    for (let k = 0; k < count; k++) {
      const row = input.u16At(positions + 2 * k);
      if (row >= rows) input.fail(`a hole at row ${row} of ${rows}`);
      put(row);
    }
  else
    for (let i = 0; i < rows; i++)
      if (input.bytes[positions + (i >>> 3)] & (1 << (i & 7))) {
        if (done === count) input.fail(`more than ${count} holes`);
        put(i);
      }
  if (done !== count) input.fail(`${done} holes instead of ${count}`);
}

function storeOne(
  plan: Int32Array,
  column: number,
  array: ColumnArray,
  row: number,
  low: number,
  high: number,
  decimals: number,
): void {
  const at = column * PLAN_STRIDE;
  const form = plan[at + PlanSlot.form];
  if (form & FORM_NUMBER && isAbsent(plan, at, low, high)) {
    (array as Float64Array)[row] = Number.NaN;
    return;
  }
  one.lo[0] = low;
  one.hi[0] = high;
  store(plan, column, array, row, 1, one, decimals);
}

function isAbsent(plan: Int32Array, at: number, low: number, high: number): boolean {
  if (!(plan[at + PlanSlot.form] & FORM_OPTIONAL)) return false;
  return low === plan[at + PlanSlot.absentLow] && high === plan[at + PlanSlot.absentHigh];
}

function store(
  plan: Int32Array,
  column: number,
  array: ColumnArray,
  from: number,
  rows: number,
  { lo, hi }: Words,
  decimals: number,
): void {
  const at = column * PLAN_STRIDE;
  const type = plan[at + PlanSlot.type];
  if (plan[at + PlanSlot.form] & FORM_NUMBER) {
    storeNumbers(plan, at, array as Float64Array, from, rows, lo, hi);
    return;
  }
  if (decimals >= 0) {
    const power = POWERS_OF_TEN[decimals];
    const target = array as Float64Array;
    for (let i = 0; i < rows; i++) target[from + i] = toDouble(lo[i], hi[i]) / power;
    return;
  }
  switch (type) {
    case WireType.u64:
    case WireType.i64:
    case WireType.f64: {
      const halves = new Int32Array(array.buffer, array.byteOffset + 8 * from, 2 * rows);
      for (let i = 0; i < rows; i++) {
        halves[2 * i] = lo[i];
        halves[2 * i + 1] = hi[i];
      }
      return;
    }
    case WireType.f32:
      new Int32Array(array.buffer, array.byteOffset + 4 * from, rows).set(lo.subarray(0, rows));
      return;
    default: {
      const target = array as Int32Array;
      for (let i = 0; i < rows; i++) target[from + i] = lo[i];
    }
  }
}

function storeNumbers(
  plan: Int32Array,
  at: number,
  target: Float64Array,
  from: number,
  rows: number,
  lo: Int32Array,
  hi: Int32Array,
): void {
  const baseLow = plan[at + PlanSlot.baseLow];
  const baseHigh = plan[at + PlanSlot.baseHigh];
  for (let i = 0; i < rows; i++) {
    const low = (lo[i] - baseLow) | 0;
    const value = toDouble(low, subHigh(hi[i], baseHigh, lo[i], baseLow));
    if (value >= MAX_EXACT || value <= -MAX_EXACT) {
      if (isAbsent(plan, at, lo[i], hi[i])) {
        target[from + i] = Number.NaN;
        continue;
      }
      throw new ExactnessLost(`field ${plan[at]}, row ${from + i}, counted from its base,`);
    }
    target[from + i] = value;
  }
}
