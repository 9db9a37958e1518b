import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgument } from '#dualbus/base/errors.js';
import { kernels, newPanel } from '#dualbus/compute/index.js';

const mean = kernels.rollingMean;
const none = Number.NaN;

/** The definition, summed with Neumaier's compensation. */
function naiveMean(x: readonly number[], window: number, minCount: number): number[] {
  return x.map((_, t) => {
    const valid = x.slice(Math.max(0, t + 1 - window), t + 1).filter((value) => !Number.isNaN(value));
    let sum = 0;
    let lost = 0;
    for (const value of valid) {
      const next = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
    }
    return valid.length < minCount ? none : (sum + lost) / valid.length;
  });
}

describe('rollingMean', () => {
  it('is missing until the window is full, and then the mean of the window', () => {
    const x = Float64Array.of(1, 2, 3, 4, 5, 6, 7);
    expect([...mean.runSync(x, { window: 3 })]).toEqual([none, none, 2, 3, 4, 5, 6]);
  });

  it('skips missing values down to minCount', () => {
    const x = Float64Array.of(none, 2, none, 6, none, none, none, 1);
    expect([...mean.runSync(x, { window: 3, minCount: 1 })]).toEqual([none, 2, 2, 4, 6, 6, none, 1]);
    expect([...mean.runSync(x, { window: 3, minCount: 2 })]).toEqual([
      none,
      none,
      none,
      4,
      none,
      none,
      none,
      none,
    ]);
  });

  it('is the definition to 1e-13 for random series, windows and gaps', () => {
    const value = fc.oneof(
      { weight: 6, arbitrary: fc.double({ min: -1e3, max: 1e3, noNaN: true }) },
      { weight: 1, arbitrary: fc.constantFrom(none, 0, 1e9) },
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 12 }),
        (x, window) => {
          const actual = mean.runSync(Float64Array.from(x), { window, minCount: 1 });
          naiveMean(x, window, 1).forEach((expected, t) => {
            const span = x
              .slice(Math.max(0, t + 1 - window), t + 1)
              .map((v) => (Number.isNaN(v) ? 0 : Math.abs(v)));
            if (Number.isNaN(expected)) expect(actual[t]).toBeNaN();
            else expect(Math.abs(actual[t]! - expected)).toBeLessThanOrEqual(1e-13 * Math.max(1e-3, ...span));
          });
        },
      ),
    );
  });

  it('is exact on a constant window, whatever stood before it', () => {
    const x = Float64Array.of(1e300, -1e16, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1);
    expect([...mean.runSync(x, { window: 3 })].slice(4)).toEqual([0.1, 0.1, 0.1, 0.1]);
  });

  it('forgets infinities when they leave', () => {
    const x = Float64Array.of(1, Infinity, 2, -Infinity, 3, 4, 5);
    const result = [...mean.runSync(x, { window: 2 })];
    expect(result).toEqual([none, Infinity, Infinity, -Infinity, -Infinity, 3.5, 4.5]);
    expect(mean.runSync(Float64Array.of(Infinity, -Infinity), { window: 2 })[1]).toBeNaN();
  });

  it('treats every column of a panel as a series of its own', () => {
    const panel = newPanel(6, 3);
    panel.data.forEach((_, i) => {
      panel.data[i] = i * i;
    });
    const result = mean.runSync(panel, { window: 4, minCount: 2 });
    for (let c = 0; c < 3; c++) {
      const column = Float64Array.from({ length: 6 }, (_, r) => panel.data[r * 3 + c]!);
      const alone = mean.runSync(column, { window: 4, minCount: 2 });
      expect([...alone]).toEqual(Array.from({ length: 6 }, (_, r) => result.data[r * 3 + c]));
    }
  });

  it('takes a window longer than the data, without memory for it', () => {
    const x = Float64Array.of(2, 4, 9);
    expect([...mean.runSync(x, { window: 2 ** 32 - 1, minCount: 2 })]).toEqual([none, 3, 5]);
    expect([...mean.runSync(x, { window: 4 })]).toEqual([none, none, none]);
  });

  it.each([
    [{ window: 0 }, /window: must be an integer from 1/],
    [{ window: 2.5 }, /window/],
    [{ window: 2 ** 32 }, /window/],
    [{ window: Number.NaN }, /window/],
    [{ window: 5, minCount: 0 }, /minCount: must be an integer from 1 to 5/],
    [{ window: 5, minCount: 6 }, /minCount/],
  ])('refuses %o', (args, message) => {
    expect(() => mean.runSync(new Float64Array(3), args)).toThrow(InvalidArgument);
    expect(() => mean.runSync(new Float64Array(3), args)).toThrow(message);
  });
});
