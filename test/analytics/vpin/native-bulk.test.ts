// What only the bulk classifiers have, in C++ as in the reference: finished bars, distributions, bars without an end.
import { describe, expect, it } from 'vitest';
import { Vpin, type VpinOptions } from '#dualbus/analytics/index.js';
import type { BarColumns, Instrument } from '#dualbus/market/index.js';
import { seededRandom } from '../../support/random.js';
import { compare, implementations, selectImplementation } from './engines.js';
import { randomMarket } from './random-market.js';
import { tradeColumns } from './support.js';

const listed: Instrument[] = [
  { id: 0, symbol: 'A', priceExponent: -2, sizeExponent: -1 },
  { id: 9, symbol: 'B', priceExponent: 0, sizeExponent: 0 },
];

/** Bars of a random walk; some without volume, some that are none. */
function randomBars(length: number, seed: number): BarColumns {
  const random = seededRandom(seed);
  const odd = [0, Number.NaN, -1, 2.5, Number.POSITIVE_INFINITY];
  let time = 0;
  let price = 100;
  const rows = Array.from({ length }, () => {
    time += [0, 1e9, 60e9, 60e9, 4e12][Math.floor(random() * 5)];
    const open = random() < 0.05 ? Number.NaN : price + random() - 0.5;
    price += random() * 2 - 1;
    const volume = random() < 0.1 ? odd[Math.floor(random() * odd.length)] : Math.floor(random() * 900);
    const close = random() < 0.03 ? Number.NaN : price;
    return { time, open, close, volume, instrument: random() < 0.7 ? 0 : 9 };
  });
  const real = (pick: (row: (typeof rows)[number]) => number): Float64Array => Float64Array.from(rows, pick);
  return {
    kind: 'bar',
    length,
    instruments: new Map(listed.map((one) => [one.id, one])),
    timeBase: 1_700_000_000_000_000_000n,
    timeOffset: real((row) => row.time),
    instrument: Uint32Array.from(rows, (row) => row.instrument),
    open: real((row) => row.open),
    high: real((row) => row.close),
    low: real((row) => row.close),
    close: real((row) => row.close),
    volume: real((row) => row.volume),
  };
}

const sets: Record<string, VpinOptions> = {
  'close to close': { classifier: 'bulk-normal', bucketVolume: '1000/7', window: 3 },
  'in the bar, empty ones counted': {
    classifier: 'bulk-student-t',
    priceChange: 'in-bar',
    countEmptyBars: true,
    sigma: { rolling: 6, minimum: 2 },
    bucketVolume: 300,
    window: 4,
  },
  'by value': { classifier: 'bulk-normal', bucketValue: 12_345, sigma: { ewma: 0.8 }, window: 2 },
  'each a bucket': { preset: 'ratio', sigma: { rolling: 4 }, window: 5 },
};

describe.skipIf(implementations.length === 0)('bulk classification in C++', () => {
  it.each(Object.entries(sets))('takes finished bars: %s', (_name, options) => {
    const vpin = compare(options, [randomBars(900, 3), randomBars(1, 4), randomBars(400, 5)]);
    expect(vpin.state('A')!.buckets).toBeGreaterThan(50);
    expect(vpin.state('A')!.rejected).toBeGreaterThan(10);
  });

  it('takes trades and finished bars in turns', () => {
    const market = randomMarket({ instruments: 2, run: 30 }, 500, 8);
    const bars = { ...randomBars(200, 3), instruments: market.instruments };
    bars.instrument.fill(1);
    for (const options of Object.values(sets)) compare(options, [market, bars, market, bars]);
  });

  it.each(implementations)('has the bits of the distributions, far and near: %s', (implementation) => {
    selectImplementation(implementation);
    const random = seededRandom(12);
    const changes = Array.from({ length: 3_000 }, (_, i) => {
      const size = i % 3 === 0 ? random() * 1.4 : i % 3 === 1 ? random() * 12 : 10 ** (random() * 16 - 6);
      return random() < 0.5 ? size : -size;
    });
    // Bars of one unit in buckets of one unit: each imbalance is 2 F(change) - 1.
    const bars = barsOf([...changes, 0.67448975, 38, 38.7, 5.656854249492381, 1e300, -1e308]);
    for (const distribution of [
      { classifier: 'bulk-normal' },
      ...[1e-25, 0.1, 0.25, 1, 3.5, 30, 2_999, 3_000, 1e9].map((df) => ({
        classifier: 'bulk-student-t',
        df,
      })),
    ] as VpinOptions[]) {
      const options: VpinOptions = { priceChange: 'in-bar', sigma: { fixed: 1 }, bucketVolume: 1, window: 1 };
      const vpin = compare({ ...options, ...distribution }, [bars]);
      expect(vpin.state('B')!.buckets).toBe(bars.length);
    }
    selectImplementation();
  });

  it('refuses what the reference refuses', () => {
    const trade = (size: number) => ({ time: 0, price: 1, size });
    const cases: [VpinOptions, number[], RegExp][] = [
      [{ bucketVolume: '1000/3' }, [1, 2 ** 52], /counted in 1\/3/],
      [{ bucketVolume: 2 ** 40 }, [2 ** 52, 2 ** 52], /the volume of a bar does not fit/],
      [{ bucketVolume: 1 }, [2 ** 21], /more than 1048576 buckets of 1/],
      [{ bucketVolume: { other: 1 } }, [1], /no value for TEST/],
      [{ bucketVolume: 1, sigma: { fixed: { other: 1 } } }, [1], /no value for TEST/],
    ];
    for (const [options, sizes, problem] of cases)
      for (const backend of ['reference', 'cpu'] as const) {
        const vpin = new Vpin({ classifier: 'bulk-normal', ...options }, { backend });
        expect(() => {
          vpin.push(tradeColumns(sizes.map(trade)));
          vpin.close();
        }).toThrow(problem);
      }
    for (const backend of ['reference', 'cpu'] as const) {
      expect(() => new Vpin({ bucketVolume: 1 }, { backend }).push(randomBars(3, 1))).toThrow(
        /choose a bulk classifier/,
      );
      const perBar = new Vpin(sets['each a bucket'], { backend });
      perBar.push(randomBars(3, 1));
      expect(() => perBar.resize('A', 5)).toThrow(/every bar is a bucket/);
    }
  });
});

/** Bars of instrument B of one unit, with these price changes. */
function barsOf(changes: readonly number[]): BarColumns {
  const { length } = changes;
  const zeros = new Float64Array(length);
  return {
    ...randomBars(length, 1),
    timeOffset: Float64Array.from({ length }, (_, i) => i * 1e9),
    instrument: new Uint32Array(length).fill(9),
    open: zeros,
    close: Float64Array.from(changes),
    volume: zeros.map(() => 1),
  };
}
