// How the result must change when the input does.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Vpin, type VpinOptions } from '#dualbus/analytics/index.js';
import { anyTrades, stream, streamOptions, whole } from './arbitrary.js';
import type { TestTrade } from './support.js';

const bulk: [string, VpinOptions][] = ['elo2012', 'ewma, Student t', 'rolling, volume bars', 'ratio'].map(
  (name) => [name, streamOptions[name]],
);

function run(options: VpinOptions, trades: readonly TestTrade[]): unknown[] {
  return stream(options, whole(trades));
}

const moved = (trades: readonly TestTrade[], price: (price: number) => number): TestTrade[] =>
  trades.map((trade) => ({
    ...trade,
    price: price(trade.price),
    bid: price(trade.bid!),
    ask: price(trade.ask!),
  }));

describe('prices', () => {
  it.each(bulk)('scaled by a power of two change nothing: %s', (_name, options) => {
    fc.assert(
      fc.property(anyTrades, fc.integer({ min: 1, max: 20 }), (trades, k) => {
        expect(
          run(
            options,
            moved(trades, (price) => price * 2 ** k),
          ),
        ).toEqual(run(options, trades));
      }),
      { numRuns: 25 },
    );
  });

  it.each(bulk)('shifted change nothing: %s', (_name, options) => {
    fc.assert(
      fc.property(anyTrades, fc.integer({ min: -9000, max: 1e9 }), (trades, shift) => {
        expect(
          run(
            options,
            moved(trades, (price) => price + shift),
          ),
        ).toEqual(run(options, trades));
      }),
      { numRuns: 25 },
    );
  });
});

describe('sides', () => {
  const mirror = (trades: readonly TestTrade[]) => moved(trades, (price) => 20_000 - price);
  const flip = (trades: readonly TestTrade[]) => trades.map((trade) => ({ ...trade, side: -trade.side! }));

  it.each([
    ['aggressor', flip, 0],
    ['tick', mirror, 0],
    ['lee-ready with lag', mirror, 0],
    ['elo2012', mirror, 1e-12],
  ] as const)('swapped leave VPIN and turn signed VPIN around: %s', (name, swap, tolerance) => {
    fc.assert(
      fc.property(anyTrades, (trades) => {
        const [before, after] = [trades, swap(trades)].map((sample) => {
          const vpin = new Vpin(streamOptions[name]);
          return [...whole(sample).flatMap((batch) => [...vpin.push(batch)]), ...vpin.close()];
        });
        expect(after.length).toBe(before.length);
        for (const [i, { vpin, signedVpin, imbalance }] of before.entries()) {
          if (Number.isNaN(vpin)) continue;
          expect(Math.abs(after[i].vpin - vpin)).toBeLessThanOrEqual(tolerance);
          expect(Math.abs(after[i].signedVpin + signedVpin)).toBeLessThanOrEqual(tolerance);
          expect(Math.abs(after[i].imbalance + imbalance)).toBeLessThanOrEqual(100 * tolerance);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('times', () => {
  it.each(['aggressor', 'tick', 'quote', 'value buckets'])(
    'that are all the same change nothing of the volumes: %s',
    (name) => {
      fc.assert(
        fc.property(anyTrades, (trades) => {
          const flat = trades.map((trade) => ({ ...trade, time: trades[0].time }));
          const volumes = (sample: readonly TestTrade[]) => {
            const vpin = new Vpin(streamOptions[name]);
            const buckets = whole(sample).flatMap((batch) => [...vpin.push(batch)]);
            return buckets.map(({ index, instrument, imbalance, vpin }) => [
              index,
              instrument,
              imbalance,
              vpin,
            ]);
          };
          expect(volumes(flat)).toEqual(volumes(trades));
        }),
        { numRuns: 25 },
      );
    },
  );
});
