// A stream gives the same bits as the whole, however it is cut, interrupted, resumed or written.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Vpin } from '#dualbus/analytics/index.js';
import { anyCuts, anyTrades, cut, rows, stream, streamOptions, whole } from './arbitrary.js';

describe.each(Object.entries(streamOptions))('%s', (_name, options) => {
  it('does not depend on batches, time bases or decimals', () => {
    fc.assert(
      fc.property(anyTrades, anyCuts, (trades, cuts) => {
        expect(stream(options, cut(trades, cuts))).toEqual(stream(options, whole(trades)));
      }),
      { numRuns: 40 },
    );
  });

  it('is what the batch call computes', async () => {
    await fc.assert(
      fc.asyncProperty(anyTrades, anyCuts, async (trades, cuts) => {
        const { buckets, instruments } = await Vpin.compute(cut(trades, cuts), options);
        expect([...rows(buckets), ...instruments]).toEqual(stream(options, whole(trades)));
      }),
      { numRuns: 10 },
    );
  });

  it('resumes from a snapshot bit for bit', () => {
    fc.assert(
      fc.property(anyTrades, anyCuts, (trades, cuts) => {
        let vpin = new Vpin(options);
        const found: unknown[] = [];
        for (const batch of cut(trades, cuts)) {
          found.push(...rows(vpin.push(batch)));
          vpin = Vpin.restore(vpin.snapshot());
        }
        found.push(...rows(vpin.close()), ...vpin.states());
        expect(found).toEqual(stream(options, whole(trades)));
        expect(Vpin.restore(vpin.snapshot()).snapshot()).toEqual(vpin.snapshot());
      }),
      { numRuns: 20 },
    );
  });
});

describe('a calibrated stream', () => {
  it('is the batch computation, look-ahead included', async () => {
    await fc.assert(
      fc.asyncProperty(anyTrades, anyCuts, async (trades, cuts) => {
        const options = { preset: 'pinstimation', buckets: 9, window: 2 } as const;
        const explicit = await Vpin.calibrate(cut(trades, cuts), options);
        const { buckets, instruments } = await Vpin.compute(whole(trades), options);
        expect(stream(explicit, cut(trades, cuts))).toEqual([...rows(buckets), ...instruments]);
      }),
      { numRuns: 40 },
    );
  });
});
