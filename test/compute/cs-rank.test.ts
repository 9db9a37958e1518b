import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgument } from '#dualbus/base/errors.js';
import { type CsRankArgs, kernels, type RankMethod, type RankScale } from '#dualbus/compute/index.js';
import { describeWithShared, readSharedJson } from '../support/shared.js';

const none = Number.NaN;

function rank(row: readonly number[], args: CsRankArgs = {}): number[] {
  const data = Float64Array.from(row);
  return [...kernels.csRank.runSync({ data, rows: 1, cols: row.length, rowStride: row.length }, args).data];
}

describe('csRank', () => {
  // As Series([3, 1, 3, nan, 2, 3]).rank(method=...) of pandas, whose "first" is `ordinal`.
  it.each<[RankMethod, number[]]>([
    ['average', [4, 1, 4, none, 2, 4]],
    ['min', [3, 1, 3, none, 2, 3]],
    ['max', [5, 1, 5, none, 2, 5]],
    ['dense', [3, 1, 3, none, 2, 3]],
    ['ordinal', [3, 1, 4, none, 2, 5]],
  ])('%s', (method, expected) => {
    expect(rank([3, 1, 3, none, 2, 3], { method })).toEqual(expected);
  });

  it.each<[CsRankArgs, number[]]>([
    [{ scale: 'pct' }, [0.625, 0.25, none, 0.625, 1]],
    [{ scale: 'centred' }, [0.5, 0.125, none, 0.5, 0.875]],
    [{ method: 'dense', scale: 'pct' }, [2 / 3, 1 / 3, none, 2 / 3, 1]],
  ])('scaled by %o', (args, expected) => {
    expect(rank([5, 2, none, 5, 9], args)).toEqual(expected);
  });

  it('puts infinities at the ends and takes -0 for 0', () => {
    expect(rank([Infinity, 0, -Infinity, -0, 1e308, 5e-324])).toEqual([6, 2.5, 1, 2.5, 5, 4]);
  });

  it('keeps rows of nothing but missing values, and single values', () => {
    expect(rank([none, none])).toEqual([none, none]);
    expect(rank([none, 7], { scale: 'pct' })).toEqual([none, 1]);
  });

  it('counts what is smaller and what is equal', () => {
    const value = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double(), fc.constant(none));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 120 }), (row) => {
        const less = (x: number) => row.filter((y) => y < x).length;
        const equal = (x: number) => row.filter((y) => y === x).length;
        const orMissing = (f: (x: number) => number) => row.map((x) => (Number.isNaN(x) ? none : f(x)));
        expect(rank(row, { method: 'min' })).toEqual(orMissing((x) => less(x) + 1));
        expect(rank(row, { method: 'max' })).toEqual(orMissing((x) => less(x) + equal(x)));
        expect(rank(row, { method: 'average' })).toEqual(orMissing((x) => less(x) + (equal(x) + 1) / 2));
      }),
    );
  });

  it('does not change under a growing function of the values', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1 }), (row) => {
        const scaled = row.map((x) => x * 2 ** 40);
        for (const method of ['average', 'dense', 'ordinal'] as const)
          expect(rank(scaled, { method })).toEqual(rank(row, { method }));
      }),
    );
  });

  it('refuses methods and scales that it does not know', () => {
    expect(() => rank([1], { method: 'first' as RankMethod })).toThrow(InvalidArgument);
    expect(() => rank([1], { scale: 'percent' as RankScale })).toThrow(
      /scale: must be one of rank, pct, centred/,
    );
  });
});

describeWithShared('csRank against polars_ta', () => {
  it('gives its dense rank, which it scales to [0, 1]', () => {
    const tables = readSharedJson<{
      polars_ta: { cs_rank_dense_pct: { x: (number | null)[]; out: (number | null)[] } };
    }>('expected', 'cross_section_small.json');
    const { x, out } = tables.polars_ta.cs_rank_dense_pct;
    const dense = rank(
      x.map((value) => value ?? none),
      { method: 'dense' },
    );
    const groups = Math.max(...dense.filter((r) => !Number.isNaN(r)));
    expect(dense.map((r) => (r - 1) / (groups - 1))).toEqual(out.map((value) => value ?? none));
  });
});
