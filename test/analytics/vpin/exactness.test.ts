// Volume is counted, not measured: nothing is lost, whatever the decimals, the bucket size and the order.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Vpin, type VpinOptions } from '#dualbus/analytics/index.js';
import { ExactnessLost } from '#dualbus/index.js';
import { type TestTrade, tradeColumns } from './support.js';

const instrument = (sizeExponent: number) => ({ id: 0, symbol: 'TEST', priceExponent: 0, sizeExponent });
const trade = (size: number, side = 1): TestTrade => ({ time: 0, price: 100, size, side });

describe('conservation', () => {
  const sizes = fc.array(fc.oneof(fc.nat(50), fc.nat(100_000), fc.nat(2 ** 38)), {
    minLength: 1,
    maxLength: 50,
  });
  const rational = fc.tuple(fc.integer({ min: 2 ** 37, max: 2 ** 40 }), fc.integer({ min: 1, max: 60 }));

  it('buckets and open bucket are the total, exactly', () => {
    fc.assert(
      fc.property(
        sizes,
        rational,
        fc.integer({ min: 0, max: 8 }),
        (steps, [numerator, denominator], decimals) => {
          const perWhole = 10n ** BigInt(decimals);
          const bucket = { numerator: BigInt(numerator), denominator: BigInt(denominator) * perWhole };
          const vpin = new Vpin({ bucketVolume: bucket });
          const { length } = vpin.push(
            tradeColumns(
              steps.map((size) => trade(size)),
              [instrument(-decimals)],
            ),
          );
          const open = vpin.state('TEST')!.openVolumeExact!;
          const total = steps.reduce((sum, size) => sum + BigInt(size), 0n);
          // length * bucket + open = total / perWhole, in whole numbers
          expect(
            BigInt(length) * bucket.numerator * open.denominator * perWhole +
              open.numerator * bucket.denominator * perWhole,
          ).toBe(total * bucket.denominator * open.denominator);
          expect(BigInt(length)).toBe((total * bucket.denominator) / (bucket.numerator * perWhole));
        },
      ),
    );
  });

  it('a sample cut in n buckets gives n buckets and nothing over', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 1, max: 300 }), async (steps, buckets) => {
        fc.pre(steps.some((size) => size > 0));
        const sample = tradeColumns(
          steps.map((size) => trade(size)),
          [instrument(-3)],
        );
        const { buckets: found, instruments } = await Vpin.compute(sample, { buckets, window: 1 });
        expect(found.length).toBe(buckets);
        expect(instruments[0].openVolumeExact!.numerator).toBe(0n);
      }),
    );
  });

  it('splits decimals as decimals', () => {
    const vpin = new Vpin({ bucketVolume: 0.3, window: 1 });
    const rows = vpin.push(tradeColumns([trade(1), trade(2, -1), trade(6)], [instrument(-1)]));
    expect([...rows].map(({ buyVolume, sellVolume }) => [buyVolume, sellVolume])).toEqual([
      [0.1, 0.2],
      [0.3, 0],
      [0.3, 0],
    ]);
  });
});

describe('a new bucket size', () => {
  const options: VpinOptions = { bucketVolume: '10/3', window: 1 };

  it('holds from the next border on, and loses nothing', () => {
    const vpin = new Vpin(options);
    expect(vpin.push(tradeColumns([trade(1)])).length).toBe(0);
    vpin.resize('TEST', '7/4');
    const volumes = [...vpin.push(tradeColumns([trade(6)]))].map(({ volume }) => volume);
    expect(volumes).toEqual([10 / 3, 7 / 4, 7 / 4]);
    // 7 - 10/3 - 7/2 = 1/6
    expect(vpin.state('TEST')!.openVolumeExact).toEqual({ numerator: 1n, denominator: 6n });
  });

  it('holds at once at a border, and survives a snapshot', () => {
    const vpin = new Vpin({ ...options, bucketVolume: 2 });
    vpin.push(tradeColumns([trade(4)]));
    vpin.resize('TEST', 3);
    expect(vpin.state('TEST')!.bucketVolume).toBe(3);
    vpin.push(tradeColumns([trade(1)]));
    vpin.resize('TEST', '5/2');
    const resumed = Vpin.restore(vpin.snapshot());
    for (const one of [vpin, resumed])
      expect([...one.push(tradeColumns([trade(5)]))].map(({ volume }) => volume)).toEqual([3, 2.5]);
  });

  it('is refused where there is none', () => {
    const vpin = new Vpin({ preset: 'ratio' });
    expect(() => vpin.resize('TEST', 5)).toThrow(/TEST has not traded yet/);
    vpin.push(tradeColumns([trade(1)]));
    expect(() => vpin.resize('TEST', 5)).toThrow(/every bar is a bucket/);
  });
});

describe('what would not be exact', () => {
  it('is refused: a bucket size or a trade of 2^53 units', () => {
    const huge = new Vpin({ bucketVolume: 2n ** 53n });
    expect(() => huge.push(tradeColumns([trade(1)]))).toThrow(ExactnessLost);
    const thirds = new Vpin({ bucketVolume: '1000/3' });
    expect(() => thirds.push(tradeColumns([trade(2 ** 52)]))).toThrow(
      /a trade of 4503599627370496 quantity steps/,
    );
  });

  it('is refused: a price or volume that grows out of range with finer decimals', () => {
    const vpin = new Vpin({ bucketVolume: 1e6, classifier: 'tick' });
    vpin.push(tradeColumns([{ ...trade(1), price: 2 ** 50 }]));
    const finer = { id: 0, symbol: 'TEST', priceExponent: -2, sizeExponent: 0 };
    expect(() => vpin.push(tradeColumns([trade(1)], [finer]))).toThrow(/the last price does not fit/);
  });

  it('is refused: a coarser batch that does not fit in the decimals of the state', () => {
    const vpin = new Vpin({ bucketVolume: 1e6 });
    vpin.push(tradeColumns([trade(1)], [instrument(-8)]));
    expect(() => vpin.push(tradeColumns([trade(2 ** 40)]))).toThrow(ExactnessLost);
  });
});
