// 64-bit two's complement integers as halves: a BigInt per value would cost ten times as much (see packed-columns.md).

/** Parallel low and high halves. */
export interface Words {
  readonly lo: Int32Array;
  readonly hi: Int32Array;
}

export function allocateWords(length: number): Words {
  return { lo: new Int32Array(length), hi: new Int32Array(length) };
}

export const TWO_32 = 4_294_967_296;
export const MAX_EXACT = 9_007_199_254_740_992;

/** The value as a double: exact for |value| <= 2^53. */
export function toDouble(lo: number, hi: number): number {
  return hi * TWO_32 + (lo >>> 0);
}

/** High half of an exact integer; its low half is `value | 0`-like, see `lowHalf`. */
export function highHalf(value: number): number {
  return Math.floor(value / TWO_32) | 0;
}

export function lowHalf(value: number): number {
  return (value - Math.floor(value / TWO_32) * TWO_32) | 0;
}

/** Octets' worth of significant bits of the unsigned value, 0..64. */
export function bitLength(lo: number, hi: number): number {
  return hi === 0 ? 32 - Math.clz32(lo) : 64 - Math.clz32(hi);
}

/** High half of a + b, given the low halves and their wrapped sum. */
export function addHigh(aHi: number, bHi: number, aLo: number, sumLo: number): number {
  return (aHi + bHi + (sumLo >>> 0 < aLo >>> 0 ? 1 : 0)) | 0;
}

/** High half of a - b, given the low halves. */
export function subHigh(aHi: number, bHi: number, aLo: number, bLo: number): number {
  return (aHi - bHi - (aLo >>> 0 < bLo >>> 0 ? 1 : 0)) | 0;
}

export function zigzagLow(lo: number, hi: number): number {
  return (lo << 1) ^ (hi >> 31);
}

export function zigzagHigh(lo: number, hi: number): number {
  return ((hi << 1) | (lo >>> 31)) ^ (hi >> 31);
}

export function unzigzagLow(lo: number, hi: number): number {
  return ((lo >>> 1) | (hi << 31)) ^ -(lo & 1);
}

export function unzigzagHigh(lo: number, hi: number): number {
  return (hi >>> 1) ^ -(lo & 1);
}

/** Whether a < b as signed 64-bit integers. */
export function isLess(aLo: number, aHi: number, bLo: number, bHi: number): boolean {
  return aHi < bHi || (aHi === bHi && aLo >>> 0 < bLo >>> 0);
}
