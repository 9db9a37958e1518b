import { exactLimit, maxDecimals } from '../scale.js';
import { DOT, MINUS, PLUS, ZERO } from './bytes.js';

/** The decimal digits that every binary64 keeps (DBL_DIG). */
export const significantDigits = 15;

/** How reading a decimal ended. */
export type DecimalResult = 'ok' | 'syntax' | 'range';

const longestNumber = 400;

/**
 * Reads the decimal in bytes[from, to) in full syntax: sign, digits, fraction, exponent of ten.
 *
 * The value is mantissa * 10^-decimals, without trailing zeros in the fraction. Whole numbers are exact. A number
 * with a fraction of more than 15 significant digits is the printed form of a binary64 (15.435700000000001) and is
 * read to 15 significant digits, half away from zero: the shortest decimal that has at most DBL_DIG digits comes back.
 */
export class DecimalReader {
  mantissa = 0;
  decimals = 0;
  readonly #digits = new Uint8Array(longestNumber);
  #count = 0;

  /** 'syntax': no number; 'range': not an integer below 2^53 times 10^0 to 10^-22. */
  read(bytes: Uint8Array, from: number, to: number): DecimalResult {
    let p = from;
    const negative = bytes[p] === MINUS;
    if (negative || bytes[p] === PLUS) p++;
    if (to - p > longestNumber) return 'syntax';
    p = this.#readDigits(bytes, p, to);
    if (p < 0) return 'syntax';
    if (p < to) {
      const exponent = readExponent(bytes, p, to);
      if (Number.isNaN(exponent)) return 'syntax';
      this.decimals -= exponent;
    }
    if (!this.#normalise()) return 'range';
    if (negative && this.mantissa !== 0) this.mantissa = -this.mantissa;
    return 'ok';
  }

  /** Collects the significant digits; returns where they end, or -1 if there are none. */
  #readDigits(bytes: Uint8Array, from: number, to: number): number {
    this.#count = 0;
    this.decimals = 0;
    let seen = 0;
    let point = false;
    let p = from;
    for (; p < to; p++) {
      const byte = bytes[p];
      if (byte === DOT && !point) {
        point = true;
        continue;
      }
      const digit = byte - ZERO;
      if (digit < 0 || digit > 9) break;
      seen++;
      if (point) this.decimals++;
      if (digit > 0 || this.#count > 0) this.#digits[this.#count++] = digit;
    }
    return seen === 0 ? -1 : p;
  }

  #normalise(): boolean {
    this.#stripZeros();
    if (this.decimals > 0 && this.#count > significantDigits) this.#round();
    if (this.#count === 0) this.decimals = 0;
    if (this.decimals > maxDecimals) return false;
    let value = 0;
    for (let k = 0; k < this.#count; k++) value = value * 10 + this.#digits[k];
    for (; this.decimals < 0 && value < exactLimit; this.decimals++) value *= 10;
    this.mantissa = value;
    return value < exactLimit;
  }

  #stripZeros(): void {
    while (this.decimals > 0 && this.#count > 0 && this.#digits[this.#count - 1] === 0) {
      this.#count--;
      this.decimals--;
    }
  }

  #round(): void {
    this.decimals -= this.#count - significantDigits;
    this.#count = significantDigits;
    if (this.#digits[significantDigits] >= 5) {
      let k = significantDigits - 1;
      while (k >= 0 && this.#digits[k] === 9) this.#digits[k--] = 0;
      if (k >= 0) this.#digits[k]++;
      else this.#carryOut();
    }
    this.#stripZeros();
  }

  /** 999...9 rounded up: one and fifteen zeros. */
  #carryOut(): void {
    this.#digits[0] = 1;
    this.#count = 1;
    this.decimals -= significantDigits;
  }
}

function readExponent(bytes: Uint8Array, from: number, to: number): number {
  const letter = bytes[from] | 0x20;
  let p = from + 1;
  const negative = bytes[p] === MINUS;
  if (negative || bytes[p] === PLUS) p++;
  if (letter !== 0x65 || p >= to || to - p > 4) return Number.NaN;
  let exponent = 0;
  for (; p < to; p++) {
    const digit = bytes[p] - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    exponent = exponent * 10 + digit;
  }
  return negative ? -exponent : exponent;
}
