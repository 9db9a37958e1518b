// C++ against the reference: the same buckets, the same states, the same bytes of a snapshot, on every instruction set.
import { afterAll, describe, expect, it } from 'vitest';
import { Vpin, type VpinOptions } from '#dualbus/analytics/index.js';
import type { TradeColumns } from '#dualbus/market/index.js';
import { describeWithShared } from '../../support/shared.js';
import {
  compare,
  expectSame,
  expectSameBytes,
  implementations,
  pieces,
  selectImplementation,
} from './engines.js';
import { sharedTrades } from './expected.js';
import { type MarketShape, randomMarket } from './random-market.js';
import { quoteColumns } from './support.js';

const optionSets: Record<string, VpinOptions> = {
  aggressor: { bucketVolume: 60_000, window: 5 },
  'aggressor, small buckets': { bucketVolume: '7000/3', window: 50, cdfWindow: 40 },
  tick: { classifier: 'tick', bucketVolume: 60_000, window: 5 },
  'tick, small buckets': { classifier: 'tick', bucketVolume: '7000/3', window: 50, cdfWindow: 700 },
  quote: { classifier: 'quote', bucketVolume: 9_000, window: 5 },
  'lee-ready with lag': { classifier: 'lee-ready', quoteLagSeconds: 0.005, bucketVolume: 9_000, window: 5 },
  value: { classifier: 'tick', bucketValue: 1e6, window: 5 },
  'short sessions': { classifier: 'tick', bucketVolume: 60_000, sessionGapSeconds: 0.0009, window: 3 },
  'bars of time': {
    classifier: 'bulk-normal',
    barSeconds: 0.01,
    bucketVolume: 9_000,
    window: 5,
    cdfWindow: 40,
  },
  'long bars of time, sigma known': {
    classifier: 'bulk-normal',
    barSeconds: 0.2,
    priceChange: 'in-bar',
    sigma: { fixed: 0.05 },
    bucketVolume: '7000/3',
  },
  'short bars of time from the first trade, empty ones counted': {
    classifier: 'bulk-student-t',
    barSeconds: 0.0004,
    barOrigin: 'first-trade',
    countEmptyBars: true,
    sigma: { ewma: 0.9 },
    bucketVolume: 20_000,
    window: 3,
  },
  'bars of trades': {
    classifier: 'bulk-student-t',
    df: 3.5,
    barTrades: 7,
    sigma: { rolling: 12, minimum: 3 },
    bucketVolume: 5_000,
    window: 4,
  },
  'bars of volume, buckets of value': {
    classifier: 'bulk-normal',
    barVolume: '5000/3',
    bucketValue: 1e6,
    sessionGapSeconds: 0.0009,
    window: 4,
  },
  'bars of value': { classifier: 'bulk-student-t', df: 4000, barValue: 5e5, bucketVolume: 9_000, window: 2 },
  'bars that are buckets': { preset: 'ratio', barSeconds: 0.02, sigma: { rolling: 5 }, window: 4 },
};

const shapes: Record<string, MarketShape> = {
  'one instrument': { instruments: 1 },
  'one instrument, rows that are no trades': { instruments: 1, oddities: 0.02 },
  'one instrument, hostile rows': { instruments: 1, oddities: 0.3 },
  'long runs of three': { instruments: 3, run: 40, oddities: 0.005 },
  'forty interleaved, with quotes': { instruments: 40, oddities: 0.02, quotes: true },
  'ids that are large': { instruments: 5, run: 3, firstId: 4_000_000_000 },
};

