// The reference encoder of packed-columns.md. native/codec has the fast one, which writes the same bytes.

import { InvalidArgument } from '../../base/errors.js';
import { FrameOverflow } from '../errors.js';
import { chooseDictionary, chooseScheme, chosen, codes } from './choose.js';
import { Writer } from './cursor.js';
import { chooseDecimals, loadDecimals } from './decimal.js';
import { entries } from './dictionary.js';
import {
  ABSENT,
  BODY_HEADER_BYTES,
  DECIMAL,
  FORMAT_VERSION,
  MAX_DICTIONARY,
  MAX_ROWS,
  packedBound,
  SCALED,
  Scheme,
  WireType,
  ZIGZAG,
} from './format.js';
import { fillHoles, HOLE_ABSENT, HOLE_EXCEPTION, type Keys, loadColumn } from './load.js';
import { type ColumnArray, type ColumnArrays, checkArray, PLAN_STRIDE, PlanSlot } from './plan.js';
import { bounds, boundsBits, commonDivisor, divide, scanBounds, subtractBase } from './residuals.js';
import { encodeSequence } from './sequence.js';
import { allocateWords, bitLength, zigzagHigh, zigzagLow } from './words.js';

const out = new Writer();
const x = allocateWords(MAX_ROWS);
const heads = allocateWords(MAX_DICTIONARY);
const holes = new Uint8Array(MAX_ROWS);
const keyColumn: Keys = { codes: new Uint16Array(MAX_ROWS), previous: new Int32Array(MAX_ROWS), count: 0 };
const lastRow = new Int32Array(MAX_DICTIONARY);

/**
 * Packs `rows` rows (1 to 65,536) of the arrays into `target`. `key` is the index of the column by which differences
 * may be grouped (the instrument), or -1.
 *
 * @returns the number of bytes written, a multiple of 4.
 * @throws InvalidArgument, ExactnessLost for values that have no exact form, FrameOverflow when `target` is too short.
 */
export function packColumns(
  plan: Int32Array,
  key: number,
  arrays: ColumnArrays,
  rows: number,
  target: Uint8Array,
): number {
  const columns = plan.length / PLAN_STRIDE;
  if (!Number.isInteger(rows) || rows < 1 || rows > MAX_ROWS)
    throw new InvalidArgument('rows', `1 to ${MAX_ROWS}`);
  for (let c = 0; c < columns; c++) {
    const array = arrays[c];
    const at = c * PLAN_STRIDE;
    if (array !== undefined)
      checkArray(array, plan[at + PlanSlot.type], plan[at + PlanSlot.form], rows, `arrays[${c}]`);
  }
  out.reset(packedBound(rows, columns));
  out.at = BODY_HEADER_BYTES;
  let keys: Keys | undefined;
  if (key >= 0) {
    packColumn(plan, key, arrays[key], rows, undefined, true);
    keys = keyColumn.count > 1 ? keyColumn : undefined;
  }
  for (let c = 0; c < columns; c++) if (c !== key) packColumn(plan, c, arrays[c], rows, keys, false);
  const length = out.at;
  out.words[0] = rows;
  out.words[1] = length;
  out.words[2] = columns | ((key < 0 ? 0 : plan[key * PLAN_STRIDE + PlanSlot.field]) << 16);
  out.words[3] = FORMAT_VERSION;
  if (length > target.length) throw new FrameOverflow('a packed body', length, target.length);
  target.set(out.bytes.subarray(0, length));
  return length;
}

function packColumn(
  plan: Int32Array,
  column: number,
  array: ColumnArray | undefined,
  rows: number,
  keys: Keys | undefined,
  isKey: boolean,
): void {
  const at = column * PLAN_STRIDE;
  const start = out.at;
  out.at += 8;
  if (isKey) keyColumn.count = 0;
  const scheme =
    array === undefined
      ? writeConstant(plan[at + PlanSlot.absentLow], plan[at + PlanSlot.absentHigh])
      : packValues(plan, column, array, rows, keys, isKey);
  out.words[start >>> 2] = out.at - start;
  out.words[(start >>> 2) + 1] =
    plan[at] | (plan[at + PlanSlot.type] << 16) | (plan[at + PlanSlot.lane] << 20) | (scheme << 24);
}

function writeConstant(low: number, high: number): number {
  writeSigned(low, high);
  out.align();
  return Scheme.constant;
}

function writeSigned(low: number, high: number): void {
  out.varint(zigzagLow(low, high), zigzagHigh(low, high));
}

/** Loads the column, chooses its scheme and writes all but the header. Returns the scheme octet. */
function packValues(
  plan: Int32Array,
  column: number,
  array: ColumnArray,
  rows: number,
  keys: Keys | undefined,
  isKey: boolean,
): number {
  const at = column * PLAN_STRIDE;
  const type = plan[at + PlanSlot.type];
  const absentLow = plan[at + PlanSlot.absentLow];
  const absentHigh = plan[at + PlanSlot.absentHigh];
  const absent = loadColumn(plan, column, array, rows, x, holes);
  if (absent === rows) return writeConstant(absentLow, absentHigh);
  if (absent > 0) fillHoles(x, holes, rows, keys);
  let exceptions = 0;
  let decimals = -1;
  scanBounds(x, 0, rows);
  if (
    type >= WireType.f32 &&
    array.BYTES_PER_ELEMENT >= 4 &&
    boundsBits() > 0 &&
    plan[at + PlanSlot.form] % 2 === 0
  ) {
    const values = array as Float32Array | Float64Array;
    decimals = chooseDecimals(values, holes, rows, type === WireType.f32);
    if (decimals >= 0) exceptions = loadDecimals(values, type, decimals, rows, x, holes);
    if (exceptions < 0) {
      decimals = -1;
      reload(plan, column, array, rows, keys);
    } else if (absent + exceptions > 0) fillHoles(x, holes, rows, keys);
    scanBounds(x, 0, rows);
  }
  return packIntegers(rows, keys, isKey, {
    absent,
    absentLow,
    absentHigh,
    decimals,
    exceptions,
    values: array,
  });
}

