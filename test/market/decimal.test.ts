import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DecimalReader } from '#dualbus/market/csv/decimal.js';

function read(text: string): { result: string; mantissa?: number; decimals?: number } {
  const reader = new DecimalReader();
  const bytes = Buffer.from(`${text}\n`);
  const result = reader.read(bytes, 0, bytes.length - 1);
  return result === 'ok' ? { result, mantissa: reader.mantissa, decimals: reader.decimals } : { result };
}

/** The documented rule in exact integers: digits * 10^-decimals. */
function expected(sign: string, digits: bigint, decimals: number): ReturnType<typeof read> {
  let value = digits;
  let places = decimals;
  const strip = () => {
    for (; places > 0 && value % 10n === 0n && value !== 0n; places--) value /= 10n;
  };
  strip();
  if (value === 0n) return { result: 'ok', mantissa: 0, decimals: 0 };
  const length = value.toString().length;
  if (places > 0 && length > 15) {
    const power = 10n ** BigInt(length - 15);
    value = (value + power / 2n) / power;
    places -= length - 15;
    strip();
  }
  if (places < 0) {
    value *= 10n ** BigInt(-places);
    places = 0;
  }
  if (places > 22 || value >= 2n ** 53n) return { result: 'range' };
  return { result: 'ok', mantissa: Number(sign === '-' ? -value : value), decimals: places };
}

describe('DecimalReader', () => {
  it.each([
    ['15.435700000000001', 154_357, 4],
    ['61837.63000000', 6_183_763, 2],
    ['0.1', 1, 1],
    ['-0', 0, 0],
    ['+.5', 5, 1],
    ['7.', 7, 0],
    ['1e-05', 1, 5],
    ['1.5E+3', 1500, 0],
    ['9007199254740991', 9_007_199_254_740_991, 0],
    ['9007199254740991.0', 9_007_199_254_740_991, 0],
    ['0.99999999999999999', 1, 0],
    ['99999999999999.999', 100_000_000_000_000, 0],
    ['27.437829971313477', 274_378_299_713_135, 13],
    ['0e999', 0, 0],
  ])('%s is %d * 10^-%d', (text, mantissa, decimals) => {
    expect(read(text)).toEqual({ result: 'ok', mantissa, decimals });
  });

  it.each(['', '.', '-', 'e5', '1e', '1e+', '1e5x', '1x', '--1', '1 2', '0x1', 'NaN', 'inf', '1,2', '1_000'])(
    '"%s" is no number',
    (text) => expect(read(text)).toEqual({ result: 'syntax' }),
  );

  it.each(['9007199254740992', '1e16', '1e999', '1e-23', '-9007199254740993'])('%s is out of range', (text) =>
    expect(read(text)).toEqual({ result: 'range' }),
  );

  it('agrees with exact integers on any decimal', () => {
    const digits = (maxLength: number) =>
      fc.string({ unit: fc.constantFrom(...'0001234567899'), minLength: 0, maxLength });
    const exponent = fc.option(fc.integer({ min: -30, max: 30 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.constantFrom('', '-', '+'),
        digits(20),
        digits(24),
        exponent,
        (sign, whole, fraction, e) => {
          fc.pre(whole.length + fraction.length > 0);
          const point = fraction === '' ? '' : '.';
          const text = `${sign}${whole}${point}${fraction}${e === undefined ? '' : `e${e}`}`;
          expect(read(text)).toEqual(expected(sign, BigInt(whole + fraction), fraction.length - (e ?? 0)));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('any binary64 of at most 15 digits comes back from its 17-digit form', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 ** 15 - 1 }),
        fc.integer({ min: 1, max: 15 }),
        (mantissa, decimals) => {
          const value = Number(`${mantissa}e-${decimals}`);
          const got = read(value.toPrecision(17));
          expect(got.result).toBe('ok');
          expect(Number(`${got.mantissa}e-${got.decimals}`)).toBe(value);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
