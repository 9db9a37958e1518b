// Row kernels against published tables, their definitions, and what must not change them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgument } from '#dualbus/base/errors.js';
import { kernels, type Panel } from '#dualbus/compute/index.js';
import { describeWithShared, readSharedJson } from '../support/shared.js';
import { mean, none, valid, variance } from './support/definitions.js';

function row(values: readonly number[]): Panel {
  return { data: Float64Array.from(values), rows: 1, cols: values.length, rowStride: values.length };
}

/** Without denormal squares, whose digits do not scale. */
const normal = (v: number) => (Math.abs(v) < 1e-100 ? 0 : v);
const value = fc.oneof(
  { weight: 5, arbitrary: fc.double({ min: -50, max: 50, noNaN: true }).map(normal) },
  { weight: 1, arbitrary: fc.constant(none) },
);
const rows = fc.array(value, { minLength: 1, maxLength: 70 });

function expectNear(actual: Float64Array, expected: readonly number[], tolerance: number): void {
  expected.forEach((e, c) => {
    if (Number.isNaN(e)) expect([c, actual[c]]).toEqual([c, none]);
    else expect(Math.abs(actual[c]! - e), `column ${c}`).toBeLessThanOrEqual(tolerance);
  });
}

describe('standardizing kernels', () => {
  it('are their definitions', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 2 }), (x, ddof) => {
        const known = valid(x);
        const centre = mean(known);
        const total = known.reduce((sum, v) => sum + Math.abs(v), 0);
        const spread = Math.max(...known) - Math.min(...known);
        const deviation = Math.sqrt(variance(ddof)(x));
        expectNear(
          kernels.csDemean.runSync(row(x)).data,
          x.map((v) => v - centre),
          1e-12,
        );
        if (total > 1e-9)
          expectNear(
            kernels.csScale.runSync(row(x)).data,
            x.map((v) => v / total),
            1e-12,
          );
        if (spread > 1e-9)
          expectNear(
            kernels.csMinmax.runSync(row(x)).data,
            x.map((v) => (v - Math.min(...known)) / spread),
            1e-12,
          );
        if (!(deviation < 1e-6))
          expectNear(
            kernels.csZscore.runSync(row(x), { ddof }).data,
            x.map((v) => (v - centre) / deviation),
            1e-8,
          );
      }),
    );
  });

  it('know rows of equal, missing and infinite values', () => {
    const flat = row([0.1, 0.1, none, 0.1]);
    expect([...kernels.csDemean.runSync(flat).data]).toEqual([0, 0, none, 0]);
    expect([...kernels.csZscore.runSync(flat).data]).toEqual([none, none, none, none]);
    expect([...kernels.csZscore.runSync(flat, { flat: 'zero' }).data]).toEqual([0, 0, none, 0]);
    expect([...kernels.csMinmax.runSync(flat).data]).toEqual([none, none, none, none]);
    expect([...kernels.csScale.runSync(row([0, none, 0])).data]).toEqual([none, none, none]);
    expect([...kernels.csZscore.runSync(row([none, none])).data]).toEqual([none, none]);
    expect([...kernels.csZscore.runSync(row([1, 2, Infinity])).data]).toEqual([none, none, none]);
    expect(() => kernels.csZscore.runSync(flat, { flat: 'one' as never })).toThrow(InvalidArgument);
  });

  it('do not mind scale, shift or order', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: -8, max: 8 }), (x, k) => {
        const z = kernels.csZscore.runSync(row(x)).data;
        // Powers of two scale exactly.
        expect(kernels.csZscore.runSync(row(x.map((v) => v * 2 ** k))).data).toEqual(z);
        const negative = kernels.csZscore.runSync(row(x.map((v) => -v))).data;
        expectNear(
          negative,
          [...z].map((v) => -v),
          0,
        );
        if (!(variance(1)(x) > 1e-6)) return;
        expectNear(kernels.csZscore.runSync(row(x.map((v) => v + 64))).data, [...z], 1e-8);
        expectNear(kernels.csZscore.runSync(row([...x].reverse())).data.reverse(), [...z], 1e-9);
      }),
    );
  });
});

