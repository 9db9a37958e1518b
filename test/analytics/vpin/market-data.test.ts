// Real trades. The Binance values come from an independent script; bucket volumes follow from the definition.
import { expect, it } from 'vitest';
import { Vpin, type VpinOptions } from '#dualbus/analytics/index.js';
import { describeWithShared } from '../../support/shared.js';
import { sharedTrades } from './expected.js';

const perp = (coin: string): string[] => [`binance_hft/usdm_${coin}usdt_20240808_trades.csv.gz`];
const spotDays = ['20240808', '20240809'].map((day) => `binance_hft/spot_btcusdt_${day}_trades.csv.gz`);
const markets = [
  { name: 'BTCUSDT perpetual', files: perp('btc'), mean: 0.760600564398, tick: 0.76, bvc: 0.711, t: 0.341 },
  { name: 'ETHUSDT perpetual', files: perp('eth'), mean: 0.697994479034, tick: 0.7065, bvc: 0.621, t: 0.275 },
  { name: 'BTCUSDT spot', files: spotDays, mean: 0.656951781673, tick: 0.657, bvc: 0.596, t: 0.278 },
];

describeWithShared('VPIN of Binance trades', () => {
  it.each(markets)('$name', async ({ files, mean, tick, bvc, t }) => {
    const trades = await sharedTrades(...files);
    const sample = await Vpin.compute(trades, { preset: 'aggressor', buckets: 200, window: 50 });
    expect(sample.buckets.length).toBe(200);
    expect(sample.instruments).toHaveLength(1);
    expect(sample.instruments[0].openVolumeExact?.numerator).toBe(0n);
    expect(sample.summary.mean).toBeCloseTo(mean, 12);

    const meanBy = async (options: VpinOptions): Promise<number> =>
      (await Vpin.compute(trades, { buckets: 200, window: 50, ...options })).summary.mean;
    expect(await meanBy({ classifier: 'tick' })).toBeCloseTo(tick, 2);
    const bulk: VpinOptions = {
      barSeconds: 1,
      barOrigin: 'first-trade',
      countEmptyBars: true,
      sigma: 'sample',
    };
    expect(Math.abs((await meanBy({ classifier: 'bulk-normal', ...bulk })) - bvc)).toBeLessThan(1e-3);
    expect(Math.abs((await meanBy({ classifier: 'bulk-student-t', ...bulk })) - t)).toBeLessThan(1e-3);
  });
});

describeWithShared('VPIN of BAC, five days', async () => {
  const trades = await sharedTrades(
    ...[7, 8, 9, 10, 11].map((day) => `lean_equity_tick/bac_201310${String(day).padStart(2, '0')}_trade.zip`),
  );
  const shares = 411_213_643;

  it('has bucket volumes that are exact to the share', async () => {
    const bucketVolume = 1_000_000;
    const { buckets, instruments } = await Vpin.compute(trades, { bucketVolume, classifier: 'tick' });
    expect(buckets.length).toBe(Math.floor(shares / bucketVolume));
    for (const { volume, buyVolume, sellVolume, imbalance } of buckets) {
      expect(volume).toBe(bucketVolume);
      expect(buyVolume + sellVolume).toBe(bucketVolume);
      expect(buyVolume - sellVolume).toBe(imbalance);
    }
    expect(instruments[0]).toMatchObject({ trades: 564_241, openVolume: shares % bucketVolume, days: 5 });
  });

  it('has the bucket borders of the running total', async () => {
    const bucketVolume = 250_000;
    const { buckets } = await Vpin.compute(trades, { bucketVolume, classifier: 'tick' });
    let total = 0;
    let closed = 0;
    for (const { length, size, timeBase, timeOffset } of trades) {
      for (let i = 0; i < length; i++) {
        total += size[i];
        for (; closed < Math.floor(total / bucketVolume); closed++)
          expect(buckets.end[closed]).toBe(timeBase + BigInt(timeOffset[i]));
      }
    }
    expect(closed).toBe(buckets.length);
  });

  it('has the published means', async () => {
    const mean = async (options: VpinOptions): Promise<number> =>
      (await Vpin.compute(trades, { buckets: 250, window: 50, ...options })).summary.mean;
    expect(await mean({ classifier: 'tick' })).toBeCloseTo(0.237, 2);
    const bulk: VpinOptions = { classifier: 'bulk-normal', countEmptyBars: true, sigma: 'sample' };
    expect(await mean({ ...bulk })).toBeCloseTo(0.288, 2);
    expect(await mean({ ...bulk, priceChange: 'in-bar' })).toBeCloseTo(0.32, 2);
    expect(await mean({ ...bulk, classifier: 'bulk-student-t' })).toBeCloseTo(0.127, 2);
  });
});