describe.skipIf(implementations.length === 0)('the implementation in C++', () => {
  afterAll(() => {
    selectImplementation();
  });

  for (const implementation of implementations) {
    describe(implementation, () => {
      it.each(Object.entries(shapes))('%s', (_name, shape) => {
        selectImplementation(implementation);
        const market = randomMarket(shape, 4_000, 11);
        for (const options of Object.values(optionSets)) {
          const whole = compare(options, [market]);
          const cut = compare(options, pieces(market, 30, 5));
          expectSameBytes(cut, whole);
        }
      });
    });
  }

  it('takes over and gives back a state in the middle, bit for bit', () => {
    const market = pieces(randomMarket({ instruments: 3, run: 40, oddities: 0.01 }, 4_000, 3), 9, 2);
    for (const options of Object.values(optionSets)) {
      const straight = new Vpin(options, { backend: 'reference' });
      let wandering = new Vpin(options, { backend: 'cpu' });
      market.forEach((batch, i) => {
        expectSame(wandering.push(batch), straight.push(batch));
        wandering = Vpin.restore(wandering.snapshot(), { backend: i % 2 === 0 ? 'reference' : 'cpu' });
      });
      expectSame(wandering.close(), straight.close());
      expectSameBytes(wandering, straight);
    }
  });

  it('takes finer exponents and other bucket sizes in the middle', () => {
    const coarse = randomMarket({ instruments: 3, run: 9 }, 3_000, 3);
    const finer = [...coarse.instruments.values()].map((one) => ({
      ...one,
      priceExponent: one.priceExponent - 2,
      sizeExponent: one.sizeExponent - 1,
    }));
    const fine = { ...coarse, instruments: new Map(finer.map((one) => [one.id, one])) };
    for (const options of Object.values(optionSets)) {
      const both = (['reference', 'cpu'] as const).map((backend) => new Vpin(options, { backend }));
      const push = (batch: TradeColumns): void => {
        const [expected, actual] = both.map((vpin) => vpin.push(batch));
        expectSame(actual, expected);
      };
      push(coarse);
      push(fine);
      if (options.bucketVolume !== undefined) for (const vpin of both) vpin.resize('S1', '1000/3');
      push(coarse);
      expect(both[1].states()).toEqual(both[0].states());
      expectSameBytes(both[1], both[0]);
    }
  });

  it('takes quotes between the trades', () => {
    const market = randomMarket({ instruments: 1 }, 2_000, 7);
    const quotes = quoteColumns(
      Array.from({ length: 50 }, (_, i) => ({ time: i * 1e6, bid: 9_990 + i, ask: 10_010 - i })),
      market.instruments.get(0),
    );
    for (const classifier of ['tick', 'quote', 'lee-ready'] as const)
      for (const quoteLagSeconds of [0, 0.01]) {
        const options: VpinOptions = { classifier, quoteLagSeconds, bucketVolume: 9_000, window: 3 };
        const found = (['reference', 'cpu'] as const).map((backend) => {
          const vpin = new Vpin(options, { backend });
          const buckets = pieces(market, 5, 1).flatMap((batch) => {
            vpin.push(quotes);
            return [...vpin.push(batch)];
          });
          return { buckets, snapshot: vpin.snapshot() };
        });
        expect(found[1]).toEqual(found[0]);
      }
  });

  it('refuses what the reference refuses, and has taken the rows before', () => {
    const market = randomMarket({ instruments: 1 }, 100, 7);
    market.size[60] = 2 ** 52;
    for (const [options, problem] of [
      [{ bucketVolume: '1000/3' }, /counted in 1\/3/],
      [{ bucketVolume: 1 }, /more than 1048576 buckets of 1/],
      [{ bucketVolume: { other: 1 } }, /no value for S0/],
    ] as const) {
      const errors = (['reference', 'cpu'] as const).map((backend) => {
        const vpin = new Vpin(options, { backend });
        expect(() => vpin.push(market)).toThrow(problem);
        return vpin.state('S0')?.openVolumeExact;
      });
      expect(errors[1]).toEqual(errors[0]);
    }
    const vpin = new Vpin({ bucketVolume: 1, window: 1, cdfWindow: 0 }, { backend: 'cpu' });
    expect(() => vpin.push({ ...market, instruments: new Map() })).toThrow(/not in the table/);
  });

  it('is not used below the crossover, and gives the same there', () => {
    const market = pieces(randomMarket({ instruments: 2 }, 300, 9), 120, 3);
    const [forced, chosen] = [{ backend: 'cpu' }, {}].map((choice) => {
      const vpin = new Vpin(optionSets.tick, choice as { backend?: 'cpu' });
      return [market.flatMap((batch) => [...vpin.push(batch)]), vpin.snapshot()];
    });
    expect(chosen).toEqual(forced);
  });
});

const files = [
  ['binance_hft/usdm_btcusdt_20240808_trades.csv.gz', 5],
  ['binance_hft/usdm_ethusdt_20240808_trades.csv.gz', 30],
  ['binance_hft/spot_btcusdt_20240808_trades.csv.gz', 0.5],
  ['binance_hft/spot_btcusdt_20240809_trades.csv.gz', 0.5],
  ...['07', '08', '09', '10', '11'].map((day) => [`lean_equity_tick/bac_201310${day}_trade.zip`, 500_000]),
] as [string, number][];

describeWithShared('C++ and the reference on real trades', () => {
  it.each(files)('%s', async (file, bucketVolume) => {
    const batches = await sharedTrades(file);
    for (const options of [
      { bucketVolume },
      { bucketVolume, classifier: 'tick' },
      { bucketVolume: `${bucketVolume}/7`, classifier: 'lee-ready' },
      { bucketVolume, preset: 'elo2012', barSeconds: 1 },
      {
        bucketVolume,
        classifier: 'bulk-student-t',
        barTrades: 40,
        sigma: { rolling: 100 },
        priceChange: 'in-bar',
      },
    ] as const)
      compare(options, batches);
  });
});
