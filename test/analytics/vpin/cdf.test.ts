import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EmpiricalCdf } from '#dualbus/analytics/vpin/cdf.js';
import { SortedValues } from '#dualbus/analytics/vpin/sorted-values.js';
import { seededRandom } from '../../support/random.js';

describe('the empirical CDF', () => {
  it('is the share of the last values that are at most as large', () => {
    const values = fc.array(
      fc.nat(20).map((n) => n / 20),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 70 }), (sample, window) => {
        const cdf = new EmpiricalCdf(window);
        for (const [i, x] of sample.entries()) {
          const past = sample.slice(Math.max(0, i - window), i);
          const expected = past.filter((y) => y <= x).length / past.length;
          expect(cdf.update(x)).toBe(expected);
        }
      }),
    );
  });

  it('knows nothing without a past, and leaves out what is missing', () => {
    const cdf = new EmpiricalCdf(10);
    expect([0.5, Number.NaN, 0.4].map((x) => cdf.update(x))).toEqual([Number.NaN, Number.NaN, 0]);
    expect(new EmpiricalCdf(0).update(0.5)).toBeNaN();
  });
});

describe('sorted values', () => {
  it('stay right through many blocks', () => {
    const random = seededRandom(3);
    const sorted = new SortedValues();
    const held: number[] = [];
    for (let i = 0; i < 20_000; i++) {
      if (held.length > 3000 && random() < 0.6)
        sorted.remove(held.splice(Math.floor(random() * held.length), 1)[0]);
      else held.push(Math.floor(random() * 5000));
      if (sorted.length < held.length) sorted.insert(held[held.length - 1]);
      if (i % 500 !== 0) continue;
      const x = random() * 5000;
      expect(sorted.countUpTo(x)).toBe(held.filter((y) => y <= x).length);
    }
    expect(sorted.length).toBe(held.length);
  });
});
