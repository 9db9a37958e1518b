// What generated row readers call.

import { ExactnessLost } from '../../base/errors.js';
import { MalformedFrame } from '../errors.js';
import type { RowViews } from './views.js';

const TWO_32 = 4_294_967_296;
const MAX_EXACT = 9_007_199_254_740_992;

/** The value itself where a double holds it exactly. Throws ExactnessLost beyond 2^53. */
export function exact(value: number, what: string): number {
  if (value < MAX_EXACT && value > -MAX_EXACT) return value;
  throw new ExactnessLost(what);
}

export function readScaled(v: RowViews, w: number, scale: number, what: string): number {
  return exact(v.i32[w + 1] * TWO_32 + v.u32[w], what) / scale;
}

export function readOptionalScaled(v: RowViews, w: number, scale: number, what: string): number | null {
  if (v.i32[w + 1] === -2_147_483_648 && v.i32[w] === 0) return null;
  return exact(v.i32[w + 1] * TWO_32 + v.u32[w], what) / scale;
}

export function readOptionalU64(v: RowViews, q: number): bigint | null {
  return v.i32[2 * q] === -1 && v.i32[2 * q + 1] === -1 ? null : v.u64[q];
}

export function readText(u8: Uint8Array, at: number, length: number): string {
  let text = '';
  for (let i = at; i < at + length && u8[i] !== 0; i++) text += characters[u8[i]];
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
