// Counts, products, weighted means, regressions on time, deviations and quantiles against their definitions.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgument } from '#dualbus/base/errors.js';
import { kernels } from '#dualbus/compute/index.js';
import { coMoments, type Definition, mean, none, roll, valid } from './support/definitions.js';
import { expectDefinition, expectNear, seriesOf, windows } from './support/series.js';

const series = seriesOf(fc.integer({ min: -400, max: 400 }).map((v) => v / 16));

/** The regression of the valid values on their places in the window. */
function regression(rows: readonly number[]) {
  const places = rows.map((_, i) => i + 1);
  const { xy, xx, yy, count } = coMoments(places, rows);
  const both = places.filter((_, i) => !Number.isNaN(rows[i]!));
  return { xy, xx, yy, count, middle: mean(both) };
}

const slope: Definition = (rows) => {
  const { xy, xx, count } = regression(rows);
  return count < 2 ? none : xy / xx;
};
const rsquare: Definition = (rows) => {
  const { xy, xx, yy, count } = regression(rows);
  return count < 2 || yy === 0 ? none : xy ** 2 / (xx * yy);
};
const residual: Definition = (rows) => {
  const { xy, xx, count, middle } = regression(rows);
  if (count < 2) return none;
  return rows.at(-1)! - (mean(valid(rows)) + (xy / xx) * (rows.length - middle));
};
const wma: Definition = (rows) => {
  let total = 0;
  let weights = 0;
  rows.forEach((v, i) => {
    if (Number.isNaN(v)) return;
    total += (i + 1) * v;
    weights += i + 1;
  });
  return total / weights;
};
const mad: Definition = (rows) => {
  const centre = mean(valid(rows));
  return mean(valid(rows).map((v) => Math.abs(v - centre)));
};
const median: Definition = (rows) => {
  const sorted = valid(rows).sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
};

type Name =
  | 'rollingCount'
  | 'rollingProduct'
  | 'rollingWma'
  | 'rollingSlope'
  | 'rollingRsquare'
  | 'rollingResidual'
  | 'rollingMad'
  | 'rollingMedian';

describe('rolling kernels', () => {
  it.each<[Name, number, Definition]>([
    ['rollingCount', 0, (rows) => valid(rows).filter((v) => v !== 0).length],
    ['rollingWma', 1e-12, wma],
    ['rollingSlope', 1e-10, slope],
    ['rollingRsquare', 1e-9, rsquare],
    ['rollingResidual', 1e-10, residual],
    ['rollingMad', 1e-12, mad],
    ['rollingMedian', 1e-13, median],
  ])('%s is its definition', (name, tolerance, definition) => {
    expectDefinition(kernels[name], series, definition, tolerance);
  });

  it('rollingProduct is its definition, to the last digits', () => {
    fc.assert(
      fc.property(series, windows, (x, window) => {
        const actual = kernels.rollingProduct.runSync(Float64Array.from(x), { window, minCount: 1 });
        roll(x, window, 1, (rows) => valid(rows).reduce((a, b) => a * b, 1)).forEach((e, t) => {
          expectNear(actual.subarray(t, t + 1), [e], 1e-14 * Math.abs(e));
        });
      }),
    );
  });

  it('forgets what left the window: zeros, infinities, outliers', () => {
    const x = Float64Array.of(0, Infinity, 1e300, 2, 3, 4);
    expect(kernels.rollingProduct.runSync(x, { window: 2 })[5]).toBe(12);
    expect(kernels.rollingSlope.runSync(x, { window: 3 })[5]).toBe(1);
    expect(kernels.rollingResidual.runSync(x, { window: 3 })[5]).toBe(0);
    expect(kernels.rollingMad.runSync(x, { window: 3 })[5]).toBeCloseTo(2 / 3, 15);
    expect(kernels.rollingRsquare.runSync(Float64Array.of(7, 7, 7), { window: 3 })[2]).toBe(none);
  });

  // numpy.quantile([3, 1, 4, 1, 5], q)
  it.each([
    [0, 1],
    [0.1, 1],
    [0.4, 2.2],
    [0.9, 4.6],
    [1, 5],
  ])('quantile %d is linear, as numpy', (quantile, expected) => {
    const actual = kernels.rollingQuantile.runSync(Float64Array.of(3, 1, 4, 1, 5), { window: 5, quantile });
    expect(actual[4]).toBeCloseTo(expected, 14);
  });

  it('quantiles take infinities as ends', () => {
    const x = Float64Array.of(-Infinity, 1, Infinity);
    expect(kernels.rollingMedian.runSync(x, { window: 3 })[2]).toBe(1);
    expect(kernels.rollingQuantile.runSync(x, { window: 3, quantile: 1 })[2]).toBe(Infinity);
    expect(() => kernels.rollingQuantile.runSync(x, { window: 3, quantile: 1.1 })).toThrow(InvalidArgument);
  });
});

describe('sma', () => {
  it('is (m x + (n - m) y) / n, beginning with the first value', () => {
    const actual = kernels.sma.runSync(Float64Array.of(4, 8, none, 2), { rows: 4, weight: 1 });
    expect([...actual].slice(0, 3)).toEqual([4, 5, 5]);
    expect(kernels.sma.runSync(Float64Array.of(4, 8, 2), { rows: 4, weight: 1 })[2]).toBe(4.25);
    expect(() => kernels.sma.runSync(Float64Array.of(4), { rows: 4, weight: 5 })).toThrow(/weight/);
    expect(() => kernels.sma.runSync(Float64Array.of(4), { rows: 0 })).toThrow(/rows/);
  });
});

describe('csGroupDemean', () => {
  it('subtracts the mean of the group, and knows what is none', () => {
    const panel = (...values: number[]) => ({
      data: Float64Array.from(values),
      rows: 1,
      cols: values.length,
      rowStride: values.length,
    });
    const x = panel(1, 3, 10, none, 5, 7, 9, 0.1, 0.1);
    const group = panel(0, 0, 1, 1, none, 2, -1, 1.5, 3);
    const { data } = kernels.csGroupDemean.runSync([x, group], { groups: 4 });
    expect([...data]).toEqual([-1, 1, 0, none, none, 0, none, none, 0]);
    expect(() => kernels.csGroupDemean.runSync([x, group], { groups: 0 })).toThrow(/groups/);
  });
});