/** After decimals did not fit: the bit patterns again. */
function reload(
  plan: Int32Array,
  column: number,
  array: ColumnArray,
  rows: number,
  keys: Keys | undefined,
): void {
  if (loadColumn(plan, column, array, rows, x, holes) > 0) fillHoles(x, holes, rows, keys);
}

interface Holes {
  readonly absent: number;
  readonly absentLow: number;
  readonly absentHigh: number;
  readonly decimals: number;
  readonly exceptions: number;
  readonly values: ColumnArray;
}

function packIntegers(rows: number, keys: Keys | undefined, isKey: boolean, extra: Holes): number {
  const range = boundsBits();
  const { minLow, minHigh } = bounds;
  let divisor = 1;
  let bits = range;
  const firstLow = x.lo[0];
  const firstHigh = x.hi[0];
  if (range === 0) {
    chosen.scheme = Scheme.constant;
  } else {
    subtractBase(x, 0, rows, minLow, minHigh);
    if (range <= 53 && !isKey) divisor = commonDivisor(x, rows);
    if (divisor > 1) {
      divide(x, rows, divisor);
      bits = widest(rows);
    }
    if (!isKey || !chooseDictionary(x, rows)) chooseScheme(x, rows, bits, keys);
    else rememberKeys(rows);
  }
  const { scheme } = chosen;
  const flags =
    (chosen.scheme !== Scheme.constant && chosen.zigzag ? ZIGZAG : 0) |
    (extra.absent > 0 ? ABSENT : 0) |
    (extra.decimals >= 0 ? DECIMAL : 0) |
    (divisor > 1 ? SCALED : 0);
  if (scheme === Scheme.delta) writeSigned(firstLow, firstHigh);
  else writeSigned(minLow, minHigh);
  if (divisor > 1) out.varint(divisor | 0, Math.floor(divisor / 4_294_967_296));
  writeParameters(scheme, flags, extra);
  writeHoles(rows, flags, extra);
  if (scheme !== Scheme.constant) writeSequences(rows, scheme, keys);
  return scheme | flags;
}

/** The key column was given a dictionary: its codes group the rows of the other columns. */
function rememberKeys(rows: number): void {
  keyColumn.codes.set(codes.subarray(0, rows));
  keyColumn.count = chosen.entries;
  lastRow.fill(-1, 0, keyColumn.count);
  for (let i = 0; i < rows; i++) {
    keyColumn.previous[i] = lastRow[codes[i]];
    lastRow[codes[i]] = i;
  }
}

function widest(rows: number): number {
  scanBounds(x, 0, rows);
  return bitLength(bounds.maxLow, bounds.maxHigh);
}

function writeParameters(scheme: number, flags: number, extra: Holes): void {
  if ((scheme === Scheme.delta || scheme === Scheme.keyed) && !(flags & ZIGZAG))
    writeSigned(chosen.refLow, chosen.refHigh);
  if (scheme === Scheme.dictionary) out.varint(chosen.entries, 0);
  if (flags & ABSENT) {
    out.varint(extra.absentLow, extra.absentHigh);
    out.varint(extra.absent, 0);
  }
  if (flags & DECIMAL) {
    out.byte(extra.decimals);
    out.varint(extra.exceptions, 0);
  }
  out.align();
}

function writeHoles(rows: number, flags: number, extra: Holes): void {
  if (flags & ABSENT) writePositions(rows, extra.absent, HOLE_ABSENT);
  if (!(flags & DECIMAL) || extra.exceptions === 0) return;
  writePositions(rows, extra.exceptions, HOLE_EXCEPTION);
  const { values } = extra;
  const single = values.BYTES_PER_ELEMENT === 4;
  const halves = new Int32Array(values.buffer, values.byteOffset, single ? rows : 2 * rows);
  for (let i = 0; i < rows; i++) {
    if (holes[i] !== HOLE_EXCEPTION) continue;
    out.u32(single ? halves[i] : halves[2 * i]);
    out.u32(single ? 0 : halves[2 * i + 1]);
  }
}

/** A list of row numbers where that is shorter than one bit a row. */
function writePositions(rows: number, count: number, kind: number): void {
  if (16 * count < rows) {
    for (let i = 0; i < rows; i++) if (holes[i] === kind) out.u16(i);
  } else
    for (let i = 0; i < rows; i += 8) {
      let octet = 0;
      for (let b = 0; b < 8 && i + b < rows; b++) if (holes[i + b] === kind) octet |= 1 << b;
      out.byte(octet);
    }
  out.align();
}

function writeSequences(rows: number, scheme: number, keys: Keys | undefined): void {
  if (scheme === Scheme.dictionary) encodeSequence(out, entries.lo, entries.hi, chosen.entries);
  if (scheme === Scheme.keyed && keys !== undefined) {
    for (let i = 0; i < rows; i++) {
      if (keys.previous[i] >= 0) continue;
      heads.lo[keys.codes[i]] = x.lo[i];
      heads.hi[keys.codes[i]] = x.hi[i];
    }
    encodeSequence(out, heads.lo, heads.hi, keys.count);
  }
  encodeSequence(out, chosen.residuals.lo, chosen.residuals.hi, rows);
}
