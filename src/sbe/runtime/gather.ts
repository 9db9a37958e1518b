import { ExactnessLost } from '../../base/errors.js';
import type { Scratch } from './scratch.js';
import { refuse } from './write.js';

/** Where a column of equally long rows stands in a scratch: its first element, the rows' distance, and how many. */
export interface Strided {
  readonly s: Scratch;
  readonly p: number;
  readonly stride: number;
  readonly count: number;
  readonly littleEndian: boolean;
}

export type Narrow = 'Uint8' | 'Int8' | 'Uint16' | 'Int16' | 'Uint32' | 'Int32' | 'Float32' | 'Float64';
export type NarrowColumn =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/**
 * Copies numbers of up to 32 bits, or floats, from rows into a column, wherever the rows stand. Generated code has
 * loops of its own for rows that are aligned. `step` is the number of elements that a row has in the column.
 */
export function gather(rows: Strided, kind: Narrow, column: NarrowColumn, to: number, step: number): void {
  const { s, p, stride, count, littleEndian } = rows;
  const { view } = s;
  const load = view[`get${kind}`] as (this: DataView, at: number, littleEndian?: boolean) => number;
  for (let i = 0, q = p, k = to; i < count; i++, q += stride, k += step)
    column[k] = load.call(view, q, littleEndian);
}

/** The inverse of gather. */
export function scatter(rows: Strided, kind: Narrow, column: NarrowColumn, from: number, step: number): void {
  const { s, p, stride, count, littleEndian } = rows;
  const { view } = s;
  const store = view[`set${kind}`] as (
    this: DataView,
    at: number,
    value: number,
    littleEndian?: boolean,
  ) => void;
  for (let i = 0, q = p, k = from; i < count; i++, q += stride, k += step)
    store.call(view, q, column[k]!, littleEndian);
}

/** Where the low and the high half of a 64-bit integer stand. */
function halves(littleEndian: boolean): [low: number, high: number] {
  return littleEndian ? [0, 4] : [4, 0];
}

type WideColumn = BigInt64Array | BigUint64Array;

/** The same for 64-bit integers: a column of signed ones takes the bits of an unsigned one as they are. */
export function gatherWide(rows: Strided, column: WideColumn, to: number, step: number): void {
  const { s, p, stride, count, littleEndian } = rows;
  const { view } = s;
  for (let i = 0, q = p, k = to; i < count; i++, q += stride, k += step)
    column[k] = view.getBigUint64(q, littleEndian);
}

export function scatterWide(rows: Strided, column: WideColumn, from: number, step: number): void {
  const { s, p, stride, count, littleEndian } = rows;
  const { view } = s;
  for (let i = 0, q = p, k = from; i < count; i++, q += stride, k += step)
    view.setBigUint64(q, column[k]!, littleEndian);
}

/** A column of doubles for 64-bit integers that the schema bounds by 2^53: what is null, and its name in errors. */
export interface SafeKind {
  readonly signed: boolean;
  readonly optional: boolean;
  readonly nullHigh: number;
  readonly nullLow: number;
  readonly what: string;
}

/** The double of a 64-bit integer that is not safe: NaN for the null value of an optional one, else ExactnessLost. */
export function unsafe(kind: SafeKind, high: number, low: number): number {
  if (kind.optional && high === kind.nullHigh && low === kind.nullLow) return NaN;
  throw new ExactnessLost(`${kind.what} (high half ${high})`);
}

export function isSafe(value: number): boolean {
  return value >= -9007199254740991 && value <= 9007199254740991;
}

export function gatherSafe(
  rows: Strided,
  kind: SafeKind,
  column: Float64Array,
  to: number,
  step: number,
): void {
  const { s, p, stride, count, littleEndian } = rows;
  const { view } = s;
  const [lowAt, highAt] = halves(littleEndian);
  for (let i = 0, q = p, k = to; i < count; i++, q += stride, k += step) {
    const low = view.getUint32(q + lowAt, littleEndian);
    const high = kind.signed
      ? view.getInt32(q + highAt, littleEndian)
      : view.getUint32(q + highAt, littleEndian);
    const value = high * 4294967296 + low;
    column[k] = isSafe(value) ? value : unsafe(kind, high, low);
  }
}

/** The inverse of gatherSafe: NaN becomes the null value, and what is no safe integer is refused. */
export function scatterSafe(
  rows: Strided,
  kind: SafeKind,
  column: Float64Array,
  from: number,
  step: number,
): void {
  const { s, p, stride, count, littleEndian } = rows;
  const { view } = s;
  const [lowAt, highAt] = halves(littleEndian);
  const lowest = kind.signed ? -9007199254740991 : 0;
  for (let i = 0, q = p, k = from; i < count; i++, q += stride, k += step) {
    const value = column[k]!;
    let high = Math.floor(value / 4294967296);
    let low = value - high * 4294967296;
    if (!(low === low >>> 0 && value >= lowest && value <= 9007199254740991)) {
      if (!(kind.optional && Number.isNaN(value))) refuse(kind.what, value, 'a safe integer');
      high = kind.nullHigh;
      low = kind.nullLow;
    }
    view.setUint32(q + lowAt, low, littleEndian);
    view.setInt32(q + highAt, high, littleEndian);
  }
}
