import { expect, it } from 'vitest';
import { type MarketColumns, readMarketFile, readTrades } from '#dualbus/market/index.js';
import { describeWithShared, sharedPath } from '../support/shared.js';
import { batchesOf } from './reading.js';

const data = (name: string) => sharedPath('data', name);
const lean = (name: string) => data(`lean_equity_tick/${name}.zip`);
const binance = (name: string) => data(`binance_hft/${name}.csv.gz`);

function count(batches: readonly MarketColumns[]): number {
  return batches.reduce((sum, batch) => sum + batch.length, 0);
}

describeWithShared('the files of shared/data', () => {
  const files: [string, number, MarketColumns['kind'], string, number, number][] = [
    [data('mlfinpy_dollar_bar_sample.csv'), 1000, 'bar', 'mlfinpy_dollar_bar_sample', -2, 0],
    [data('pinstimation_hfdata.csv.gz'), 100_000, 'trade', 'pinstimation_hfdata', -4, 0],
    [data('sp500_5yr/sp500_5yr_daily.csv.gz'), 619_040, 'bar', 'AAL', -4, 0],
    [binance('spot_btcusdt_20240808_booktop'), 28_040, 'quote', 'spot_btcusdt', -2, -5],
    [binance('spot_btcusdt_20240809_booktop'), 45_134, 'quote', 'spot_btcusdt', -2, -5],
    [binance('spot_btcusdt_20240808_trades'), 9_757, 'trade', 'spot_btcusdt', -2, -5],
    [binance('usdm_btcusdt_20240808_booktop'), 66_089, 'quote', 'usdm_btcusdt', -1, -3],
    [binance('usdm_btcusdt_20240808_trades'), 21_313, 'trade', 'usdm_btcusdt', -1, -3],
    [binance('usdm_ethusdt_20240808_booktop'), 53_992, 'quote', 'usdm_ethusdt', -2, -3],
    [binance('usdm_ethusdt_20240808_trades'), 14_076, 'trade', 'usdm_ethusdt', -2, -3],
    [lean('bac_20131007_quote'), 476_855, 'quote', 'BAC', -2, 0],
    [lean('bac_20131008_quote'), 576_096, 'quote', 'BAC', -2, 0],
    [lean('ibm_20131007_quote'), 109_067, 'quote', 'IBM', -2, 0],
    [lean('ibm_20131007_trade'), 24_293, 'trade', 'IBM', -2, 0],
  ];
  it.each(files)('%s', async (path, rows, kind, symbol, priceExponent, sizeExponent) => {
    const stream = readMarketFile(path, { session: 'all' });
    const batches = await batchesOf(stream);
    expect(count(batches)).toBe(rows);
    expect(stream.report).toMatchObject({ rows, badRows: 0, filtered: 0 });
    expect(new Set(batches.map((batch) => batch.kind))).toEqual(new Set([kind]));
    expect(batches.at(-1)?.instruments.get(0)).toEqual({ id: 0, symbol, priceExponent, sizeExponent });
    for (const batch of batches)
      expect(batch.timeOffset.every(Number.isSafeInteger) || kind === 'bar').toBe(true);
  });

  const bac = ['07', '08', '09', '10', '11'].map((day) => lean(`bac_201310${day}_trade`));

  it('BAC, five days as one instrument: all trades, and those of regular hours to the share', async () => {
    expect(count(await batchesOf(readTrades(bac, { session: 'all' })))).toBe(573_620);
    const stream = readTrades(bac);
    let shares = 0n;
    for await (const batch of stream) {
      expect(batch.instruments.size).toBe(1);
      for (let at = 0; at < batch.length; at++) shares += BigInt(batch.size[at]);
    }
    expect(shares).toBe(411_213_643n);
    expect(stream.report).toMatchObject({ rows: 564_241, filtered: 573_620 - 564_241 });
  });

  it('New York times become UTC', async () => {
    const [batch] = await batchesOf(readMarketFile(bac[0], { session: 'all' }));
    const first = batch.timeBase + BigInt(batch.timeOffset[0]);
    expect(new Date(Number(first / 1_000_000n)).toISOString()).toBe('2013-10-07T08:00:00.614Z');
  });

  it('BTC spot, two days as one instrument', async () => {
    const days = ['08', '09'].map((day) => binance(`spot_btcusdt_202408${day}_trades`));
    const batches = await batchesOf(readTrades(days));
    expect(count(batches)).toBe(9_757 + 10_147);
    expect(batches.at(-1)?.instruments.size).toBe(1);
    const volume = batches.reduce((sum, batch) => sum + batch.size.reduce((a, b) => a + b), 0);
    expect(volume).toBe(21_203_315 + 22_588_237);
  });

  it('hfdata: the printed binary64 become their decimals', async () => {
    const [batch] = await batchesOf(readTrades(data('pinstimation_hfdata.csv.gz')));
    expect([batch.price[0], batch.bid?.[0], batch.ask?.[0]]).toEqual([154_357, 154_135, 154_357]);
    expect(batch.timeBase + BigInt(batch.timeOffset[0])).toBe(1_539_821_493_579_057_000n);
    expect(batch.instruments.get(0)?.priceExponent).toBe(-4);
  });

  it('an empty open of the S&P panel is missing, not zero', async () => {
    let missing = 0;
    const names = new Set<number>();
    for await (const batch of readMarketFile(data('sp500_5yr/sp500_5yr_daily.csv.gz'))) {
      if (batch.kind !== 'bar') continue;
      missing += batch.open.filter(Number.isNaN).length;
      for (const id of batch.instrument) names.add(id);
    }
    expect([missing, names.size]).toEqual([11, 505]);
  });
});
