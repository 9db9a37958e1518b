import { isUtf8 } from 'node:buffer';
import { ExactnessLost } from '../../base/errors.js';
import { isNullValue } from '../model/primitive.js';
import type { Scratch } from './scratch.js';

const characters = Array.from({ length: 256 }, (_, code) => (code === 0 ? '' : String.fromCharCode(code)));

/** One character; NUL is the empty string. */
export function readChar(code: number): string {
  return characters[code] as string;
}

export function numberOrNull(value: number, nul: number): number | null {
  return value === nul ? null : value;
}

export function bigintOrNull(value: bigint, nul: bigint): bigint | null {
  return value === nul ? null : value;
}

export function floatOrNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Whether a string of fixed width consists of its null character alone. */
export function isNullChars({ u8 }: Scratch, p: number, width: number, nul: number): boolean {
  for (let i = p; i < p + width; i++) if (u8[i] !== nul) return false;
  return true;
}

/** `hi * 2^32 + lo`, or ExactnessLost where a double does not hold it exactly. */
export function safeNumber(hi: number, lo: number, what: string): number {
  const value = hi * 4294967296 + lo;
  if (!(value >= -9007199254740991 && value <= 9007199254740991))
    throw new ExactnessLost(`${what} (high half ${hi})`);
  return value;
}

export function readU64(s: Scratch, p: number): bigint {
  return (p & 7) === 0 ? (s.u64[p >> 3] as bigint) : s.view.getBigUint64(p, true);
}

export function readI64(s: Scratch, p: number): bigint {
  return (p & 7) === 0 ? (s.i64[p >> 3] as bigint) : s.view.getBigInt64(p, true);
}

/** A string of fixed width; the NULs that pad it are no part of it. */
export function readChars(s: Scratch, p: number, width: number): string {
  const { u8 } = s;
  let end = p + width;
  while (end > p && u8[end - 1] === 0) end--;
  return readLatin1(s, p, end - p);
}

/** The same where the characters are UTF-8. */
export function readUtf8Chars(s: Scratch, p: number, width: number): string {
  const { u8 } = s;
  let end = p + width;
  while (end > p && u8[end - 1] === 0) end--;
  return readUtf8(s, p, end - p);
}

export function readLatin1(s: Scratch, p: number, length: number): string {
  return length <= 8 ? shortLatin1(s.u8, p, length) : s.buffer.toString('latin1', p, p + length);
}

/** Up to eight characters without a call into native code, which costs more than they do. */
function shortLatin1(u: Uint8Array, p: number, length: number): string {
  const of = String.fromCharCode;
  switch (length) {
    case 0:
      return '';
    case 1:
      return of(u[p]!);
    case 2:
      return of(u[p]!, u[p + 1]!);
    case 3:
      return of(u[p]!, u[p + 1]!, u[p + 2]!);
    case 4:
      return of(u[p]!, u[p + 1]!, u[p + 2]!, u[p + 3]!);
    case 5:
      return of(u[p]!, u[p + 1]!, u[p + 2]!, u[p + 3]!, u[p + 4]!);
    case 6:
      return of(u[p]!, u[p + 1]!, u[p + 2]!, u[p + 3]!, u[p + 4]!, u[p + 5]!);
    case 7:
      return of(u[p]!, u[p + 1]!, u[p + 2]!, u[p + 3]!, u[p + 4]!, u[p + 5]!, u[p + 6]!);
    default:
      return of(u[p]!, u[p + 1]!, u[p + 2]!, u[p + 3]!, u[p + 4]!, u[p + 5]!, u[p + 6]!, u[p + 7]!);
  }
}

/** UTF-8 text; bytes that are not UTF-8 are malformed, never replaced. */
export function readUtf8(s: Scratch, p: number, length: number): string {
  if (length <= 8 && isAscii(s.u8, p, length)) return shortLatin1(s.u8, p, length);
  const text = s.buffer.toString('utf8', p, p + length);
  if (text.includes('\ufffd') && !isUtf8(s.u8.subarray(p, p + length)))
    throw s.malformed('text', p, `${length} bytes of text are not UTF-8`);
  return text;
}

function isAscii(u8: Uint8Array, p: number, length: number): boolean {
  for (let i = p; i < p + length; i++) if (u8[i]! > 0x7f) return false;
  return true;
}

export function readBytes(s: Scratch, p: number, length: number): Uint8Array {
  return s.u8.slice(p, p + length);
}

/** The names of the bits of a set, in order; a bit without a name is its number. `high` are the bits from 32 on. */
export function readSet<Name extends string>(
  low: number,
  high: number,
  names: readonly (Name | undefined)[],
): (Name | number)[] {
  const found: (Name | number)[] = [];
  for (let rest = low; rest !== 0; rest &= rest - 1) {
    const bit = 31 - Math.clz32(rest & -rest);
    found.push(names[bit] ?? bit);
  }
  for (let rest = high; rest !== 0; rest &= rest - 1) {
    const bit = 63 - Math.clz32(rest & -rest);
    found.push(names[bit] ?? bit);
  }
  return found;
}

/** An array, or null where each of its elements is the null value. */
export function arrayOrNull<T extends number | bigint>(values: T[], nul: T): T[] | null {
  return values.every((value) => isNullValue(value, nul)) ? null : values;
}
