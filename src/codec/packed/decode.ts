// The reference decoder of packed-columns.md: bounds first, then reads; no length that the bytes claim is believed.

import { Reader } from './cursor.js';
import {
  ABSENT,
  BODY_HEADER_BYTES,
  COLUMN_HEADER_BYTES,
  DECIMAL,
  FORMAT_VERSION,
  MAX_COLUMNS,
  MAX_DECIMALS,
  MAX_DICTIONARY,
  MAX_ROWS,
  SCALED,
  SCHEME_MASK,
  Scheme,
  WireType,
  ZIGZAG,
} from './format.js';
import {
  type ColumnArray,
  type ColumnArrays,
  checkArray,
  FORM_FLOATING_BASE,
  FORM_OPTIONAL,
  PLAN_STRIDE,
  PlanSlot,
} from './plan.js';
import { accumulate, accumulateKeyed, restore } from './residuals.js';
import { decodeSequence } from './sequence.js';
import { storeColumn, storeConstant, storeRows } from './store.js';
import { allocateWords, subHigh, toDouble, unzigzagHigh, unzigzagLow } from './words.js';

const input = new Reader();
const x = allocateWords(MAX_ROWS);
const table = allocateWords(MAX_DICTIONARY);
const keyCodes = new Uint16Array(MAX_ROWS);
const seen = new Uint8Array(MAX_COLUMNS);
/** The columns's parameters, reused from column to column. */
const head = {
  baseLow: 0,
  baseHigh: 0,
  divisor: 1,
  refLow: 0,
  refHigh: 0,
  entries: 0,
  absentLow: 0,
  absentHigh: 0,
  absent: 0,
  decimals: 0,
  exceptions: 0,
};
let keyCount = 0;

/**
 * Number of rows that a packed body holds, checked against the limits but not yet against its columns.
 *
 * @throws MalformedFrame
 */
export function packedRows(body: Uint8Array): number {
  input.load(body.subarray(0, BODY_HEADER_BYTES));
  return readHeader(body.length);
}

/**
 * The values of the key column, each once and perhaps with some that no row has; undefined when the body does not list them.
 * Reads nothing of the other columns.
 *
 * @throws MalformedFrame
 */
export function packedKeys(body: Uint8Array): Uint32Array | undefined {
  packedRows(body);
  const [rows, end, counts] = input.words;
  const keyField = counts >>> 16;
  const start = BODY_HEADER_BYTES + COLUMN_HEADER_BYTES;
  if (keyField === 0 || end < start) return undefined;
  input.load(body.subarray(0, start));
  const length = input.words[BODY_HEADER_BYTES >>> 2];
  if (length < COLUMN_HEADER_BYTES || length > end - BODY_HEADER_BYTES) return undefined;
  input.load(body.subarray(0, BODY_HEADER_BYTES + length));
  const shape = input.words[(BODY_HEADER_BYTES >>> 2) + 1];
  const octet = shape >>> 24;
  const scheme = octet & SCHEME_MASK;
  const listed = scheme === Scheme.constant || scheme === Scheme.dictionary;
  if ((shape & 0xffff) !== keyField || !listed || octet & (ABSENT | DECIMAL)) return undefined;
  input.at = start;
  readParameters(octet, rows);
  const entries = scheme === Scheme.constant ? 1 : head.entries;
  if (scheme === Scheme.constant) table.lo[0] = table.hi[0] = 0;
  else decodeSequence(input, table.lo, table.hi, entries);
  restore(table, entries, head.baseLow, head.baseHigh, head.divisor);
  return Uint32Array.from(table.lo.subarray(0, entries));
}

/**
 * Unpacks a body into the arrays of the plan. Columns that the plan does not know are skipped; columns that the body lacks become
 * absent. With `floatingBase` the base chosen for a column is left in the plan.
 *
 * @returns the number of rows, of which every array needs as many elements.
 * @throws MalformedFrame when the bytes are not a packed body of these columns, ExactnessLost for numbers beyond 2^53.
 */
