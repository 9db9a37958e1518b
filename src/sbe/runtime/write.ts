import { InvalidArgument } from '../../base/errors.js';
import type { Scratch } from './scratch.js';

/** A value that its field cannot hold. `path` names the field from the message down. */
export function refuse(path: string, value: unknown, expected: string): never {
  throw new InvalidArgument(path, `${show(value)} is not ${expected}`);
}

function show(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string')
    return value.length > 40 ? `a text of ${value.length} characters` : `"${value}"`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return String(value);
}

/** Refuses a constant that is given with another value than it has. */
export function checkConstant(value: unknown, constant: unknown, path: string): void {
  if (value !== undefined && value !== constant && Number(value) !== constant)
    refuse(path, value, `the constant ${String(constant)}`);
}

/** The high and low halves of a safe integer, written without a bigint. */
function putSafe(s: Scratch, p: number, value: number, lowest: number, path: string, type: string): void {
  if (!(Number.isSafeInteger(value) && value >= lowest))
    refuse(path, value, `a safe integer or bigint (${type})`);
  s.view.setUint32(p, value >>> 0, true);
  s.view.setInt32(p + 4, Math.floor(value / 4294967296), true);
}

export function putU64(s: Scratch, p: number, value: bigint | number, path: string): void {
  if (typeof value !== 'bigint') putSafe(s, p, value, 0, path, 'uint64');
  else if (BigInt.asUintN(64, value) !== value) refuse(path, value, 'uint64');
  else if ((p & 7) === 0) s.u64[p >> 3] = value;
  else s.view.setBigUint64(p, value, true);
}

export function putI64(s: Scratch, p: number, value: bigint | number, path: string): void {
  if (typeof value !== 'bigint') putSafe(s, p, value, Number.MIN_SAFE_INTEGER, path, 'int64');
  else if (BigInt.asIntN(64, value) !== value) refuse(path, value, 'int64');
  else if ((p & 7) === 0) s.i64[p >> 3] = value;
  else s.view.setBigInt64(p, value, true);
}

/** A checked uint64 as a bigint. */
export function natural64(value: bigint | number, path: string): bigint {
  if (typeof value === 'bigint' && BigInt.asUintN(64, value) === value) return value;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? BigInt(value)
    : refuse(path, value, 'uint64');
}

/** A checked int64 as a bigint. */
export function integer64(value: bigint | number, path: string): bigint {
  if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return value;
  return typeof value === 'number' && Number.isSafeInteger(value)
    ? BigInt(value)
    : refuse(path, value, 'int64');
}

/** The same for big-endian schemas. */
export function putU64BE(s: Scratch, p: number, value: bigint | number, path: string): void {
  s.view.setBigUint64(p, natural64(value, path), false);
}

export function putI64BE(s: Scratch, p: number, value: bigint | number, path: string): void {
  s.view.setBigInt64(p, integer64(value, path), false);
}

/** The code of a single character; the empty string is NUL. */
export function charCode(value: string, path: string): number {
  if (value === '') return 0;
  const code = typeof value === 'string' && value.length === 1 ? value.charCodeAt(0) : 0;
  return code > 0 && code <= 0xff ? code : refuse(path, value, 'a single 8-bit character');
}

/** A string of fixed width, padded with NULs. */
export function putChars(s: Scratch, p: number, width: number, value: string, path: string): void {
  if (typeof value !== 'string' || value.length > width)
    refuse(path, value, `a text of at most ${width} characters`);
  putLatin1(s, p, value, path);
  s.u8.fill(0, p + value.length, p + width);
}

export function putUtf8Chars(s: Scratch, p: number, width: number, value: string, path: string): void {
  const length = utf8Length(value, path);
  if (length > width) refuse(path, value, `a text of at most ${width} bytes of UTF-8`);
  s.buffer.write(value, p, length, 'utf8');
  s.u8.fill(0, p + length, p + width);
}

function putLatin1(s: Scratch, p: number, value: string, path: string): void {
  const { u8 } = s;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > 0xff) refuse(path, value, 'a text of 8-bit characters');
    u8[p + i] = code;
  }
}

