import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RollingSigma } from '#dualbus/analytics/vpin/sigma/rolling-sigma.js';
import { EwmaSigma, ExpandingSigma, type Sigma } from '#dualbus/analytics/vpin/sigma/sigma.js';

const changes = fc.array(
  fc.oneof(
    fc.double({ min: -5, max: 5, noNaN: true }).map((x) => (Math.abs(x) < 1e-9 ? 0 : x)),
    fc.constant(0),
    fc.constant(0.1),
  ),
  { minLength: 1, maxLength: 40 },
);

/** Two passes over all values, ddof 1. */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1));
}

function feed(sigma: Sigma, values: readonly number[]): Sigma {
  for (const value of values) sigma.update(value);
  return sigma;
}

describe('sigma', () => {
  it('expanding is the deviation of all changes, known from two on', () => {
    expect(feed(new ExpandingSigma(), [1]).value).toBeNaN();
    fc.assert(
      fc.property(changes, (values) => {
        fc.pre(values.length > 1);
        expect(feed(new ExpandingSigma(), values).value).toBeCloseTo(deviation(values), 12);
      }),
    );
  });

  it('rolling is the deviation of the last changes, known from the minimum on', () => {
    fc.assert(
      fc.property(changes, fc.integer({ min: 2, max: 9 }), (values, bars) => {
        const { value } = feed(new RollingSigma(bars, 2), values);
        if (values.length < 2) expect(value).toBeNaN();
        else expect(value).toBeCloseTo(deviation(values.slice(-bars)), 12);
        expect(Number.isNaN(feed(new RollingSigma(bars, bars), values).value)).toBe(values.length < bars);
      }),
    );
  });

  it('rolling is exactly 0 where all changes are the same', () => {
    expect(feed(new RollingSigma(20, 20), Array(33).fill(0.1)).value).toBe(0);
  });

  it('ewma follows its recurrence', () => {
    expect(new EwmaSigma(0.9).value).toBeNaN();
    expect(feed(new EwmaSigma(0.9), [2, -1]).value).toBeCloseTo(Math.sqrt(0.9 * 4 + 0.1), 15);
  });

  it('takes many empty bars as it takes them one by one', () => {
    fc.assert(
      fc.property(changes, fc.nat(30), changes, (before, count, after) => {
        const makers = [
          () => new ExpandingSigma(),
          () => new RollingSigma(7, 2),
          () => new EwmaSigma(0.8),
        ] as const;
        for (const make of makers) {
          const together = feed(make(), before);
          together.zeros(count);
          const single = feed(make(), [...before, ...Array(count).fill(0)]);
          expect(feed(together, after).value).toBeCloseTo(feed(single, after).value, 12);
        }
      }),
    );
  });
});