export function unpackColumns(plan: Int32Array, arrays: ColumnArrays, body: Uint8Array): number {
  input.load(body);
  const rows = readHeader(body.length);
  const columns = plan.length / PLAN_STRIDE;
  const count = input.words[2] & 0xffff;
  const keyField = input.words[2] >>> 16;
  const end = input.words[1];
  checkArrays(plan, arrays, columns, rows);
  seen.fill(0, 0, columns);
  keyCount = 0;
  let at = BODY_HEADER_BYTES;
  for (let c = 0; c < count; c++) {
    input.at = at;
    input.end = end;
    input.need(COLUMN_HEADER_BYTES, 'a column header');
    const length = input.words[at >>> 2];
    if (length < COLUMN_HEADER_BYTES || (length & 3) !== 0 || length > end - at)
      input.fail(`a column of ${length} bytes`);
    input.end = at + length;
    input.at = at + COLUMN_HEADER_BYTES;
    const shape = input.words[(at >>> 2) + 1];
    const column = findColumn(plan, columns, shape);
    const isKey = c === 0 && keyField !== 0 && (shape & 0xffff) === keyField;
    if (column >= 0 || isKey) unpackColumn(plan, column, arrays[column], rows, shape, isKey);
    at += length;
  }
  if (at !== end) input.fail('bytes after the last column');
  for (let c = 0; c < columns; c++) if (seen[c] === 0) storeMissing(plan, c, arrays[c], rows);
  return rows;
}

function readHeader(available: number): number {
  input.at = 0;
  input.need(BODY_HEADER_BYTES, 'the body header');
  const [rows, length, counts, version] = input.words;
  if ((version & 0xff) !== FORMAT_VERSION) input.fail(`format version ${version & 0xff}`);
  if (version >>> 8 !== 0) input.fail('reserved header bytes are not 0');
  if (rows < 1 || rows > MAX_ROWS) input.fail(`${rows} rows`);
  if (length < BODY_HEADER_BYTES || (length & 3) !== 0 || length > available)
    input.fail(`a body of ${length} bytes`);
  const columns = counts & 0xffff;
  if (columns < 1 || columns > MAX_COLUMNS) input.fail(`${columns} columns`);
  return rows;
}

function checkArrays(plan: Int32Array, arrays: ColumnArrays, columns: number, rows: number): void {
  for (let c = 0; c < columns; c++) {
    const array = arrays[c];
    const at = c * PLAN_STRIDE;
    if (array !== undefined)
      checkArray(array, plan[at + PlanSlot.type], plan[at + PlanSlot.form], rows, `arrays[${c}]`);
  }
}

function findColumn(plan: Int32Array, columns: number, shape: number): number {
  const field = shape & 0xffff;
  const lane = (shape >>> 20) & 15;
  for (let c = 0; c < columns; c++) {
    const at = c * PLAN_STRIDE;
    if (plan[at] !== field || plan[at + PlanSlot.lane] !== lane) continue;
    if (plan[at + PlanSlot.type] !== ((shape >>> 16) & 15)) input.fail(`field ${field} has another type`);
    if (seen[c] !== 0) input.fail(`field ${field} occurs twice`);
    seen[c] = 1;
    return c;
  }
  return -1;
}

function unpackColumn(
  plan: Int32Array,
  column: number,
  array: ColumnArray | undefined,
  rows: number,
  shape: number,
  isKey: boolean,
): void {
  const octet = shape >>> 24;
  const scheme = octet & SCHEME_MASK;
  if (octet & 128 || scheme > Scheme.dictionary) input.fail(`scheme ${octet}`);
  const type = (shape >>> 16) & 15;
  if (octet & DECIMAL && type < WireType.f32) input.fail(`decimal places in a column of type ${type}`);
  readParameters(octet, rows);
  if (array !== undefined && plan[column * PLAN_STRIDE + PlanSlot.form] & FORM_FLOATING_BASE) {
    plan[column * PLAN_STRIDE + PlanSlot.baseLow] = head.baseLow;
    plan[column * PLAN_STRIDE + PlanSlot.baseHigh] = head.baseHigh;
  }
  const absentAt = skipPositions(rows, octet & ABSENT ? head.absent : 0);
  const exceptionsAt = skipPositions(rows, head.exceptions);
  const patternsAt = input.at;
  input.need(8 * head.exceptions, 'decimal exceptions');
  input.at += 8 * head.exceptions;
  if (array === undefined && !isKey) return;
  if (scheme === Scheme.constant) {
    if (array !== undefined)
      storeConstant(
        plan,
        column,
        array,
        rows,
        head.baseLow,
        head.baseHigh,
        octet & DECIMAL ? head.decimals : -1,
      );
    if (isKey) keyCount = 1;
  } else {
    readSequences(octet, scheme, rows, isKey);
    if (array !== undefined) storeColumn(plan, column, array, rows, x, octet & DECIMAL ? head.decimals : -1);
  }
  if (array === undefined) return;
  if (octet & ABSENT)
    storeRows(plan, column, array, rows, input, absentAt, head.absent, -1, head.absentLow, head.absentHigh);
  if (head.exceptions > 0)
    storeRows(plan, column, array, rows, input, exceptionsAt, head.exceptions, patternsAt, 0, 0);
}

