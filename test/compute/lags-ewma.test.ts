// Lags, exponential means and ranks in time against their definitions and against values of pandas.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgument } from '#dualbus/base/errors.js';
import { kernels } from '#dualbus/compute/index.js';
import { none, roll, valid } from './support/definitions.js';

const series = (...values: number[]) => Float64Array.from(values);
const values = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(none)), { maxLength: 40 });

describe('lags', () => {
  it('look back, and miss what came before the first row', () => {
    const x = series(2, 3, none, 12);
    expect([...kernels.delay.runSync(x, { periods: 1 })]).toEqual([none, 2, 3, none]);
    expect([...kernels.delta.runSync(x, { periods: 1 })]).toEqual([none, 1, none, none]);
    expect([...kernels.ret.runSync(x, { periods: 2 })]).toEqual([none, none, none, 3]);
    expect([...kernels.logRet.runSync(x, { periods: 3 })]).toEqual([none, none, none, Math.log(6)]);
    expect([...kernels.delta.runSync(x, { periods: 0 })]).toEqual([0, 0, none, 0]);
    expect([...kernels.delay.runSync(x, { periods: 1e9 })]).toEqual([none, none, none, none]);
  });

  it('take logarithms of 0, of infinities and of negative ratios as Math.log does', () => {
    const x = series(1, 0, 1, -1, Infinity, 5e-324);
    const expected = [none, -Infinity, Infinity, none, none, none];
    const actual = kernels.logRet.runSync(x, { periods: 1 });
    expect([...actual.slice(0, 4)]).toEqual(expected.slice(0, 4));
    expect(kernels.logRet.runSync(series(1, 5e-324), { periods: 1 })[1]).toBeCloseTo(-744.4400719213812, 11);
  });

  it('refuse negative periods', () => {
    expect(() => kernels.delay.runSync(series(1), { periods: -1 })).toThrow(InvalidArgument);
  });
});

describe('ewma', () => {
  const x = series(1, none, 4, 2, none, none, 8);
  // As Series(x).ewm(alpha=0.5, adjust=..., ignore_na=...).mean() of pandas.
  it.each([
    [true, false, [1, 1, 3.4, 2.5384615384615383, 2.5384615384615383, 2.5384615384615383, 545 / 77]],
    [true, true, [1, 1, 3, 2.428571428571429, 2.428571428571429, 2.428571428571429, 5.4]],
    [false, false, [1, 1, 3, 2.5, 2.5, 2.5, 6.9]],
    [false, true, [1, 1, 2.5, 2.25, 2.25, 2.25, 5.125]],
  ])('adjust %s, ignoreMissing %s is that of pandas', (adjust, ignoreMissing, expected) => {
    const actual = kernels.ewma.runSync(x, { alpha: 0.5, adjust, ignoreMissing });
    expected.forEach((e, t) => {
      expect(actual[t]).toBeCloseTo(e, 13);
    });
  });

  it('waits for minCount, and knows every measure of decay', () => {
    expect([...kernels.ewma.runSync(x, { alpha: 0.5, minCount: 2 })].slice(0, 2)).toEqual([none, none]);
    const expected = kernels.ewma.runSync(x, { alpha: 0.5 });
    for (const decay of [{ span: 3 }, { centerOfMass: 1 }])
      expect(kernels.ewma.runSync(x, decay)).toEqual(expected);
    expect(kernels.ewma.runSync(x, { halfLife: 1 })[6]).toBeCloseTo(expected[6]!, 13);
  });

  it('leaves equal values what they are', () => {
    expect([...kernels.ewma.runSync(new Float64Array(50).fill(0.1), { span: 7 })]).toEqual(
      new Array(50).fill(0.1),
    );
  });

  it.each([{}, { alpha: 0.5, span: 3 }, { alpha: 0 }, { alpha: 1.5 }, { span: 0.5 }, { halfLife: 0 }])(
    'refuses %o',
    (args) => {
      expect(() => kernels.ewma.runSync(x, args as never)).toThrow(InvalidArgument);
    },
  );
});

describe('tsRank', () => {
  it('is its definition', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (x, window, n) => {
        const minCount = Math.min(n, window);
        const expected = roll(x, window, minCount, (rows) => {
          const newest = rows.at(-1)!;
          const less = rows.filter((value) => value < newest).length;
          const equal = rows.filter((value) => value === newest).length;
          return Number.isNaN(newest) ? none : (less + (equal + 1) / 2) / valid(rows).length;
        });
        const actual = kernels.tsRank.runSync(Float64Array.from(x), { window, minCount, scale: 'pct' });
        expect([...actual]).toEqual(expected);
      }),
    );
  });

  it('takes -0 for 0, and infinities for ends', () => {
    expect([
      ...kernels.tsRank.runSync(series(0, -0, Infinity, -Infinity), { window: 4, minCount: 1 }),
    ]).toEqual([1, 1.5, 3, 1]);
  });
});
