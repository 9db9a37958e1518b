import fc from 'fast-check';
import { type BucketColumns, Vpin, type VpinOptions } from '#dualbus/analytics/index.js';
import type { Instrument, MarketColumns, TradeColumns } from '#dualbus/market/index.js';
import { type TestTrade, tradeColumns } from './support.js';

const start = 1_539_821_493_579_057_000n;
const decimals = 2;

const anyStep = fc.record({
  gap: fc.oneof(
    fc.constant(0),
    fc.nat(0.6e9),
    fc.nat(20e9),
    fc.nat(400e9),
    fc.constantFrom(2.5 * 86_400e9, 200 * 86_400e9),
  ),
  price: fc.integer({ min: 9_900, max: 10_100 }),
  size: fc.oneof(fc.nat(4_000), fc.nat(4_000), fc.constantFrom(0, -3, Number.NaN, 25_000)),
  side: fc.constantFrom(1, -1, 0),
  spread: fc.nat(3),
  instrument: fc.constantFrom(0, 0, 0, 7),
});

/**
 * Trades of two instruments in hundredths, with ties, zero sizes, rows that are no trades, and gaps up to months. The
 * first ones have whole prices and sizes, so that decimals come later.
 */
export const anyTrades = fc
  .tuple(fc.array(anyStep, { minLength: 8, maxLength: 60, size: 'max' }), fc.nat(60))
  .map(([steps, wholes]): TestTrade[] => {
    let time = start;
    return steps.map(({ gap, spread, price, size, ...trade }, i) => {
      time += BigInt(gap);
      const unit = i < wholes ? 100 : 1;
      const rounded = Math.round(price / unit) * unit;
      return {
        ...trade,
        time,
        price: rounded,
        size: Math.round(size / unit) * unit,
        bid: rounded - spread * unit,
        ask: rounded + 2 * unit,
      };
    });
  });

/** Where batches end, as shares of the whole. */
export const anyCuts = fc.array(
  fc.nat(99).map((percent) => percent / 100),
  { minLength: 1, maxLength: 12, size: 'max' },
);

const symbols = new Map([
  [0, 'AAA'],
  [7, 'BBB'],
]);

/** In the finest decimals, as one batch if offsets allow. */
export function whole(trades: readonly TestTrade[]): TradeColumns[] {
  return batches(trades, instrumentsFor(trades));
}

/** As few batches as keep offsets below 2^53 ns. */
function batches(trades: readonly TestTrade[], instruments: readonly Instrument[]): TradeColumns[] {
  const found: TradeColumns[] = [];
  for (let from = 0; from < trades.length; ) {
    const base = BigInt(trades[from].time);
    const end = trades.findIndex(({ time }) => BigInt(time) - base >= 2n ** 53n);
    const to = end < 0 ? trades.length : end;
    found.push(tradeColumns(trades.slice(from, to), instruments, base));
    from = to;
  }
  return found;
}

/**
 * The same trades cut at the given places. As with a reader of files, each batch has its own time base and only as
 * many decimals as its trades and the ones before it need.
 */
export function cut(trades: readonly TestTrade[], shares: readonly number[]): TradeColumns[] {
  const places = [0, ...shares.map((share) => Math.floor(share * trades.length)), trades.length].sort(
    (a, b) => a - b,
  );
  return places.slice(1).flatMap((to, i) => {
    const batch = trades.slice(places[i], to);
    const instruments = instrumentsFor(trades.slice(0, to), true);
    const coarser = (trade: TestTrade, pick: 'priceExponent' | 'sizeExponent'): number => {
      const instrument = instruments.find(({ id }) => id === trade.instrument);
      return 10 ** (decimals + (instrument?.[pick] ?? -decimals));
    };
    const scaled = batch.map((trade) => {
      const ticks = coarser(trade, 'priceExponent');
      return {
        ...trade,
        price: trade.price / ticks,
        bid: trade.bid! / ticks,
        ask: trade.ask! / ticks,
        size: trade.size / coarser(trade, 'sizeExponent'),
      };
    });
    return batches(scaled, instruments);
  });
}

function instrumentsFor(trades: readonly TestTrade[], coarse = false): Instrument[] {
  return [...symbols].map(([id, symbol]) => {
    const own = trades.filter((trade) => trade.instrument === id);
    const prices = own.flatMap(({ price, bid, ask }) => [price, bid!, ask!]);
    const sizes = own.map(({ size }) => size).filter((size) => !Number.isNaN(size));
    return {
      id,
      symbol,
      priceExponent: coarse ? -decimalsOf(prices) : -decimals,
      sizeExponent: coarse ? -decimalsOf(sizes) : -decimals,
    };
  });
}

function decimalsOf(values: readonly number[]): number {
  if (values.some((value) => value % 10 !== 0)) return 2;
  return values.some((value) => value % 100 !== 0) ? 1 : 0;
}

/** All buckets of a stream as plain rows, `close()` included. */
export function stream(options: VpinOptions, batches: readonly MarketColumns[]): unknown[] {
  const vpin = new Vpin(options);
  return [...batches.flatMap((batch) => rows(vpin.push(batch))), ...rows(vpin.close()), ...vpin.states()];
}

export function rows(buckets: BucketColumns): unknown[] {
  return [...buckets];
}

/** Options of every kind that a stream can have; the bucket size is no whole number of quantity steps. */
export const streamOptions: Record<string, VpinOptions> = {
  aggressor: { bucketVolume: '1000/7', window: 3 },
  tick: { classifier: 'tick', bucketVolume: '200/3', window: 2 },
  quote: { classifier: 'quote', bucketVolume: 33.3, window: 2 },
  'lee-ready with lag': { classifier: 'lee-ready', quoteLagSeconds: 0.5, bucketVolume: 57, window: 2 },
  elo2012: { preset: 'elo2012', bucketVolume: '100/3', window: 3 },
  'in-bar with empty bars': {
    preset: 'pinstimation',
    barSeconds: 7,
    sigma: 'expanding',
    bucketVolume: { AAA: 41, BBB: 30.5 },
    window: 3,
  },
  'ewma, Student t': { classifier: 'bulk-student-t', sigma: { ewma: 0.9 }, bucketVolume: '64/3', window: 3 },
  'rolling, volume bars': {
    classifier: 'bulk-normal',
    barVolume: '50/3',
    sigma: { rolling: 4, minimum: 2 },
    bucketVolume: 20,
    window: 3,
  },
  'value bars': {
    classifier: 'bulk-normal',
    barValue: 3_000,
    countEmptyBars: true,
    bucketVolume: 20,
    window: 2,
  },
  'value buckets': { classifier: 'aggressor', bucketValue: 1234.5, window: 3 },
  ratio: { preset: 'ratio', sigma: { rolling: 3 }, window: 2 },
};