describe('csWinsorize', () => {
  const x = [5, 1, none, 100, 3, Infinity, 2, -Infinity, 4];

  it('clips at linear quantiles, as numpy', () => {
    // numpy.nanpercentile([1, 2, 3, 4, 5, 100], [10, 90]) = [1.5, 52.5]
    expect([...kernels.csWinsorize.runSync(row(x), { method: 'quantile', limit: 0.1 }).data]).toEqual([
      5,
      1.5,
      none,
      52.5,
      3,
      52.5,
      2,
      1.5,
      4,
    ]);
  });

  it('clips at median absolute deviations and at standard deviations', () => {
    // Median 3.5, deviations 2.5 1.5 0.5 0.5 1.5 96.5, their median 1.5.
    const reach = 2 * 1.4826 * 1.5;
    expectNear(
      kernels.csWinsorize.runSync(row([1, 2, 3, 4, 5, 100]), { method: 'mad', limit: 2 }).data,
      [1, 2, 3, 4, 5, 3.5 + reach],
      1e-14,
    );
    expectNear(
      kernels.csWinsorize.runSync(row([1, 2, 3, 4, 5, 100]), { method: 'sigma', limit: 1 }).data,
      [1, 2, 3, 4, 5, 19.166666666666668 + Math.sqrt(variance(1)([1, 2, 3, 4, 5, 100]))],
      1e-12,
    );
  });

  it('leaves a row without finite values as it is', () => {
    for (const method of ['quantile', 'mad', 'sigma'] as const)
      expect([...kernels.csWinsorize.runSync(row([none, Infinity]), { method, limit: 0.3 }).data]).toEqual([
        none,
        Infinity,
      ]);
  });

  it('refuses limits out of range', () => {
    const refuse = (method: never, limit: number) => () =>
      kernels.csWinsorize.runSync(row(x), { method, limit });
    expect(refuse('quantile' as never, 0.6)).toThrow(/limit/);
    expect(refuse('mad' as never, -1)).toThrow(/limit/);
    expect(refuse('sigma' as never, none)).toThrow(/limit/);
    expect(refuse('box' as never, 0.1)).toThrow(/method/);
  });
});

interface Example {
  x: (number | null)[];
  out: (number | null)[];
  group?: string;
  p?: number;
}
interface Tables {
  polars_ta: Record<'cs_rank_dense_pct' | 'cs_scale' | 'cs_scale_down', Example>;
  toraniko: Record<'winsorize' | 'winsorize_nan' | 'winsorize_group' | 'center_std', Example>;
}

describeWithShared('published tables', () => {
  const { polars_ta, toraniko } = readSharedJson<Tables>('expected', 'cross_section_small.json');

  /** Applies the kernel to each group of the example by itself. */
  function expectExample({ x, out, group }: Example, run: (row: Panel) => Panel, tolerance = 1e-12): void {
    const groups = group ?? 'A'.repeat(x.length);
    for (const name of new Set(groups)) {
      const pick = (values: (number | null)[]) =>
        values.filter((_, c) => groups[c] === name).map((v) => v ?? none);
      expectNear(run(row(pick(x))).data, pick(out), tolerance);
    }
  }

  it('of polars_ta', () => {
    expectExample(polars_ta.cs_scale, (x) => kernels.csScale.runSync(x), 5e-7);
    expectExample(polars_ta.cs_scale_down, (x) => kernels.csMinmax.runSync(x));
    expectExample(polars_ta.cs_rank_dense_pct, (x) =>
      kernels.csMinmax.runSync(kernels.csRank.runSync(x, { method: 'dense' })),
    );
  });

  it('of toraniko', () => {
    for (const example of [toraniko.winsorize, toraniko.winsorize_nan, toraniko.winsorize_group])
      expectExample(example, (x) =>
        kernels.csWinsorize.runSync(x, { method: 'quantile', limit: example.p! }),
      );
    expectExample(toraniko.center_std, (x) => kernels.csZscore.runSync(x));
  });
});
