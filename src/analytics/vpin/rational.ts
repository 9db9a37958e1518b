import { InvalidArgument } from '../../base/errors.js';

/** An exact fraction in lowest terms, denominator positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/**
 * A volume, exactly: a number stands for the decimal it prints as (0.1 is one tenth), a text is a decimal (`"1.5"`,
 * `"2e6"`) or a fraction of two decimals (`"14003398/3450"`).
 */
export type Volume = number | bigint | string | Rational;

export function rational(numerator: bigint, denominator: bigint): Rational {
  const divisor = gcd(numerator, denominator) * (denominator < 0n ? -1n : 1n);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/**
 * The value as a fraction in lowest terms.
 * @throws InvalidArgument naming `argument` when it is no positive number.
 */
export function toRational(value: Volume, argument: string): Rational {
  const exact = parse(value);
  if (exact === undefined || exact.numerator <= 0n) {
    const shown = typeof value === 'object' ? toText(value) : String(value);
    throw new InvalidArgument(
      argument,
      `${shown} is not a positive number (a decimal, or a fraction like 1000/3)`,
    );
  }
  return exact;
}

function parse(value: Volume): Rational | undefined {
  if (typeof value === 'bigint') return rational(value, 1n);
  if (typeof value === 'object')
    return value.denominator === 0n ? undefined : rational(value.numerator, value.denominator);
  const parts = String(value).split('/').map(parseDecimal);
  const [top, bottom = { numerator: 1n, denominator: 1n }] = parts;
  if (parts.length > 2 || top === undefined || parts.includes(undefined) || bottom.numerator === 0n)
    return undefined;
  return rational(top.numerator * bottom.denominator, top.denominator * bottom.numerator);
}

const decimal = /^\s*([+-]?\d*)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?\s*$/i;

function parseDecimal(text: string): Rational | undefined {
  const [, whole = '', fraction = '', exponent = '0'] = decimal.exec(text) ?? [];
  if (!/\d/.test(whole + fraction)) return undefined;
  const digits = BigInt(whole + fraction);
  const power = Number(exponent) - fraction.length;
  return power >= 0 ? rational(digits * 10n ** BigInt(power), 1n) : rational(digits, 10n ** BigInt(-power));
}

export function toText({ numerator, denominator }: Rational): string {
  return `${numerator}/${denominator}`;
}

/** The nearest double where both terms are below 2^53, else within an ulp or two of it. */
export function toNumber({ numerator, denominator }: Rational): number {
  const size = numerator < 0n ? -numerator : numerator;
  const excess = Math.max(size.toString(2).length, denominator.toString(2).length) - 1023;
  if (excess <= 0) return Number(numerator) / Number(denominator);
  const shift = BigInt(excess);
  return Number(numerator >> shift) / Number(denominator >> shift);
}

export function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return (a / gcd(a, b)) * b;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}
