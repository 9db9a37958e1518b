// The arithmetic between a column's integers and the small non-negative residuals that are packed.

import type { Keys } from './load.js';
import {
  addHigh,
  bitLength,
  isLess,
  MAX_EXACT,
  subHigh,
  toDouble,
  unzigzagHigh,
  unzigzagLow,
  type Words,
  zigzagHigh,
  zigzagLow,
} from './words.js';

/** Smallest and largest signed value of what was scanned last. */
export const bounds = { minLow: 0, minHigh: 0, maxLow: 0, maxHigh: 0 };

export function scanBounds({ lo, hi }: Words, from: number, to: number): void {
  let minLow = lo[from];
  let minHigh = hi[from];
  let maxLow = minLow;
  let maxHigh = minHigh;
  for (let i = from + 1; i < to; i++) {
    const low = lo[i];
    const high = hi[i];
    if (isLess(low, high, minLow, minHigh)) {
      minLow = low;
      minHigh = high;
    } else if (isLess(maxLow, maxHigh, low, high)) {
      maxLow = low;
      maxHigh = high;
    }
  }
  setBounds(minLow, minHigh, maxLow, maxHigh);
}

function setBounds(minLow: number, minHigh: number, maxLow: number, maxHigh: number): void {
  bounds.minLow = minLow;
  bounds.minHigh = minHigh;
  bounds.maxLow = maxLow;
  bounds.maxHigh = maxHigh;
}

/** Bits of max - min, 0..64. */
export function boundsBits(): number {
  const low = (bounds.maxLow - bounds.minLow) | 0;
  return bitLength(low, subHigh(bounds.maxHigh, bounds.minHigh, bounds.maxLow, bounds.minLow));
}

/** Greatest common divisor of offsets in [0, 2^53); 1 where all are 0. */
export function commonDivisor({ lo, hi }: Words, rows: number): number {
  let divisor = 0;
  for (let i = 0; i < rows && divisor !== 1; i++) {
    const offset = toDouble(lo[i], hi[i]);
    if (offset === 0) continue;
    if (divisor === 0) divisor = offset;
    else {
      const quotient = offset / divisor;
      if (quotient !== Math.floor(quotient)) divisor = gcd(divisor, offset);
    }
  }
  return divisor === 0 ? 1 : divisor;
}

function gcd(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}

/** x - base for rows [from, to), in place. */
export function subtractBase(
  { lo, hi }: Words,
  from: number,
  to: number,
  baseLow: number,
  baseHigh: number,
): void {
  for (let i = from; i < to; i++) {
    const low = lo[i];
    lo[i] = (low - baseLow) | 0;
    hi[i] = subHigh(hi[i], baseHigh, low, baseLow);
  }
}

/** x / divisor for exact non-negative multiples below 2^53, in place. */
export function divide({ lo, hi }: Words, rows: number, divisor: number): void {
  for (let i = 0; i < rows; i++) {
    const quotient = toDouble(lo[i], hi[i]) / divisor;
    const high = Math.floor(quotient / 4_294_967_296);
    lo[i] = (quotient - high * 4_294_967_296) | 0;
    hi[i] = high;
  }
}

/** What `differences` found: whether a reference is subtracted instead of zigzag, and which. */
export const difference = { zigzag: false, refLow: 0, refHigh: 0 };

/**
 * Residuals of rows [from, to) of q against the row before each, or against the last row of the same key; first rows
 * become 0. A reference is subtracted when that gives fewer bits for the widest row than zigzag does.
 */
export function differences(q: Words, from: number, to: number, keys: Keys | undefined, r: Words): void {
  if (keys === undefined) subtractPrevious(q, from, to, r);
  else subtractKeyed(q, from, to, keys.previous, r);
  const { minLow, minHigh, maxLow, maxHigh } = bounds;
  const zigzagBits = Math.max(
    bitLength(zigzagLow(minLow, minHigh), zigzagHigh(minLow, minHigh)),
    bitLength(zigzagLow(maxLow, maxHigh), zigzagHigh(maxLow, maxHigh)),
  );
  difference.zigzag = boundsBits() >= zigzagBits;
  difference.refLow = difference.zigzag ? 0 : minLow;
  difference.refHigh = difference.zigzag ? 0 : minHigh;
  if (difference.zigzag) zigzag(r, from, to);
  else if ((minLow | minHigh) !== 0) subtractBase(r, from, to, minLow, minHigh);
  if (keys === undefined && from === 0) r.lo[0] = r.hi[0] = 0;
  else if (keys !== undefined) clearHeads(from, to, keys.previous, r);
}