function utf8Length(value: string, path: string): number {
  if (typeof value !== 'string') refuse(path, value, 'a text');
  const length = Buffer.byteLength(value, 'utf8');
  if (length !== value.length && /\p{Surrogate}/u.test(value)) refuse(path, value, 'well-formed Unicode');
  return length;
}

/** Writes text at `p` and returns where it ends. Makes room for it; `maxLength` is what its length field can say. */
export function putLatin1Data(s: Scratch, p: number, value: string, maxLength: number, path: string): number {
  if (typeof value !== 'string' || value.length > maxLength)
    refuse(path, value, `a text of at most ${maxLength} bytes`);
  s.reserve(p + value.length, p);
  putLatin1(s, p, value, path);
  return p + value.length;
}

export function putUtf8Data(s: Scratch, p: number, value: string, maxLength: number, path: string): number {
  const length = utf8Length(value, path);
  if (length > maxLength) refuse(path, value, `a text of at most ${maxLength} bytes`);
  s.reserve(p + length, p);
  s.buffer.write(value, p, length, 'utf8');
  return p + length;
}

export function putBytes(s: Scratch, p: number, value: Uint8Array, maxLength: number, path: string): number {
  if (!(value instanceof Uint8Array)) refuse(path, value, 'a Uint8Array');
  if (value.length > maxLength) refuse(path, value, `at most ${maxLength} bytes`);
  s.reserve(p + value.length, p);
  if (value.length > 0) s.u8.set(value, p);
  return p + value.length;
}

/** Refuses what is not an array of exactly `length` elements. */
export function checkLength(value: unknown, length: number, path: string): void {
  if (!Array.isArray(value) || value.length !== length) refuse(path, value, `an array of ${length} elements`);
}

/** Checks the number of entries of a group against what its dimension can say. */
export function checkCount(
  rows: { readonly length: number } | null | undefined,
  max: number,
  path: string,
): number {
  const length = rows?.length;
  if (length === undefined || !(length <= max)) refuse(path, rows, `an array of at most ${max} entries`);
  return length;
}

/** The bits of a set from the names (or numbers) of those that are set: `[low, high]` halves. */
export function setBits(
  value: readonly (string | number)[],
  bits: Readonly<Record<string, number>>,
  width: number,
  path: string,
): [low: number, high: number] {
  if (!Array.isArray(value)) refuse(path, value, 'an array of choices');
  let low = 0;
  let high = 0;
  for (const choice of value as readonly (string | number)[]) {
    const bit = typeof choice === 'number' ? choice : Object.hasOwn(bits, choice) ? bits[choice] : undefined;
    if (bit === undefined || !Number.isInteger(bit) || bit < 0 || bit >= width)
      refuse(path, choice, `a choice of the set, or a bit below ${width}`);
    else if (bit < 32) low |= 1 << bit;
    else high |= 1 << (bit - 32);
  }
  return [low >>> 0, high >>> 0];
}

const codeRanges: Readonly<Record<string, readonly [number, number]>> = {
  int8: [-0x80, 0x7f],
  int16: [-0x8000, 0x7fff],
  int32: [-0x80000000, 0x7fffffff],
  uint8: [0, 0xff],
  uint16: [0, 0xffff],
  uint32: [0, 0xffffffff],
};

/** A code that is given as a number, since the schema has no name for it. */
export function enumCode(value: unknown, primitive: string, path: string, name: string): number {
  const [lowest, highest] = codeRanges[primitive]!;
  if (typeof value === 'number' && Number.isInteger(value) && value >= lowest && value <= highest)
    return value;
  return refuse(path, value, `a value of ${name}, or a code of type ${primitive}`);
}

export function wideCode(value: unknown, primitive: string, path: string, name: string): bigint {
  const wrap = primitive === 'int64' ? BigInt.asIntN : BigInt.asUintN;
  if (typeof value === 'bigint' && wrap(64, value) === value) return value;
  return refuse(path, value, `a value of ${name}, or a code of type ${primitive}`);
}
