// Between blocks that follow each other (rows) and columns. Blocks are 8-aligned, so every field is one indexed access.

import { ExactnessLost, InvalidArgument } from '../../base/errors.js';
import { type ColumnArray, PLAN_STRIDE, setBase, WireType } from '../packed/index.js';
import type { BoundColumns, ColumnMemory } from './columns.js';
import type { ColumnShape, RowShape } from './shape.js';
import type { RowViews } from './views.js';

const TWO_32 = 4_294_967_296;
const MAX_EXACT = 9_007_199_254_740_992;

/** Gathers `rows` blocks from octet `at` on into the columns; the first row's time becomes the base. */
export function rowsToColumns(v: RowViews, at: number, rows: number, columns: ColumnMemory): void {
  const { shape, arrays, halves, plan } = columns;
  const stride = shape.blockLength;
  for (let c = 0; c < arrays.length; c++) {
    const column = shape.columns[c];
    const from = at + column.offset;
    if (column.form === 'time' && columns.timeAs === 'offset') {
      setBase(plan, c, v.u64[from >> 3]);
      gatherTimes(v, from >> 2, stride >> 2, rows, arrays[c] as Float64Array);
    } else if (column.form === 'number')
      gatherNumbers(v, from >> 2, stride >> 2, rows, arrays[c] as Float64Array, column);
    else if (column.type === WireType.f64)
      gatherReals(v.f64, from >> 3, stride >> 3, rows, arrays[c] as Float64Array);
    else if (halves[c] !== undefined) gatherWide(v.i32, from >> 2, stride >> 2, rows, halves[c]!);
    else gatherSmall(v, column.type, from, stride, rows, arrays[c]);
  }
}

function gatherTimes(v: RowViews, word: number, step: number, rows: number, out: Float64Array): void {
  const { u32, i32 } = v;
  const low = u32[word];
  const high = i32[word + 1];
  for (let i = 0, w = word; i < rows; i++, w += step) {
    const offset = (i32[w + 1] - high) * TWO_32 + (u32[w] - low);
    if (offset >= MAX_EXACT || offset <= -MAX_EXACT)
      throw new ExactnessLost(`time of row ${i} less that of row 0`);
    out[i] = offset;
  }
}

function gatherNumbers(
  { u32, i32 }: RowViews,
  word: number,
  step: number,
  rows: number,
  out: Float64Array,
  { name, absent, type }: ColumnShape,
): void {
  const nullHigh = type === WireType.i64 ? -2_147_483_648 : -1;
  const nullLow = type === WireType.i64 ? 0 : 0xffffffff;
  for (let i = 0, w = word; i < rows; i++, w += step) {
    const high = i32[w + 1];
    const low = u32[w];
    const value = high * TWO_32 + low;
    if (value < MAX_EXACT && value > -MAX_EXACT && !(high === -1 && type === WireType.u64)) out[i] = value;
    else if (absent !== undefined && high === nullHigh && low === nullLow) out[i] = Number.NaN;
    else throw new ExactnessLost(`${name} of row ${i}`);
  }
}

function gatherReals(
  source: Float64Array,
  place: number,
  step: number,
  rows: number,
  out: Float64Array,
): void {
  for (let i = 0, q = place; i < rows; i++, q += step) out[i] = source[q];
}

function gatherWide(source: Int32Array, word: number, step: number, rows: number, out: Int32Array): void {
  for (let i = 0, w = word; i < rows; i++, w += step) {
    out[2 * i] = source[w];
    out[2 * i + 1] = source[w + 1];
  }
}

function gatherSmall(
  v: RowViews,
  type: number,
  from: number,
  stride: number,
  rows: number,
  out: ColumnArray,
): void {
  const source = viewOf(v, type);
  const size = source.BYTES_PER_ELEMENT;
  gather(source, from / size, stride / size, rows, out as Uint8Array);
}

function gather(source: Uint8Array, place: number, step: number, rows: number, out: Uint8Array): void {
  for (let i = 0, p = place; i < rows; i++, p += step) out[i] = source[p];
}

function viewOf(v: RowViews, type: number): Uint8Array {
  const views = [v.u8, v.u16, v.u32, undefined, v.i8, v.i16, v.i32, undefined, v.f32];
  return views[type] as Uint8Array;
}

/**
 * Writes rows [first, first + rows) of a user's columns as blocks from octet `at` on; missing columns take the nulls and
 * defaults of `blank`, one block of the shape.
 */