function readParameters(octet: number, rows: number): void {
  const scheme = octet & SCHEME_MASK;
  readSigned('a base');
  head.baseLow = input.low;
  head.baseHigh = input.high;
  head.divisor = 1;
  if (octet & SCALED) {
    input.varint('a divisor');
    if (input.high >>> 21 !== 0 || (input.low | input.high) === 0) input.fail('a divisor outside 1..2^53');
    head.divisor = toDouble(input.low, input.high);
  }
  head.refLow = 0;
  head.refHigh = 0;
  if ((scheme === Scheme.delta || scheme === Scheme.keyed) && !(octet & ZIGZAG)) {
    readSigned('a reference');
    head.refLow = input.low;
    head.refHigh = input.high;
  }
  head.entries = scheme === Scheme.dictionary ? input.count(MAX_DICTIONARY, 'the number of entries') : 0;
  if (scheme === Scheme.dictionary && head.entries === 0) input.fail('an empty dictionary');
  head.absent = 0;
  if (octet & ABSENT) {
    input.varint('a null value');
    head.absentLow = input.low;
    head.absentHigh = input.high;
    head.absent = input.count(rows, 'the number of absent rows');
  }
  head.exceptions = 0;
  if (octet & DECIMAL) {
    head.decimals = input.byte('decimal places');
    if (head.decimals > MAX_DECIMALS) input.fail(`${head.decimals} decimal places`);
    head.exceptions = input.count(rows, 'the number of decimal exceptions');
  }
  input.align('parameters');
}

function readSigned(what: string): void {
  input.varint(what);
  const { low, high } = input;
  input.low = unzigzagLow(low, high);
  input.high = unzigzagHigh(low, high);
}

/** Passes over row positions and returns where they start. */
function skipPositions(rows: number, count: number): number {
  const at = input.at;
  if (count === 0) return at;
  const length = 16 * count < rows ? 2 * count : (rows + 7) >>> 3;
  input.need(length, 'row positions');
  input.at += length;
  input.align('row positions');
  return at;
}

function readSequences(octet: number, scheme: number, rows: number, isKey: boolean): void {
  const zigzagged = (octet & ZIGZAG) !== 0;
  if (scheme === Scheme.keyed) {
    if (keyCount < 2) input.fail('differences by key without a key column');
    decodeSequence(input, table.lo, table.hi, keyCount);
    if (!zigzagged) subtractReference();
  } else if (scheme === Scheme.dictionary) decodeSequence(input, table.lo, table.hi, head.entries);
  decodeSequence(input, x.lo, x.hi, rows);
  if (scheme === Scheme.delta) accumulate(x, rows, zigzagged, head.refLow, head.refHigh);
  else if (scheme === Scheme.keyed)
    accumulateKeyed(x, rows, zigzagged, head.refLow, head.refHigh, keyCodes, table);
  else if (scheme === Scheme.dictionary) lookUp(rows, isKey);
  restore(x, rows, head.baseLow, head.baseHigh, head.divisor);
}

function subtractReference(): void {
  for (let k = 0; k < keyCount; k++) {
    const low = table.lo[k];
    table.lo[k] = (low - head.refLow) | 0;
    table.hi[k] = subHigh(table.hi[k], head.refHigh, low, head.refLow);
  }
}

function lookUp(rows: number, isKey: boolean): void {
  const { entries } = head;
  for (let i = 0; i < rows; i++) {
    const code = x.lo[i];
    if (code >>> 0 >= entries || x.hi[i] !== 0)
      input.fail(`entry ${code >>> 0} of a dictionary of ${entries}`);
    if (isKey) keyCodes[i] = code;
    x.lo[i] = table.lo[code];
    x.hi[i] = table.hi[code];
  }
  if (isKey) keyCount = entries;
}

function storeMissing(plan: Int32Array, column: number, array: ColumnArray | undefined, rows: number): void {
  if (array === undefined) return;
  const at = column * PLAN_STRIDE;
  if (!(plan[at + PlanSlot.form] & FORM_OPTIONAL))
    input.fail(`field ${plan[at]} is missing and has no null value`);
  storeConstant(plan, column, array, rows, plan[at + PlanSlot.absentLow], plan[at + PlanSlot.absentHigh], -1);
}
