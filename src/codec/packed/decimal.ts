// Floating-point columns that hold decimal numbers (ALP's idea): value = m / 10^k with an integer m, bit for bit.

import { MAX_DECIMALS, WireType } from './format.js';
import { HOLE_ABSENT, HOLE_EXCEPTION, VALUE } from './load.js';
import { highHalf, lowHalf, MAX_EXACT, type Words } from './words.js';

export const POWERS_OF_TEN = Float64Array.from({ length: MAX_DECIMALS + 1 }, (_, k) => Number(`1e${k}`));

const SAMPLE = 32;

/** The integer whose quotient by `power` is exactly `value`, or NaN. */
export function decimalMantissa(value: number, power: number, single: boolean): number {
  const m = Math.floor(value * power + 0.5);
  if (!(m < MAX_EXACT && m > -MAX_EXACT)) return Number.NaN;
  const quotient = single ? Math.fround(m / power) : m / power;
  return Object.is(quotient, value) ? (m === 0 ? 0 : m) : Number.NaN;
}

/** The fewest decimals that fit the whole sample, else those that fit the most rows of it; -1 = below 7 of 8 rows. */
export function chooseDecimals(
  values: Float32Array | Float64Array,
  holes: Uint8Array,
  rows: number,
  single: boolean,
): number {
  const sample = Math.min(SAMPLE, rows);
  let best = -1;
  let bestHits = 0;
  for (let k = 0; k <= MAX_DECIMALS; k++) {
    let hits = 0;
    for (let s = 0; s < sample; s++) {
      const i = Math.floor((s * rows) / sample);
      if (holes[i] === HOLE_ABSENT || !Number.isNaN(decimalMantissa(values[i], POWERS_OF_TEN[k], single)))
        hits++;
    }
    if (hits > bestHits) {
      best = k;
      bestHits = hits;
    }
    if (hits === sample) break;
  }
  return bestHits * 8 >= sample * 7 ? best : -1;
}

/**
 * Replaces the bit patterns in x by mantissas of `decimals` places and marks rows that are no such decimal.
 * Returns how many there are, or -1 (x is then spoilt) when they are more than one in eight.
 */
export function loadDecimals(
  values: Float32Array | Float64Array,
  type: number,
  decimals: number,
  rows: number,
  x: Words,
  holes: Uint8Array,
): number {
  const single = type === WireType.f32;
  const power = POWERS_OF_TEN[decimals];
  let exceptions = 0;
  for (let i = 0; i < rows; i++) {
    if (holes[i] !== VALUE) continue;
    const m = decimalMantissa(values[i], power, single);
    if (Number.isNaN(m)) {
      holes[i] = HOLE_EXCEPTION;
      exceptions++;
      continue;
    }
    x.lo[i] = lowHalf(m);
    x.hi[i] = highHalf(m);
  }
  return exceptions * 8 > rows ? -1 : exceptions;
}
