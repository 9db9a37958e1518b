import { describe, expect, it } from 'vitest';
import { LimitExceeded, Vpin, type VpinOptions } from '#dualbus/analytics/index.js';
import { bulkNormal, bulkStudentT } from '#dualbus/analytics/vpin/classify/bulk.js';
import { quoteColumns, type TestTrade, tradeColumns } from './support.js';

/** The side of every trade, by unit trades in unit buckets. */
function sides(options: VpinOptions, trades: readonly Partial<TestTrade>[]): number[] {
  const vpin = new Vpin({ bucketVolume: 1, window: 1, ...options });
  const columns = tradeColumns(trades.map((trade, i) => ({ time: i, price: 0, size: 1, ...trade })));
  return [...vpin.push(columns)].map(({ imbalance }) => imbalance);
}

const prices = (...values: number[]) => values.map((price) => ({ price }));

describe('the tick rule', () => {
  it('keeps the last change through ties, and knows nothing before one', () => {
    expect(sides({ classifier: 'tick' }, prices(5, 5, 6, 6, 6, 4, 4, 5))).toEqual([0, 0, 1, 1, 1, -1, -1, 1]);
  });

  it('falls back to the quote before a price changed', () => {
    const quoted = prices(5, 5, 4).map((trade) => ({ ...trade, bid: 2, ask: 5 }));
    expect(sides({ classifier: 'tick' }, quoted)).toEqual([1, 1, -1]);
  });

  it('takes no price from a trade without volume or a row that is none', () => {
    const trades = [{ price: 5 }, { price: 9, size: 0 }, { price: Number.NaN }, { price: 6 }];
    expect(sides({ classifier: 'tick' }, trades)).toEqual([0, 1]);
  });
});

describe('the quote rule', () => {
  it('compares with the middle, and knows nothing there or without a quote', () => {
    const trades = [{ price: 6 }, ...prices(6, 5, 4).map((trade) => ({ ...trade, bid: 4, ask: 6 }))];
    expect(sides({ classifier: 'quote' }, trades)).toEqual([0, 1, 0, -1]);
  });
});

describe('Lee and Ready', () => {
  it('ask the quote first and the tick at the middle', () => {
    const quoted = prices(6, 5, 4, 5).map((trade) => ({ ...trade, bid: 4, ask: 6 }));
    expect(sides({ classifier: 'lee-ready' }, quoted)).toEqual([1, -1, -1, 1]);
  });
});

describe('quotes of their own', () => {
  const trade = (time: number, price: number) => tradeColumns([{ time, price, size: 1 }]);
  const side = (vpin: Vpin, time: number, price: number): number =>
    [...vpin.push(trade(time, price))][0].imbalance;

  it('hold from their arrival on, each side until it is replaced', () => {
    const vpin = new Vpin({ classifier: 'quote', bucketVolume: 1, window: 1 });
    vpin.push(quoteColumns([{ time: 0, bid: 10 }]));
    expect(side(vpin, 1, 30)).toBe(0);
    vpin.push(quoteColumns([{ time: 2, ask: 20 }]));
    expect(side(vpin, 2, 16)).toBe(1);
    vpin.push(quoteColumns([{ time: 3, bid: 14 }]));
    expect(side(vpin, 3, 16)).toBe(-1);
  });

  it('hold after the lag', () => {
    const vpin = new Vpin({ classifier: 'quote', quoteLagSeconds: 5, bucketVolume: 1, window: 1 });
    vpin.push(quoteColumns([{ time: 0, bid: 10, ask: 20 }]));
    vpin.push(quoteColumns([{ time: 2e9, bid: 20, ask: 30 }]));
    expect(side(vpin, 5e9 - 1, 16)).toBe(0);
    expect(side(vpin, 5e9, 16)).toBe(1);
    expect(side(vpin, 7e9, 16)).toBe(-1);
  });

  it('are bounded in number', () => {
    const vpin = new Vpin({ classifier: 'quote', quoteLagSeconds: 5, bucketVolume: 1 });
    const many = quoteColumns(Array.from({ length: 2 ** 18 }, (_, time) => ({ time, bid: 1, ask: 2 })));
    expect(() => {
      for (let i = 0; i < 2; i++) vpin.push(many);
    }).toThrow(LimitExceeded);
  });
});

describe('bulk classification', () => {
  it('is the limit where sigma is 0 or not known, and never NaN', () => {
    for (const rule of [bulkNormal, bulkStudentT(0.25)]) {
      for (const sigma of [0, Number.NaN]) {
        expect([-0.1, 0, 5e-324].map((change) => rule(change, sigma))).toEqual([-1, 0, 1]);
      }
      expect(rule(0, 1)).toBe(0);
      expect(rule(1e300, 1e-300)).toBe(1);
    }
  });

  it('is the share of buys minus the share of sells by the distribution', () => {
    expect(bulkNormal(-0.02, 0.01)).toBeCloseTo(2 * 0.022750131948179195 - 1, 15);
    expect(bulkStudentT(0.25)(0.01, 0.01)).toBeCloseTo(2 * 0.644348128962956 - 1, 13);
  });
});