function subtractPrevious({ lo, hi }: Words, from: number, to: number, r: Words): void {
  const start = from === 0 ? 1 : from;
  for (let i = start; i < to; i++) {
    r.lo[i] = (lo[i] - lo[i - 1]) | 0;
    r.hi[i] = subHigh(hi[i], hi[i - 1], lo[i], lo[i - 1]);
  }
  if (start < to) scanBounds(r, start, to);
  else setBounds(0, 0, 0, 0);
}

function subtractKeyed({ lo, hi }: Words, from: number, to: number, previous: Int32Array, r: Words): void {
  let seen = false;
  for (let i = from; i < to; i++) {
    const row = previous[i];
    if (row < 0) continue;
    const low = (lo[i] - lo[row]) | 0;
    const high = subHigh(hi[i], hi[row], lo[i], lo[row]);
    r.lo[i] = low;
    r.hi[i] = high;
    if (!seen) setBounds(low, high, low, high);
    seen = true;
    if (isLess(low, high, bounds.minLow, bounds.minHigh)) {
      bounds.minLow = low;
      bounds.minHigh = high;
    } else if (isLess(bounds.maxLow, bounds.maxHigh, low, high)) {
      bounds.maxLow = low;
      bounds.maxHigh = high;
    }
  }
  if (!seen) setBounds(0, 0, 0, 0);
}

function zigzag({ lo, hi }: Words, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    const low = lo[i];
    const high = hi[i];
    lo[i] = zigzagLow(low, high);
    hi[i] = zigzagHigh(low, high);
  }
}

function clearHeads(from: number, to: number, previous: Int32Array, r: Words): void {
  for (let i = from; i < to; i++) if (previous[i] < 0) r.lo[i] = r.hi[i] = 0;
}

/** The inverse of `differences` in place: running sums, per key when `heads` has one start value for each. */
export function accumulate(
  r: Words,
  rows: number,
  zigzagged: boolean,
  refLow: number,
  refHigh: number,
): void {
  let sumLow = zigzagged ? 0 : -refLow | 0;
  let sumHigh = zigzagged ? 0 : subHigh(0, refHigh, 0, refLow);
  for (let i = 0; i < rows; i++) {
    const dLow = zigzagged ? unzigzagLow(r.lo[i], r.hi[i]) : (r.lo[i] + refLow) | 0;
    const dHigh = zigzagged ? unzigzagHigh(r.lo[i], r.hi[i]) : addHigh(r.hi[i], refHigh, r.lo[i], dLow);
    const low = (sumLow + dLow) | 0;
    sumHigh = addHigh(sumHigh, dHigh, sumLow, low);
    sumLow = low;
    r.lo[i] = low;
    r.hi[i] = sumHigh;
  }
}

export function accumulateKeyed(
  r: Words,
  rows: number,
  zigzagged: boolean,
  refLow: number,
  refHigh: number,
  codes: Uint16Array,
  heads: Words,
): void {
  for (let i = 0; i < rows; i++) {
    const key = codes[i];
    const dLow = zigzagged ? unzigzagLow(r.lo[i], r.hi[i]) : (r.lo[i] + refLow) | 0;
    const dHigh = zigzagged ? unzigzagHigh(r.lo[i], r.hi[i]) : addHigh(r.hi[i], refHigh, r.lo[i], dLow);
    const previous = heads.lo[key];
    const low = (previous + dLow) | 0;
    const high = addHigh(heads.hi[key], dHigh, previous, low);
    heads.lo[key] = low;
    heads.hi[key] = high;
    r.lo[i] = low;
    r.hi[i] = high;
  }
}

/** base + divisor * q, in place. */
export function restore(
  { lo, hi }: Words,
  rows: number,
  baseLow: number,
  baseHigh: number,
  divisor: number,
): void {
  for (let i = 0; i < rows; i++) {
    let low = lo[i];
    let high = hi[i];
    if (divisor !== 1) {
      const product = toDouble(low, high) * divisor;
      if (product < MAX_EXACT && product > -MAX_EXACT) {
        high = Math.floor(product / 4_294_967_296);
        low = (product - high * 4_294_967_296) | 0;
      } else {
        const wide = BigInt.asIntN(64, ((BigInt(high) << 32n) | BigInt(low >>> 0)) * BigInt(divisor));
        low = Number(BigInt.asIntN(32, wide));
        high = Number(wide >> 32n);
      }
    }
    const sum = (low + baseLow) | 0;
    hi[i] = addHigh(high, baseHigh, low, sum);
    lo[i] = sum;
  }
}
