// The published and reproduced outputs of other implementations.
import { expect, it } from 'vitest';
import { Vpin, type VpinOptions } from '#dualbus/analytics/index.js';
import { readBars } from '#dualbus/market/index.js';
import { describeWithShared, readSharedJson, sharedPath } from '../../support/shared.js';
import { expectedColumns, largestDifference, sharedTrades } from './expected.js';
import { tradeColumns } from './support.js';

describeWithShared('preset pinstimation against PINstimation 0.2.0 in R', async () => {
  const options: VpinOptions = { preset: 'pinstimation', barSeconds: 300, bucketsPerDay: 50, window: 50 };
  const trades = await sharedTrades('pinstimation_hfdata.csv.gz');
  const { buckets, instruments, summary } = await Vpin.compute(trades, options);
  const expected = expectedColumns('pin_hf_tb300_b50_n50_buckets.csv.gz');

  it('has every VPIN', () => {
    expect(buckets.length).toBe(3450);
    expect(buckets.vpin.subarray(0, 49).every(Number.isNaN)).toBe(true);
    expect(largestDifference(buckets.vpin, expected.vpin)).toBeLessThan(1e-12);
  });

  it('closes the last bucket exactly', () => {
    expect(instruments[0].openVolumeExact).toEqual({ numerator: 0n, denominator: 1n });
    expect(instruments[0].pendingVolume).toBe(0);
  });

  it('has the volumes and durations of every bucket', () => {
    expect(largestDifference(buckets.buyVolume, expected.agg_bvol)).toBeLessThan(1e-8);
    expect(largestDifference(buckets.sellVolume, expected.agg_svol)).toBeLessThan(1e-8);
    expect(largestDifference(buckets.imbalance.map(Math.abs), expected.aoi)).toBeLessThan(1e-8);
    expect(largestDifference(buckets.duration, expected.duration)).toBeLessThan(1e-6);
  });

  it('has the summary of the package and its bucket size, days and sigma', async () => {
    expect(summary.count).toBe(3401);
    expect(summary.min).toBeCloseTo(0.12858531897496214, 12);
    expect(summary.q1).toBeCloseTo(0.20779699614478672, 12);
    expect(summary.median).toBeCloseTo(0.2519634272343374, 12);
    expect(summary.mean).toBeCloseTo(0.2694824200615823, 12);
    expect(summary.q3).toBeCloseTo(0.31867382379501569, 12);
    expect(summary.max).toBeCloseTo(0.64269297718326657, 12);
    expect(instruments[0]).toMatchObject({ bucketVolume: 4058.9559420289856, days: 69, trades: 100_000 });
    const explicit = await Vpin.calibrate(trades, options);
    expect(explicit.bucketVolume).toEqual({ pinstimation_hfdata: '7001699/1725' });
    const { fixed } = explicit.sigma as { fixed: Record<string, number> };
    expect(fixed.pinstimation_hfdata).toBeCloseTo(0.13368987174383354, 14);
  });

  it('has the means of the other classifications of the same trades', async () => {
    const mean = async (change: VpinOptions): Promise<number> =>
      (await Vpin.compute(trades, { ...options, ...change })).summary.mean;
    expect(await mean({ classifier: 'bulk-student-t', df: 0.25 })).toBeCloseTo(0.1219, 4);
    expect(await mean({ priceChange: 'close-to-close' })).toBeCloseTo(0.268, 3);
    expect(await mean({ sigma: { fixed: 0 } })).toBeCloseTo(0.5773, 4); // the sign of the bar
  });
});

interface MlfinlabSeries {
  close: number[];
  volume: number[];
  buy_volume: (number | null)[];
  vpin_1: (number | null)[];
  vpin_20_ratio_of_sums: (number | null)[];
}

describeWithShared('preset ratio against mlfinlab with the ratio of sums', async () => {
  const expected = readSharedJson<MlfinlabSeries>('expected', 'mlfinlab_bvc_vpin.json');
  const numbers = (values: (number | null)[]): Float64Array =>
    Float64Array.from(values, (v) => v ?? Number.NaN);
  const rows = expected.close.map((close, i) => ({
    time: i * 1e9,
    price: close * 100,
    size: expected.volume[i],
  }));
  const asTrades = tradeColumns(rows, [{ id: 0, symbol: 'ES', priceExponent: -2, sizeExponent: 0 }]);

  it('has every VPIN of window 20 and 1, and every buy volume', async () => {
    const { buckets } = await Vpin.compute(asTrades, { preset: 'ratio' });
    expect(buckets.length).toBe(1000);
    expect(largestDifference(buckets.vpin, numbers(expected.vpin_20_ratio_of_sums))).toBeLessThan(1e-12);
    expect(largestDifference(buckets.buyVolume, numbers(expected.buy_volume))).toBeLessThan(1e-8);
    const single = await Vpin.compute(asTrades, { preset: 'ratio', window: 1 });
    expect(largestDifference(single.buckets.vpin, numbers(expected.vpin_1))).toBeLessThan(1e-12);
  });

  it('has the same from the file of bars', async () => {
    const file = () => readBars(sharedPath('data', 'mlfinpy_dollar_bar_sample.csv'));
    const { buckets } = await Vpin.compute(file, { preset: 'ratio' });
    expect(largestDifference(buckets.vpin, numbers(expected.vpin_20_ratio_of_sums))).toBeLessThan(1e-12);
  });
});
