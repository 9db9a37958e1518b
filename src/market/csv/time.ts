import { COLON, DOT, MINUS, PLUS, SPACE, ZERO } from './bytes.js';

/** What an integer time counts; 'auto' tells it from the number of digits. */
export type TimeUnit = 'auto' | 's' | 'ms' | 'us' | 'ns';

/** Until the year 5138. */
const maxSecondsDigits = 11;

const unitDigits = { s: 0, ms: 3, us: 6, ns: 9 } as const;

/** Powers of ten up to 10^9. */
const tens = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000];

/**
 * Reads times as whole seconds since the Unix epoch (UTC) and nanoseconds within the second, exactly.
 *
 * Integers count s, ms, us or ns: up to 11 digits, 12 to 14, 15 to 17, 18 to 20 (so each unit spans the years 1973 to
 * 5138), with a decimal fraction if one follows; exactly eight digits are a date, YYYYMMDD. ISO 8601 dates and times
 * are `2013-02-08`, `2015-01-01 23:00:23.723`, with `T` for the space and `Z` or `+hh:mm` at the end; without a zone
 * they are UTC. Digits below the nanosecond are dropped.
 */
export class TimeReader {
  seconds = 0;
  nanos = 0;
  readonly #unit: TimeUnit;

  constructor(unit: TimeUnit = 'auto') {
    this.#unit = unit;
  }

  /** Where the time that starts at `from` ends, or -1 if none does. A byte that is not part of a time must follow. */
  read(bytes: Uint8Array, from: number): number {
    let p = from;
    let high = 0;
    for (; p < from + 9 && isDigit(bytes[p]); p++) high = (Math.imul(high, 10) + bytes[p] - ZERO) | 0;
    let low = 0;
    for (; p < from + 15 && isDigit(bytes[p]); p++) low = (Math.imul(low, 10) + bytes[p] - ZERO) | 0;
    while (isDigit(bytes[p])) p++;
    const digits = p - from;
    if (digits === 4 && bytes[p] === MINUS) return this.#iso(bytes, from);
    if (digits === 8 && this.#unit === 'auto' && bytes[p] !== DOT) return this.#compactDate(bytes, from);
    if (digits === 0) return -1;
    const fraction = unitDigits[this.#unit === 'auto' ? unitOf(digits) : this.#unit];
    if (digits - fraction > maxSecondsDigits) return -1;
    if (digits > 15) this.#longCount(bytes, from, digits, fraction);
    else this.#count(digits > 9 ? high * tens[digits - 9] + low : high, fraction);
    return bytes[p] === DOT ? this.#fraction(bytes, p + 1, fraction) : p;
  }

  /** A count of 10^-fraction s below 10^15. */
  #count(count: number, fraction: number): void {
    const power = tens[fraction];
    this.seconds = Math.floor(count / power);
    this.nanos = (count - this.seconds * power) * tens[9 - fraction];
  }

  /** A count of 16 to 20 digits, more than a double holds: read in two halves, seconds and what is below them. */
  #longCount(bytes: Uint8Array, from: number, digits: number, fraction: number): void {
    const whole = digits - fraction;
    this.seconds = number(bytes, from, whole);
    this.nanos = number(bytes, from + whole, fraction) * tens[9 - fraction];
  }

  /** Adds the decimal digits at `from`, the first of which counts 10^-(place + 1) seconds. */
  #fraction(bytes: Uint8Array, from: number, place: number): number {
    let p = from;
    for (let k = 8 - place; ; k--, p++) {
      const digit = bytes[p] - ZERO;
      if (!(digit >= 0 && digit <= 9)) return p;
      if (k >= 0) this.nanos += digit * tens[k];
    }
  }

  #compactDate(bytes: Uint8Array, from: number): number {
    const known = this.#date(number(bytes, from, 4), number(bytes, from + 4, 2), number(bytes, from + 6, 2));
    return known ? from + 8 : -1;
  }

  #date(year: number, month: number, day: number): boolean {
    if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return false;
    this.seconds = daysFromCivil(year, month, day) * 86_400;
    this.nanos = 0;
    return true;
  }

  #iso(bytes: Uint8Array, from: number): number {
    const year = number(bytes, from, 4);
    const month = number(bytes, from + 5, 2);
    if (bytes[from + 7] !== MINUS || !this.#date(year, month, number(bytes, from + 8, 2))) return -1;
    const p = from + 10;
    const divider = bytes[p];
    const hasTime = (divider === SPACE || (divider | 0x20) === 0x74) && number(bytes, p + 1, 2) >= 0;
    return hasTime ? this.#timeOfDay(bytes, p + 1) : p;
  }

  #timeOfDay(bytes: Uint8Array, from: number): number {
    const hour = number(bytes, from, 2);
    const minute = bytes[from + 2] === COLON ? number(bytes, from + 3, 2) : -1;
    if (hour > 23 || minute < 0 || minute > 59) return -1;
    this.seconds += hour * 3600 + minute * 60;
    let p = from + 5;
    if (bytes[p] === COLON) {
      const second = number(bytes, p + 1, 2);
      if (second < 0 || second > 60) return -1;
      this.seconds += second;
      p += 3;
      if (bytes[p] === DOT) p = this.#fraction(bytes, p + 1, 0);
    }
    return this.#zone(bytes, p);
  }

  #zone(bytes: Uint8Array, from: number): number {
    const sign = bytes[from];
    if ((sign | 0x20) === 0x7a) return from + 1;
    if (sign !== PLUS && sign !== MINUS) return from;
    const hours = number(bytes, from + 1, 2);
    const gap = bytes[from + 3] === COLON ? 1 : 0;
    const minutes = number(bytes, from + 3 + gap, 2);
    if (hours < 0 || hours > 23 || minutes > 59 || (minutes < 0 && gap === 1)) return -1;
    const offset = hours * 3600 + Math.max(minutes, 0) * 60;
    this.seconds += sign === PLUS ? -offset : offset;
    return from + 3 + (minutes < 0 ? 0 : gap + 2);
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= ZERO + 9;
}

function unitOf(digits: number): keyof typeof unitDigits {
  if (digits <= 11) return 's';
  if (digits <= 14) return 'ms';
  return digits <= 17 ? 'us' : 'ns';
}

/** The number of exactly `digits` digits at `from`, at most 18, or -1. */
function number(bytes: Uint8Array, from: number, digits: number): number {
  if (digits > 9) return number(bytes, from, digits - 9) * 1e9 + number(bytes, from + digits - 9, 9);
  let value = 0;
  for (let p = from; p < from + digits; p++) {
    const digit = bytes[p] - ZERO;
    if (digit >>> 0 > 9) return -1;
    value = (Math.imul(value, 10) + digit) | 0;
  }
  return value;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days from 1970-01-01 to a date of the Gregorian calendar (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
