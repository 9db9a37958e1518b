// The cases that every VPIN has to decide; small numbers, worked out by hand.
import { describe, expect, it } from 'vitest';
import { AlreadyClosed, LimitExceeded, Vpin, type VpinOptions } from '#dualbus/analytics/index.js';
import { quoteColumns, type TestTrade, tradeColumns } from './support.js';

const second = 1e9;

function run(options: VpinOptions, trades: readonly TestTrade[]) {
  const vpin = new Vpin(options);
  const buckets = [...vpin.push(tradeColumns(trades)), ...vpin.close()];
  return { buckets, state: vpin.states()[0] };
}

const buy = (size: number, time = 0): TestTrade => ({ time, price: 10, size, side: 1 });
const sell = (size: number, time = 0): TestTrade => ({ time, price: 10, size, side: -1 });

describe('buckets', () => {
  const options: VpinOptions = { bucketVolume: 10, window: 2 };

  it('close when exactly full, without a phantom bucket', () => {
    const { buckets, state } = run(options, [buy(10), sell(20)]);
    expect(buckets.map(({ imbalance }) => imbalance)).toEqual([10, -10, -10]);
    expect(state).toMatchObject({ openVolume: 0, openImbalance: 0 });
  });

  it('are filled many at a time, and a crossing trade keeps its side in every part', () => {
    const { buckets, state } = run(options, [sell(4), buy(33), sell(1)]);
    expect(buckets.map(({ imbalance }) => imbalance)).toEqual([2, 10, 10]);
    expect(state).toMatchObject({ openVolume: 8, openImbalance: 6 });
  });

  it('count a trade of unknown side half and half', () => {
    const { buckets } = run(options, [{ ...buy(5), side: 0 }, buy(5)]);
    expect(buckets[0]).toMatchObject({ buyVolume: 7.5, sellVolume: 2.5, imbalance: 5 });
  });

  it('know VPIN from the n-th on, with the mean of |OI|/V and of OI/V', () => {
    const { buckets } = run(options, [buy(10), sell(8), buy(2), sell(10)]);
    expect(buckets.map(({ vpin }) => vpin)).toEqual([Number.NaN, 0.8, 0.8]);
    expect(buckets.map(({ signedVpin }) => signedVpin)).toEqual([Number.NaN, 0.2, -0.8]);
    expect(buckets.map(({ cdf }) => cdf)).toEqual([Number.NaN, Number.NaN, 1]);
  });

  it('show the open bucket as an interim value only', () => {
    const { state } = run(options, [buy(10), sell(8), buy(2), sell(5)]);
    expect(state.vpin).toBe(0.8);
    expect(state.interimVpin).toBeCloseTo((0.6 + 0.5) / 1.5, 15);
    expect(run(options, [buy(5)]).state.interimVpin).toBeNaN();
  });

  it('start and end with their trades and last as long as trading did', () => {
    const trades = [buy(10, second), sell(5, 3 * second), buy(5, 4 * second), buy(4, 4 * second + 3600e9)];
    const { buckets } = run(options, [...trades, buy(6, 4 * second + 3601e9)]);
    expect(buckets.map(({ start }) => start)).toEqual([1n, 3n, 3604n].map((s) => s * 1_000_000_000n));
    expect(buckets.map(({ end }) => end)).toEqual([1n, 4n, 3605n].map((s) => s * 1_000_000_000n));
    // The hour without trades is no trading time.
    expect(buckets.map(({ duration }) => duration)).toEqual([0, 3, 1]);
  });

  it('take a late trade as of the latest time, and keep the order of equal times', () => {
    const { buckets } = run(options, [buy(4, 5 * second), sell(6, 2 * second), sell(10, 5 * second)]);
    expect(buckets.map(({ end, imbalance }) => [end, imbalance])).toEqual([
      [5_000_000_000n, -2],
      [5_000_000_000n, -10],
    ]);
  });

  it('refuse what is no trade, and count it', () => {
    const { state } = run(options, [
      { ...buy(3), price: Number.NaN },
      buy(-3),
      buy(Number.NaN),
      buy(0.5),
      buy(Number.POSITIVE_INFINITY),
      buy(0),
      buy(3),
    ]);
    expect(state).toMatchObject({ rejected: 5, trades: 2, openVolume: 3 });
  });

  it('of value are filled with money', () => {
    const { buckets, state } = run({ bucketValue: 100, window: 1 }, [buy(6), sell(6)]);
    expect(buckets.map(({ volume }) => volume)).toEqual([100]);
    expect(buckets[0].imbalance).toBeCloseTo(20, 12);
    expect(state).toMatchObject({ openVolume: 20, openVolumeExact: undefined });
    expect(state.openImbalance).toBeCloseTo(-20, 12);
  });

  it('of several instruments close in the order of the trades', () => {
    const instruments = [0, 7].map((id) => ({ id, symbol: `I${id}`, priceExponent: 0, sizeExponent: 0 }));
    const vpin = new Vpin({ bucketVolume: { I0: 10, I7: 5 }, window: 1 });
    const trades = [buy(5), { ...sell(5), instrument: 7 }, sell(5), { ...buy(5), instrument: 7 }];
    const found = [...vpin.push(tradeColumns(trades, instruments))];
    expect(found.map(({ instrument, index, vpin }) => [instrument, index, vpin])).toEqual([
      ['I7', 0, 1],
      ['I0', 0, 0],
      ['I7', 1, 1],
    ]);
    expect(vpin.state('I7')).toMatchObject({ buckets: 2, bucketVolume: 5 });
    expect(vpin.state('other')).toBeUndefined();
  });
});

