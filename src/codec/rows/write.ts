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

/** A decimal as its mantissa: value * scale, which must be an integer, as `scale` says how fine the instrument is. */
export function putScaled(v: RowViews, w: number, value: number, scale: number, what: string): void {
  const mantissa = Math.round(value * scale);
  if (mantissa / scale !== value) notExact(value, scale, what);
  if (mantissa >= MAX_EXACT || mantissa <= -MAX_EXACT) throw new ExactnessLost(`${what}: ${value}`);
  putInteger(v, w, mantissa);
}

export function putOptionalScaled(
  v: RowViews,
  w: number,
  value: number | null | undefined,
  scale: number,
  what: string,
): void {
  if (value !== null && value !== undefined) putScaled(v, w, value, scale, what);
  else {
    v.i32[w] = 0;
    v.i32[w + 1] = -2_147_483_648;
  }
}

function notExact(value: unknown, scale: number, what: string): never {
  if (typeof value !== 'number' || !Number.isFinite(value)) refuse(what, value, 'a finite number');
  throw new InvalidArgument(what, `${value} is finer than the instrument's steps of ${1 / scale}`);
}

function putInteger(v: RowViews, w: number, value: number): void {
  if (value === (value | 0)) {
    v.i32[w] = value;
    v.i32[w + 1] = value >> 31;
    return;
  }
  const high = Math.floor(value / TWO_32);
  v.i32[w + 1] = high;
  v.u32[w] = value - high * TWO_32;
}

/** A count: an exact integer from 0 on. */
export function putCount(v: RowViews, w: number, value: number, what: string): void {
  if (!(value >= 0 && value < MAX_EXACT && Math.floor(value) === value))
    refuse(what, value, 'an integer from 0 to 2^53');
  putInteger(v, w, value);
}

export function putU64(v: RowViews, q: number, value: bigint, what: string): void {
  if (typeof value !== 'bigint' || BigInt.asUintN(64, value) !== value)
    refuse(what, value, 'a bigint from 0 to 2^64');
  v.u64[q] = value;
}

export function putOptionalU64(v: RowViews, q: number, value: bigint | null | undefined, what: string): void {
  if (value !== null && value !== undefined) {
    putU64(v, q, value, what);
    if (v.i32[2 * q] === -1 && v.i32[2 * q + 1] === -1) refuse(what, value, 'less than 2^64 - 1');
  } else {
    v.i32[2 * q] = -1;
    v.i32[2 * q + 1] = -1;
  }
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
