// The rolling kernels against their definitions on random series with gaps, and their rules at the edges.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgument } from '#dualbus/base/errors.js';
import { kernels } from '#dualbus/compute/index.js';
import {
  coMoments,
  type Definition,
  decayLinear,
  kurt,
  none,
  place,
  roll,
  skew,
  valid,
  variance,
  zscore,
} from './support/definitions.js';
import { expectDefinition, expectNear, seriesOf, windows, withMissing } from './support/series.js';

const number = fc.oneof(
  { weight: 3, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  { weight: 1, arbitrary: fc.integer({ min: -2, max: 2 }) },
);
const series = seriesOf(number);

type OneInput = 'rollingSum' | 'rollingMin' | 'rollingMax' | 'rollingArgmin' | 'rollingArgmax';

describe('kernels of one input', () => {
  it.each<[OneInput, number, Definition]>([
    ['rollingSum', 1e-11, (rows) => valid(rows).reduce((a, b) => a + b, 0)],
    ['rollingMin', 0, (rows) => Math.min(...valid(rows))],
    ['rollingMax', 0, (rows) => Math.max(...valid(rows))],
    ['rollingArgmin', 0, place((rows) => Math.min(...rows))],
    ['rollingArgmax', 0, place((rows) => Math.max(...rows))],
  ])('%s is its definition', (name, tolerance, definition) => {
    expectDefinition(kernels[name], series, definition, tolerance);
  });

  it('rollingVar, rollingStd and rollingZscore are their definitions for any ddof', () => {
    fc.assert(
      fc.property(series, windows, fc.integer({ min: 0, max: 3 }), (x, window, ddof) => {
        const args = { window, minCount: 1, ddof };
        const input = Float64Array.from(x);
        const expected = roll(x, window, 1, variance(ddof));
        expectNear(kernels.rollingVar.runSync(input, args), expected, 1e-9);
        expectNear(kernels.rollingStd.runSync(input, args), expected.map(Math.sqrt), 1e-6);
        // Where values are all but equal, rounding decides about the score.
        const scores = kernels.rollingZscore.runSync(input, args);
        roll(x, window, 1, zscore(ddof)).forEach((e, t) => {
          if (expected[t]! > 1e-6) expectNear(scores.subarray(t, t + 1), [e], 1e-7);
        });
      }),
    );
  });

  it.each<['rollingSkew' | 'rollingKurt', Definition]>([
    ['rollingSkew', skew],
    ['rollingKurt', kurt],
  ])('%s is its definition where the values differ enough', (name, definition) => {
    fc.assert(
      fc.property(series, windows, (x, window) => {
        const actual = kernels[name].runSync(Float64Array.from(x), { window, minCount: 1 });
        const spread = roll(x, window, 1, variance(0));
        roll(x, window, 1, definition).forEach((e, t) => {
          if (!(spread[t]! < 1)) expectNear(actual.subarray(t, t + 1), [e], 1e-7);
        });
      }),
    );
  });

  it('decayLinear weighs the newest most, and needs the whole window', () => {
    const x = Float64Array.of(1, 2, 3, none, 5, 6, 10);
    const expected = [none, none, 14 / 6, none, none, none, 47 / 6];
    expectNear(kernels.decayLinear.runSync(x, { window: 3 }), expected, 1e-15);
    fc.assert(
      fc.property(series, windows, (x, window) => {
        const actual = kernels.decayLinear.runSync(Float64Array.from(x), { window });
        expectNear(actual, roll(x, window, window, decayLinear), 1e-12);
      }),
    );
  });
});

describe('kernels of two inputs', () => {
  it('rollingCov, rollingCorr and rollingBeta are their definitions over complete pairs', () => {
    const pairs = fc.array(fc.tuple(withMissing(number), withMissing(number)), {
      minLength: 1,
      maxLength: 50,
    });
    fc.assert(
      fc.property(pairs, windows, (rows, window) => {
        const x = rows.map(([a]) => a);
        const y = rows.map(([, b]) => b);
        const input = [Float64Array.from(x), Float64Array.from(y)] as const;
        const args = { window, minCount: 1 };
        const cov = kernels.rollingCov.runSync(input, args);
        const corr = kernels.rollingCorr.runSync(input, args);
        const beta = kernels.rollingBeta.runSync(input, args);
        rows.forEach((_, t) => {
          const from = Math.max(0, t + 1 - window);
          const { xy, xx, yy, count } = coMoments(x.slice(from, t + 1), y.slice(from, t + 1));
          expectNear(cov.subarray(t, t + 1), [count < 2 ? none : xy / (count - 1)], 1e-8);
          if (xx > 1 && yy > 1) {
            expectNear(corr.subarray(t, t + 1), [xy / Math.sqrt(xx * yy)], 1e-11);
            expectNear(beta.subarray(t, t + 1), [xy / xx], 1e-8);
          }
        });
      }),
    );
  });

  it('a series correlates with itself by exactly 1 and its negative by -1, and never beyond', () => {
    // Squares of smaller values are denormal and have too few digits.
    const distinct = fc
      .double({ noNaN: true, min: -1e5, max: 1e5 })
      .map((v) => (Math.abs(v) < 1e-140 ? 0 : v));
    fc.assert(
      fc.property(fc.array(distinct, { minLength: 5 }), (x) => {
        const input = Float64Array.from(x);
        const corr = kernels.rollingCorr.runSync([input, input.map((v) => -v)], { window: 5 });
        for (const r of corr) expect(Number.isNaN(r) || Math.abs(r + 1) < 1e-14).toBe(true);
        const own = kernels.rollingCorr.runSync([input, input.slice()], { window: 5 });
        for (const r of own) expect(Number.isNaN(r) || (r <= 1 && r > 1 - 1e-14)).toBe(true);
      }),
    );
  });
});

describe('edges', () => {
  it('equal values have no spread at all, whatever stood before them', () => {
    const x = Float64Array.of(1e300, none, -1e17, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1);
    const last = <T extends { runSync(x: Float64Array, args: { window: number }): Float64Array }>(
      kernel: T,
    ) => [...kernel.runSync(x, { window: 4 })].slice(6);
    expect(last(kernels.rollingVar)).toEqual([0, 0, 0, 0]);
    expect(last(kernels.rollingStd)).toEqual([0, 0, 0, 0]);
    for (const kernel of [kernels.rollingZscore, kernels.rollingSkew, kernels.rollingKurt])
      expect(last(kernel)).toEqual([none, none, none, none]);
    const y = x.map((_, i) => i);
    expect([...kernels.rollingCorr.runSync([x, y], { window: 4 })].slice(6)).toEqual([
      none,
      none,
      none,
      none,
    ]);
    expect([...kernels.rollingBeta.runSync([x, y], { window: 4 })].slice(6)).toEqual([
      none,
      none,
      none,
      none,
    ]);
  });

  it('infinities are extremes, and leave second moments undefined while they stay', () => {
    const x = Float64Array.of(1, 4, Infinity, 2, 8, 4);
    expect([...kernels.rollingMax.runSync(x, { window: 2, minCount: 1 })]).toEqual([
      1,
      4,
      Infinity,
      Infinity,
      8,
      8,
    ]);
    expect([...kernels.rollingVar.runSync(x, { window: 2 })]).toEqual([none, 4.5, none, none, 18, 8]);
    const y = x.map((_, i) => i);
    expect([...kernels.rollingCov.runSync([x, y], { window: 2 })]).toEqual([none, 1.5, none, none, 3, -2]);
  });

  it('the oldest of equal extremes counts, and places count missing rows', () => {
    const x = Float64Array.of(3, 1, 1, none, 1, 5);
    const args = { window: 4, minCount: 1 };
    expect([...kernels.rollingArgmin.runSync(x, args)]).toEqual([1, 2, 2, 2, 1, 1]);
    expect([...kernels.rollingArgmax.runSync(x, args)]).toEqual([1, 1, 1, 1, 1, 4]);
  });

  it('arguments out of range are refused', () => {
    const x = new Float64Array(3);
    expect(() => kernels.rollingStd.runSync(x, { window: 3, ddof: -1 })).toThrow(InvalidArgument);
    expect(() => kernels.rollingStd.runSync(x, { window: 3, ddof: 0.5 })).toThrow(/ddof/);
    expect(() => kernels.decayLinear.runSync(x, { window: 0 })).toThrow(/window/);
    expect(() => kernels.rollingCorr.runSync([x, new Float64Array(4)], { window: 2 })).toThrow(
      /y: has 4 rows of 1 columns, not 3/,
    );
    expect(() => kernels.rollingCorr.runSync([x] as never, { window: 2 })).toThrow(
      /inputs: needs x, y, got 1/,
    );
  });
});
