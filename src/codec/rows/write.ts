// What generated row writers call. `w` counts 32-bit words, `q` 64-bit ones.

import { ExactnessLost, InvalidArgument } from '../../base/errors.js';
import type { RowViews } from './views.js';

const TWO_32 = 4_294_967_296;
const MAX_EXACT = 9_007_199_254_740_992;

export function refuse(what: string, value: unknown, expected: string): never {
  const shown =
    typeof value === 'bigint' ? `${value}n` : typeof value === 'object' ? typeof value : String(value);
  throw new InvalidArgument(what, `${expected}, not ${shown.slice(0, 40)}`);
}

/** The error for a decimal that is no whole number of the instrument's steps. */
export function notExact(value: unknown, scale: number, what: string): never {
  if (typeof value !== 'number' || !Number.isFinite(value)) refuse(what, value, 'a finite number');
  throw new InvalidArgument(what, `${value} is finer than the instrument's steps of ${1 / scale}`);
}

/** An integer of more than 32 bits. Throws ExactnessLost from 2^53 on. */
export function putLarge(v: RowViews, w: number, value: number, what: string): void {
  if (!(value < MAX_EXACT && value > -MAX_EXACT)) throw new ExactnessLost(`${what}: ${value}`);
  const high = Math.floor(value / TWO_32);
  v.i32[w + 1] = high;
  v.u32[w] = value - high * TWO_32;
}

/** A count: an exact integer from 0 on. */
export function putCount(v: RowViews, w: number, value: number, what: string): void {
  if (!(value >= 0 && value < MAX_EXACT && Math.floor(value) === value))
    refuse(what, value, 'an integer from 0 to 2^53');
  putLarge(v, w, value, what);
}

export function putU64(v: RowViews, q: number, value: bigint, what: string): void {
  if (typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value)
    refuse(what, value, 'a bigint from 0 to 2^64');
  v.u64[q] = value;
}

/** The largest u64 means null: a value that is it cannot be sent. */
export function checkNotNull(v: RowViews, q: number, what: string): void {
  if (v.i32[2 * q + 1] === -1 && v.i32[2 * q] === -1) refuse(what, v.u64[q], 'less than 2^64 - 1');
}

/** Text in ISO-8859-1, padded with NULs to `length` octets. */
export function putText(v: RowViews, at: number, length: number, value: string, what: string): void {
  if (typeof value !== 'string' || value.length > length)
    refuse(what, value, `text of at most ${length} characters`);
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code === 0 || code > 255) refuse(what, value, 'text in ISO-8859-1');
    v.u8[at + i] = code;
  }
  v.u8.fill(0, at + value.length, at + length);
}

export function charCode(value: string | undefined, what: string): number {
  if (value === undefined || value === '') return 0;
  const code = value.charCodeAt(0);
  if (value.length !== 1 || code > 255) refuse(what, value, 'one character');
  return code;
}

export function putReals(
  v: RowViews,
  q: number,
  length: number,
  value: ArrayLike<number>,
  what: string,
): void {
  if (typeof value?.length !== 'number' || value.length > length)
    refuse(what, value, `at most ${length} numbers`);
  for (let i = 0; i < length; i++) v.f64[q + i] = i < value.length ? value[i] : Number.NaN;
}
