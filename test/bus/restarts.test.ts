import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DualBus } from '../../src/bus/index.js';
import { btc, Fixture, trade } from './support/fixture.js';
import { until } from './support/until.js';

const soon = () => AbortSignal.timeout(10_000);

/** Sums what it reads, saves now and then, publishes what it derives, and crashes after `read` messages or at the end. */
async function engine(
  fixture: Fixture,
  read: number,
  end: number,
  saveEvery: number,
  sums: Map<number, number>,
): Promise<void> {
  const bus = await fixture.connect({ engine: 'sum', instance: 'sum-1', instanceLeaseMs: 100 });
  const checkpoint = bus.checkpoint('sum');
  const saved = await checkpoint.restore();
  let [count, sum] = (saved === undefined ? [0, 0] : JSON.parse(Buffer.from(saved).toString())) as [
    number,
    number,
  ];
  const trades = bus.subscribe(['trade'], { group: 'sum', start: '0', maxDeliveries: 100, checkpoint });
  const metrics = bus.publisher('riskMetric', { onOutcome: () => {} });
  for (let seen = 0; seen < read && count < end; ) {
    const batch = (await trades.next(soon()))!;
    for (const [index, { price }] of batch.toArray().entries()) {
      sum += price;
      const before = sums.get(++count);
      expect(before ?? sum).toBe(sum);
      sums.set(count, sum);
      const metric = {
        time: 1n,
        value: sum,
        horizon: 1n,
        portfolio: count,
        samples: 1,
        measure: 'leverage',
      } as const;
      metrics.send(metric, { cause: batch.cause(index) });
    }
    seen += batch.length;
    if (count % saveEvery === 0) await checkpoint.save(Buffer.from(JSON.stringify([count, sum])));
  }
  if (count === end) await metrics.flush();
  await fixture.vanish(bus);
}

async function publish(bus: DualBus, frames: readonly number[]): Promise<number> {
  let sent = 0;
  for (const frame of frames)
    await Promise.all(Array.from({ length: frame }, () => bus.publish('trade', trade(sent++))));
  return sent;
}

it('an engine that crashes anywhere makes the series of an undisturbed one, and its readers see each value once', async () => {
  const frames = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 12 });
  const lives = fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 4 });
  const run = async (
    sizes: readonly number[],
    reads: readonly number[],
    saveEvery: number,
  ): Promise<void> => {
    const fixture = new Fixture();
    try {
      const bus = await fixture.connect({ instance: 'writer' });
      await bus.instruments.define(btc);
      const values: number[] = [];
      await bus.consume(['riskMetric'], { group: 'risk', start: '0' }, (batch) => {
        for (const { value } of batch) values.push(value);
      });
      const total = await publish(bus, sizes);
      const sums = new Map<number, number>();
      for (const read of reads) await engine(fixture, read, total, saveEvery, sums);
      await engine(fixture, total, total, saveEvery, sums);
      const expected: number[] = [];
      for (let i = 0; i < total; i++) expected.push((expected.at(-1) ?? 0) + trade(i).price);
      expect([...sums.values()]).toEqual(expected);
      await until(() => values.length >= total);
      expect(values).toEqual(expected);
    } finally {
      await fixture.stop();
    }
  };
  await fc.assert(fc.asyncProperty(frames, lives, fc.integer({ min: 1, max: 7 }), run), { numRuns: 12 });
}, 120_000);
