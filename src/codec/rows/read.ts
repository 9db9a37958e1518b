// What generated row readers call.

import { ExactnessLost } from '../../base/errors.js';
import { MalformedFrame } from '../errors.js';
import type { RowViews } from './views.js';

const TWO_32 = 4_294_967_296;
const MAX_EXACT = 9_007_199_254_740_992;

/** The exact integer in words w and w + 1. Throws ExactnessLost beyond 2^53. */
export function readInteger(v: RowViews, w: number, what: string): number {
  const value = v.i32[w + 1] * TWO_32 + v.u32[w];
  if (value >= MAX_EXACT || value <= -MAX_EXACT) throw new ExactnessLost(what);
  return value;
}

export function readScaled(v: RowViews, w: number, scale: number, what: string): number {
  return readInteger(v, w, what) / scale;
}

export function readOptionalScaled(v: RowViews, w: number, scale: number, what: string): number | null {
  if (v.i32[w + 1] === -2_147_483_648 && v.i32[w] === 0) return null;
  return readInteger(v, w, what) / scale;
}

export function readOptionalU64(v: RowViews, q: number): bigint | null {
  return v.i32[2 * q] === -1 && v.i32[2 * q + 1] === -1 ? null : v.u64[q];
}

export function readText(v: RowViews, at: number, length: number): string {
  let text = '';
  for (let i = at; i < at + length && v.u8[i] !== 0; i++) text += characters[v.u8[i]];
  return text;
}

/** Every character of ISO-8859-1; NUL is the empty text. */
export const characters: readonly string[] = Array.from({ length: 256 }, (_, code) =>
  code === 0 ? '' : String.fromCharCode(code),
);

export function realOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

export function integerOrNull(value: number, nullValue: number): number | null {
  return value === nullValue ? null : value;
}

export function readReals(v: RowViews, q: number, length: number): number[] {
  return Array.from(v.f64.subarray(q, q + length));
}

/** A number of an enum that this version of the schema does not know. */
export function unknownCode(what: string, code: number, at: number): never {
  throw new MalformedFrame(`${what} has the unknown value ${code}`, at);
}