describe('time bars', () => {
  const options: VpinOptions = { preset: 'elo2012', bucketVolume: 10, window: 1, sigma: { fixed: 0 } };
  const at = (seconds: number, price: number, size: number): TestTrade => ({
    time: seconds * second,
    price,
    size,
  });

  it('go from close to close, the first one from its first price', () => {
    const trades = [at(0, 10, 5), at(59, 11, 5), at(60, 10, 10), at(130, 10, 10), at(190, 12, 10)];
    const { buckets } = run(options, trades);
    expect(buckets.map(({ imbalance }) => imbalance)).toEqual([10, -10, 0, 10]);
  });

  it('go from first to last price inside', () => {
    const trades = [at(0, 10, 5), at(59, 11, 5), at(60, 10, 10), at(130, 13, 5), at(140, 12, 5)];
    const { buckets } = run({ ...options, priceChange: 'in-bar' }, trades);
    expect(buckets.map(({ imbalance }) => imbalance)).toEqual([10, 0, -10]);
  });

  it('without trades add their time to the open bucket, on days with trades only', () => {
    const day = 86_400;
    const trades = [at(day - 120, 10, 5), at(3 * day + 90, 11, 5)];
    const { buckets } = run(options, trades);
    // The last two minutes of the first day and the first two of the fourth.
    expect(buckets[0].duration).toBe(240);
    expect(buckets[0].start).toBe(BigInt((day - 120) * second));
    expect(buckets[0].end).toBe(BigInt((3 * day + 120) * second));
  });

  it('are split by volume, and their time with it', () => {
    const { buckets, state } = run({ ...options, bucketVolume: 4 }, [at(0, 10, 1), at(30, 11, 9)]);
    expect(buckets.map(({ end }) => end)).toEqual([24_000_000_000n, 48_000_000_000n]);
    expect(buckets.map(({ duration }) => duration)).toEqual([24, 24]);
    expect(state).toMatchObject({ openVolume: 2, openImbalance: 2, pendingVolume: 0 });
  });

  it('hold their volume back until they close', () => {
    const vpin = new Vpin({ ...options, bucketVolume: 4 });
    expect(vpin.push(tradeColumns([at(0, 10, 9)])).length).toBe(0);
    expect(vpin.state('TEST')).toMatchObject({ pendingVolume: 9, openVolume: 0 });
    expect(vpin.close().length).toBe(2);
  });
});

describe('amount bars', () => {
  it('close with the trade that reaches the amount', () => {
    const trades = [1, 2, 3, 4, 5, 6].map((i) => ({ ...buy(i, i * second), price: 10 + i }));
    const bars = (options: VpinOptions): number[] =>
      run({ preset: 'ratio', window: 1, sigma: { fixed: 1 }, ...options }, trades).buckets.map(
        ({ volume }) => volume,
      );
    expect(bars({})).toEqual([1, 2, 3, 4, 5, 6]);
    expect(bars({ barTrades: 4 })).toEqual([10, 11]);
    expect(bars({ barVolume: '11/2' })).toEqual([6, 9, 6]);
    expect(bars({ barValue: 35 })).toEqual([3, 3, 4, 5, 6]);
  });
});

describe('misuse', () => {
  it('is refused after the end', () => {
    const vpin = new Vpin({ bucketVolume: 1 });
    vpin.close();
    expect(() => vpin.push(tradeColumns([buy(1)]))).toThrow(AlreadyClosed);
    expect(() => vpin.close()).toThrow(AlreadyClosed);
  });

  it('is refused for instruments that are not in the table, twice in it, or without a size', () => {
    const vpin = new Vpin({ bucketVolume: { OTHER: 5 } });
    expect(() => vpin.push(tradeColumns([{ ...buy(1), instrument: 9 }]))).toThrow(/9 is not in the table/);
    const twice = [0, 1].map((id) => ({ id, symbol: 'SAME', priceExponent: 0, sizeExponent: 0 }));
    expect(() => vpin.push(tradeColumns([buy(1)], twice))).toThrow(/SAME stands in the table twice/);
    expect(() => vpin.push(tradeColumns([buy(1)]))).toThrow(/bucketVolume: has no value for TEST/);
  });

  it('is refused for bars where single trades are classified', () => {
    const { price: close, size: volume, kind: _kind, ...rest } = tradeColumns([buy(1)]);
    const bars = { ...rest, kind: 'bar', open: close, high: close, low: close, close, volume } as const;
    expect(() => new Vpin({ bucketVolume: 1 }).push(bars)).toThrow(/bars can only be classified in bulk/);
  });

  it('ends before it fills the memory', () => {
    const vpin = new Vpin({ bucketVolume: '1/1000' });
    expect(() => vpin.push(tradeColumns([buy(1e9)]))).toThrow(LimitExceeded);
  });

  it('of quotes is none: rules that do not look at them ignore them', () => {
    const vpin = new Vpin({ bucketVolume: 1 });
    expect(vpin.push(quoteColumns([{ time: 0, bid: 1, ask: 2 }])).length).toBe(0);
    expect(vpin.states()).toEqual([]);
  });
});
