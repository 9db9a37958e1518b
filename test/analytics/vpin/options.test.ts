import { describe, expect, it } from 'vitest';
import { NeedsWholeSample, Vpin, type VpinOptions } from '#dualbus/analytics/index.js';
import { toNumber, toRational } from '#dualbus/analytics/vpin/rational.js';
import { InvalidArgument } from '#dualbus/index.js';
import { tradeColumns } from './support.js';

const batch = tradeColumns([
  { time: 0, price: 10, size: 6, side: 1 },
  { time: 1e9, price: 11, size: 4, side: -1 },
]);

describe('volumes', () => {
  it.each([
    [0.1, 1n, 10n],
    ['1.50', 3n, 2n],
    ['2e3', 2000n, 1n],
    [1e21, 10n ** 21n, 1n],
    ['14003398/3450', 7001699n, 1725n],
    ['0.5/0.25', 2n, 1n],
    [12n, 12n, 1n],
    [{ numerator: -4n, denominator: -6n }, 2n, 3n],
    [' .5 ', 1n, 2n],
  ])('%s is exact', (volume, numerator, denominator) => {
    expect(toRational(volume, 'volume')).toEqual({ numerator, denominator });
  });

  it.each([
    0,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    '',
    '.',
    '1/0',
    '1/2/3',
    '1,5',
    'e3',
    '1e9999',
    '0x10',
  ])('%s is refused', (volume) => {
    expect(() => toRational(volume, 'volume')).toThrow(InvalidArgument);
  });

  it('become the nearest double, however long their terms are', () => {
    expect(toNumber(toRational('14003398/3450', 'volume'))).toBe(4058.9559420289856);
    expect(toNumber({ numerator: 3n ** 1000n, denominator: 3n ** 999n })).toBeCloseTo(3, 12);
  });
});

describe('options', () => {
  it.each<[VpinOptions, RegExp]>([
    [{ window: 0 }, /^window: 0 is not a whole number/],
    [{ window: 2.5 }, /^window: /],
    [{ df: 0 }, /^df: 0 is not a positive number/],
    [{ cdfWindow: -1 }, /^cdfWindow: /],
    [{ barSeconds: 0, classifier: 'bulk-normal' }, /^barSeconds: 0 s/],
    [{ quoteLagSeconds: -1 }, /^quoteLagSeconds: /],
    [{ sessionGapSeconds: Number.NaN }, /^sessionGapSeconds: /],
    [{ sigma: { rolling: 1 } }, /^sigma.rolling: /],
    [{ sigma: { rolling: 5, minimum: 6 } }, /^sigma.minimum: 6 is more than/],
    [{ sigma: { ewma: 1 } }, /^sigma.ewma: 1 is not between/],
    [{ sigma: { fixed: { A: 1, B: -1 } } }, /^sigma.fixed: -1 is not/],
    [{ sigma: 'rolling' as never }, /^sigma: rolling is none of/],
    [{ sigma: null as never }, /^sigma: null is none of/],
    [{ preset: 'elo' as never }, /^preset: elo is none of/],
    [{ classifier: 'guess' as never }, /^classifier: guess is none of/],
    [{ bucketVolume: 'many' }, /^bucketVolume: many is not/],
    [{ bucketVolume: { A: 5, B: 0 } }, /^bucketVolume: 0 is not/],
    [{ bucketValue: Number.NaN }, /^bucketValue: /],
    [{ bucketVolume: 1, bucketValue: 1 }, /^bucketValue: cannot go together with bucketVolume/],
    [{ barTrades: 1, barSeconds: 1 }, /^barTrades: cannot go together with barSeconds/],
    [{ bucketPerBar: true }, /^bucketPerBar: needs a bulk classifier/],
    [{ bucketVolumes: 5 } as VpinOptions, /^bucketVolumes: is no option/],
  ])('%j is refused by name', (options, message) => {
    expect(() => new Vpin(options)).toThrow(message);
    expect(() => new Vpin(options)).toThrow(InvalidArgument);
  });

  it('that are undefined count as left out', () => {
    const options = { bucketVolume: 5, window: undefined, classifier: undefined } as unknown as VpinOptions;
    expect(new Vpin(options)).toMatchObject({ window: 50, classifier: 'aggressor' });
  });

  it('given beside a preset replace what it says, bucket size and bars too', async () => {
    const { buckets } = await Vpin.compute(batch, { preset: 'elo2012', bucketVolume: 5, barTrades: 1 });
    expect(buckets.length).toBe(2);
  });
});

describe('what needs the whole sample', () => {
  it.each<[VpinOptions, RegExp]>([
    [{}, /bucket sizes from the total volume/],
    [{ buckets: 5 }, /bucket sizes/],
    [{ preset: 'pinstimation', bucketVolume: 5 }, /sigma of the whole sample/],
  ])('cannot stream: %j', (options, message) => {
    expect(() => new Vpin(options)).toThrow(NeedsWholeSample);
    expect(() => new Vpin(options)).toThrow(message);
  });

  it('takes no generator, and says how to pass one', async () => {
    function* once() {
      yield batch;
    }
    const stream = { [Symbol.asyncIterator]: () => generator };
    const generator = (async function* () {
      yield batch;
    })();
    await expect(Vpin.compute(once(), { buckets: 2 })).rejects.toThrow(NeedsWholeSample);
    await expect(Vpin.compute(stream, { buckets: 2 })).rejects.toThrow(/pass a function that opens the data/);
    for (const source of [once, () => once(), [batch], batch]) {
      const { buckets } = await Vpin.compute(source, { buckets: 2, window: 1 });
      expect(buckets.length).toBe(2);
    }
    expect((await Vpin.compute(once(), { bucketVolume: 5, window: 1 })).buckets.length).toBe(2);
  });

  it('becomes explicit by calibration', async () => {
    const options: VpinOptions = {
      preset: 'pinstimation',
      buckets: '4' as never,
      barTrades: 1,
      priceChange: 'close-to-close',
    };
    expect(await Vpin.calibrate(batch, options)).toEqual({
      preset: 'pinstimation',
      barTrades: 1,
      priceChange: 'close-to-close',
      bucketVolume: { TEST: '5/2' },
      sigma: { fixed: { TEST: 0 } },
    });
    expect(await Vpin.calibrate(batch, { bucketVolume: 5 })).toEqual({ bucketVolume: 5 });
  });
});
