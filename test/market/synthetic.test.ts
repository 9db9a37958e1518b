import { describe, expect, it } from 'vitest';
import { ExactnessLost, InvalidArgument } from '#dualbus/base/errors.js';
import {
  arrivalRates,
  type DayType,
  type QuoteColumns,
  SyntheticMarket,
  type TradeColumns,
} from '#dualbus/market/index.js';
import { Prng } from '#dualbus/market/synthetic/prng.js';

const model = { alpha: 0.5, delta: 0.3, mu: 300, epsilon: 200, theta: 0.5, eta: 250, jump: 0.05 };
const dayTypes: readonly DayType[] = ['none', 'bad', 'good', 'busy'];

interface Trade {
  day: number;
  time: bigint;
  side: number;
  price: number;
}

const sessionStart = Date.UTC(2024, 0, 2, 14, 30);

/** Trades of each instrument, from a market of unit trades. */
function tradesOf(market: SyntheticMarket): Trade[][] {
  const trades: Trade[][] = [...market.instruments.keys()].map(() => []);
  for (const batch of market) {
    if (batch.kind !== 'trade') continue;
    for (let at = 0; at < batch.length; at++) {
      expect(batch.size[at]).toBe(1);
      const time = batch.timeBase + BigInt(batch.timeOffset[at]);
      const day = Math.floor((Number(time / 1_000_000n) - sessionStart) / 86_400_000);
      trades[batch.instrument[at]].push({ day, time, side: batch.side[at], price: batch.price[at] / 1e4 });
    }
  }
  return trades;
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** Probabilities of B = 0, ..., n for B ~ Bin(n, p). */
function binomial(n: number, p: number): number[] {
  const probabilities = [(1 - p) ** n];
  for (let k = 1; k <= n; k++) probabilities.push((probabilities[k - 1] * (n - k + 1) * p) / (k * (1 - p)));
  return probabilities;
}

describe('the synthetic market', () => {
  const market = new SyntheticMarket({ seed: 2012, days: 1500, instruments: 1, ...model });
  const [trades] = tradesOf(market);

  it('has the day types of its model', () => {
    const share = (type: DayType) => mean(market.truth.map((day) => (day.type === type ? 1 : 0)));
    const expected = { none: 0.25, bad: 0.15, good: 0.35, busy: 0.25 };
    for (const type of dayTypes) {
      const p = expected[type];
      expect(Math.abs(share(type) - p)).toBeLessThan(3 * Math.sqrt((p * (1 - p)) / market.truth.length));
    }
  });

  it.each(dayTypes)('has Poisson arrivals at the rates of the model: %s', (type) => {
    const days = market.truth.filter((day) => day.type === type);
    const rate = arrivalRates(model, type);
    for (const [counts, expected] of [
      [days.map((day) => day.buys), rate.buy],
      [days.map((day) => day.sells), rate.sell],
      [days.map((day) => day.informed), type === 'good' || type === 'bad' ? model.mu : 0],
    ] as [number[], number][]) {
      expect(Math.abs(mean(counts) - expected)).toBeLessThanOrEqual(3 * Math.sqrt(expected / days.length));
      if (expected === 0) continue;
      // Variance = mean: the index of dispersion is chi-square with n - 1 degrees, over n - 1.
      const dispersion =
        counts.reduce((sum, x) => sum + (x - mean(counts)) ** 2, 0) / mean(counts) / (days.length - 1);
      expect(Math.abs(dispersion - 1)).toBeLessThan(3 * Math.sqrt(2 / (days.length - 1)));
    }
  });

  it.each(dayTypes)('has the imbalance of the binomial law in buckets of unit trades: %s', (type) => {
    const n = 50;
    const { buy, sell } = arrivalRates(model, type);
    const law = binomial(n, buy / (buy + sell)).map((p, b) => [p, Math.abs(2 * b - n) / n]);
    const expected = law.reduce((sum, [p, x]) => sum + p * x, 0);
    const variance = law.reduce((sum, [p, x]) => sum + p * (x - expected) ** 2, 0);
    const imbalances: number[] = [];
    for (const { day } of market.truth.filter((d) => d.type === type)) {
      const sides = byDay[day] ?? [];
      for (let from = 0; from + n <= sides.length; from += n)
        imbalances.push(Math.abs(sides.slice(from, from + n).reduce((a, b) => a + b, 0)) / n);
    }
    expect(imbalances.length).toBeGreaterThan(1000);
    expect(Math.abs(mean(imbalances) - expected)).toBeLessThan(3 * Math.sqrt(variance / imbalances.length));
  });
  const byDay: number[][] = [];
  for (const { day, side } of trades) {
    byDay[day] ??= [];
    byDay[day].push(side);
  }

  it('counts its trades in the truth', () => {
    for (const day of market.truth) {
      expect(byDay[day.day].filter((side) => side > 0)).toHaveLength(day.buys);
      expect(byDay[day.day].filter((side) => side < 0)).toHaveLength(day.sells);
    }
  });

  it('trades at expectations of the value: mean and spread of value less price fit', () => {
    const after = market.truth.map((day) => day.valueAfter);
    const before = market.truth.map((day) => day.valueBefore);
    // One trade per day is one independent draw: the tenth, and the last one.
    const firstOf = new Map<number, number[]>();
    for (const { day, price } of trades) {
      const seen = firstOf.get(day) ?? [];
      seen.push(price);
      firstOf.set(day, seen);
    }
    for (const pick of [9, -1]) {
      const errors = [...firstOf].map(([day, prices]) => ((prices.at(pick) ?? 0) - after[day]) / before[day]);
      const spread = Math.sqrt(mean(errors.map((error) => error ** 2)));
      expect(Math.abs(mean(errors))).toBeLessThan((3 * spread) / Math.sqrt(errors.length));
      if (pick === -1) expect(spread).toBeLessThan(0.1 * model.jump);
    }
  });

  it('values walk by the news', () => {
    market.truth.forEach((day, k) => {
      const step = { none: 0, busy: 0, good: 0.3 * 0.05, bad: -0.7 * 0.05 }[day.type];
      expect(day.valueAfter).toBeCloseTo(day.valueBefore * (1 + step), 10);
      if (k > 0) expect(day.valueBefore).toBe(market.truth[k - 1].valueAfter);
    });
  });
});

describe('several instruments', () => {
  const options = {
    seed: 7n,
    days: 3,
    quotes: true,
    batchRows: 500,
    instruments: [{ symbol: 'A' }, { symbol: 'B', mu: 900, value: 20 }, { symbol: 'C', epsilon: 100 }],
  };

  it('come in time order; quotes before the trades that meet them', () => {
    let last = 0n;
    const quotes = new Map<number, [bigint, number, number][]>();
    for (const batch of new SyntheticMarket(options)) {
      for (let at = 0; at < batch.length; at++) {
        const time = batch.timeBase + BigInt(batch.timeOffset[at]);
        if (batch.kind === 'quote') {
          const seen = quotes.get(batch.instrument[at]) ?? [];
          seen.push([time, batch.bid[at], batch.ask[at]]);
          quotes.set(batch.instrument[at], seen);
          continue;
        }
        expect(time).toBeGreaterThanOrEqual(last);
        last = time;
        const [quoteTime, bid, ask] = prevailing(quotes.get(batch.instrument[at])!, time);
        expect([quoteTime, bid, ask]).toEqual([time, batch.bid?.[at], batch.ask?.[at]]);
        expect(batch.price[at]).toBe(batch.side[at] > 0 ? ask : bid);
        expect(ask).toBeGreaterThanOrEqual(bid);
      }
    }
  });

  it('the same seed gives the same market, iterated again or made again; another seed another one', () => {
    const market = new SyntheticMarket(options);
    const once = flatten(market);
    expect(flatten(market)).toEqual(once);
    expect(flatten(new SyntheticMarket(options))).toEqual(once);
    expect(flatten(new SyntheticMarket({ ...options, batchRows: 7 }))).toEqual(once);
    expect(flatten(new SyntheticMarket({ ...options, seed: 8n }))).not.toEqual(once);
    expect(once.slice(0, 3).map(({ price }) => price)).toMatchInlineSnapshot(`
      [
        998273,
        199523,
        995932,
      ]
    `);
  });

  it('sizes have the mean that is asked for', () => {
    let [trades, volume] = [0, 0];
    for (const batch of new SyntheticMarket({ seed: 1, days: 20, meanSize: 80 })) {
      if (batch.kind !== 'trade') continue;
      trades += batch.length;
      volume += batch.size.reduce((a, b) => a + b);
    }
    expect(Math.abs(volume / trades - 80)).toBeLessThan((3 * 80) / Math.sqrt(trades));
  });

  it('refuses options out of their range', () => {
    const make = (more: object) => () => new SyntheticMarket({ seed: 1, days: 1, ...more });
    for (const more of [
      { days: 0 },
      { seed: 0.5 },
      { alpha: 1.1 },
      { epsilon: 0 },
      { mu: Number.NaN },
      { instruments: 0 },
      { instruments: [] },
      { instruments: [{ symbol: 'A' }, { symbol: 'A' }] },
      { meanSize: 0 },
      { jump: 1 },
      { priceDecimals: 13 },
      { sessionSeconds: 90_000 },
      { batchRows: 0 },
      { start: new Date('?') },
    ]) {
      // biome-ignore format: a table
      expect(make(more), JSON.stringify(more)).toThrow(InvalidArgument);
    }
    const dear = new SyntheticMarket({
      seed: 1,
      days: 1,
      priceDecimals: 12,
      instruments: [{ symbol: 'A', value: 1e6 }],
    });
    expect(() => flatten(dear)).toThrow(ExactnessLost);
  });
});

describe('Prng', () => {
  it('is xoshiro128** (values of the reference implementation)', () => {
    const prng = Prng.fromState([1, 2, 3, 4]);
    expect(Array.from({ length: 6 }, () => prng.uint32())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492,
    ]);
  });
});

function prevailing(quotes: readonly [bigint, number, number][], time: bigint): [bigint, number, number] {
  return quotes.filter(([at]) => at <= time).at(-1)!;
}

function flatten(market: Iterable<TradeColumns | QuoteColumns>) {
  const rows: { kind: string; time: bigint; instrument: number; price: number; size: number }[] = [];
  for (const batch of market) {
    for (let at = 0; at < batch.length; at++) {
      const time = batch.timeBase + BigInt(batch.timeOffset[at]);
      const [price, size] =
        batch.kind === 'trade' ? [batch.price[at], batch.size[at]] : [batch.bid[at], batch.bidSize[at]];
      rows.push({ kind: batch.kind, time, instrument: batch.instrument[at], price, size });
    }
  }
  const order = (kind: string) => rows.filter((row) => row.kind === kind);
  return [...order('quote'), ...order('trade')];
}
