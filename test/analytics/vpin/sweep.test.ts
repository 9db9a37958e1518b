// Many variants over one sample: what each would be alone, in one reading of the source.
import { expect, it } from 'vitest';
import { Vpin, type VpinOptions } from '#dualbus/analytics/index.js';
import { rows, streamOptions } from './arbitrary.js';
import { randomMarket } from './random-market.js';
import { slice } from './support.js';

const market = randomMarket({ instruments: 2, run: 20, oddities: 0.01 }, 700, 21);
const batches = [slice(market, 0, 400), slice(market, 400, 410), slice(market, 410, 700)];
const variants: VpinOptions[] = [
  ...[3, 20].flatMap((window) =>
    [900, '5000/3', 40_000].map((bucketVolume): VpinOptions => ({ bucketVolume, window })),
  ),
  ...Object.values(streamOptions).filter(({ bucketVolume }) => typeof bucketVolume !== 'object'),
  { preset: 'pinstimation', barSeconds: 1, bucketsPerDay: 40 },
  { classifier: 'tick', buckets: 30 },
];

it.each(['reference', undefined] as const)('each is what it is alone: %s', async (backend) => {
  const choice = backend === undefined ? {} : { backend };
  const samples = await Vpin.sweep(batches, variants, choice);
  expect(samples).toHaveLength(variants.length);
  for (const [i, options] of variants.entries()) {
    const alone = await Vpin.compute(market, options, { backend: 'reference' });
    expect(rows(samples[i].buckets)).toEqual(rows(alone.buckets));
    expect(samples[i].instruments).toEqual(alone.instruments);
    expect(samples[i].summary).toEqual(alone.summary);
  }
});

it('reads the source once, or twice where a variant needs totals', async () => {
  let opened = 0;
  const source = () => {
    opened++;
    return batches;
  };
  await Vpin.sweep(source, variants.slice(0, 6));
  expect(opened).toBe(1);
  await Vpin.sweep(source, variants);
  expect(opened).toBe(3);
  await expect(Vpin.sweep(batches.values(), variants)).rejects.toThrow(/two passes/);
});