export function columnsToRows(
  shape: RowShape,
  columns: BoundColumns,
  first: number,
  rows: number,
  v: RowViews,
  at: number,
  blank: Uint8Array,
): void {
  const { arrays, plan } = columns;
  const stride = shape.blockLength;
  fillBlocks(v.u8, at, stride, rows, blank);
  for (let c = 0; c < arrays.length; c++) {
    const array = arrays[c];
    if (array === undefined) continue;
    const column = shape.columns[c];
    const from = at + column.offset;
    if (array.length < first + rows)
      throw new InvalidArgument(
        `columns.${column.name}`,
        `${array.length} elements for ${first + rows} rows`,
      );
    if (column.form === 'time' && array instanceof Float64Array)
      scatterTimes(array, first, rows, v, from >> 2, stride >> 2, plan, c);
    else if (column.form === 'number')
      scatterNumbers(array as Float64Array, first, rows, v, from >> 2, stride >> 2, column);
    else if (column.type === WireType.f64)
      scatter(
        array as unknown as Uint8Array,
        first,
        rows,
        v.f64 as unknown as Uint8Array,
        from >> 3,
        stride >> 3,
      );
    else if (array.BYTES_PER_ELEMENT === 8)
      scatterWide(
        new Int32Array(array.buffer, array.byteOffset, 2 * array.length),
        first,
        rows,
        v.i32,
        from >> 2,
        stride >> 2,
      );
    else {
      const target = viewOf(v, column.type);
      const size = target.BYTES_PER_ELEMENT;
      scatter(array as Uint8Array, first, rows, target, from / size, stride / size);
    }
  }
}

/** Repeats a block by doubling. */
function fillBlocks(u8: Uint8Array, at: number, stride: number, rows: number, blank: Uint8Array): void {
  if (rows === 0) return;
  u8.set(blank, at);
  const end = at + stride * rows;
  for (let done = stride; at + done < end; done *= 2)
    u8.copyWithin(at + done, at, Math.min(at + done, end - done));
}

function scatterTimes(
  source: Float64Array,
  first: number,
  rows: number,
  { u32, i32 }: RowViews,
  word: number,
  step: number,
  plan: Int32Array,
  column: number,
): void {
  const low = plan[column * PLAN_STRIDE + 4] >>> 0;
  const high = plan[column * PLAN_STRIDE + 5];
  for (let i = 0, w = word; i < rows; i++, w += step) {
    const value = source[first + i];
    if (!(value < MAX_EXACT && value > -MAX_EXACT) || Math.floor(value) !== value)
      refuseNumber('timeOffset', first + i, value);
    const upper = Math.floor(value / TWO_32);
    const sum = low + (value - upper * TWO_32);
    u32[w] = sum;
    i32[w + 1] = high + upper + (sum >= TWO_32 ? 1 : 0);
  }
}

function scatterNumbers(
  source: Float64Array,
  first: number,
  rows: number,
  { u32, i32 }: RowViews,
  word: number,
  step: number,
  { name, absent }: ColumnShape,
): void {
  for (let i = 0, w = word; i < rows; i++, w += step) {
    const value = source[first + i];
    if (value === (value | 0)) {
      i32[w] = value;
      i32[w + 1] = value >> 31;
      continue;
    }
    if (value < MAX_EXACT && value > -MAX_EXACT && Math.floor(value) === value) {
      i32[w + 1] = Math.floor(value / TWO_32);
      u32[w] = value - i32[w + 1] * TWO_32;
    } else if (absent === undefined || !Number.isNaN(value)) refuseNumber(name, first + i, value);
  }
}

function refuseNumber(name: string, row: number, value: number): never {
  if (Math.floor(value) === value) throw new ExactnessLost(`columns.${name}, row ${row}: ${value}`);
  throw new InvalidArgument(`columns.${name}`, `row ${row} is no integer: ${value}`);
}

function scatterWide(
  source: Int32Array,
  first: number,
  rows: number,
  target: Int32Array,
  word: number,
  step: number,
): void {
  for (let i = 0, w = word; i < rows; i++, w += step) {
    target[w] = source[2 * (first + i)];
    target[w + 1] = source[2 * (first + i) + 1];
  }
}

function scatter(
  source: Uint8Array,
  first: number,
  rows: number,
  target: Uint8Array,
  place: number,
  step: number,
): void {
  for (let i = 0, p = place; i < rows; i++, p += step) target[p] = source[first + i];
}
