import { afterEach, beforeEach, expect, it } from 'vitest';
import { runStateful } from '../../src/fleet/stateful.js';
import { Tally } from '../../src/fleet/tally.js';
import { btc, describeBus, type Fixture, trade } from '../bus/support/fixture.js';
import { until } from '../bus/support/until.js';

/** Lists prices in cents; `flush` says when its state may be stored. */
async function session(fixture: Fixture, flush: () => Promise<number>) {
  const bus = await fixture.connect({ instance: 'sum-1', instanceLeaseMs: 100 });
  const stop = new AbortController();
  const prices: number[] = [];
  let ended: Promise<void> = Promise.resolve();
  const started = new Promise<void>((resolve) => {
    const context = {
      bus,
      tally: new Tally(),
      signal: stop.signal,
      finish: stop.signal,
      ready: resolve,
      done: () => {},
      settings: undefined as never,
    };
    ended = runStateful(context, {
      name: 'sum',
      consumes: ['trade'] as const,
      restore: (state) => void prices.push(...(JSON.parse(Buffer.from(state).toString()) as number[])),
      snapshot: () => Buffer.from(JSON.stringify(prices)),
      flush,
      handle: (batch) => void prices.push(...batch.columns.price.subarray(0, batch.length)),
    });
    ended.catch(() => {});
  });
  await started;
  return { bus, prices, stop, ended };
}

describeBus('engines with a state', (open) => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await open();
  });
  afterEach(() => fixture.stop());

  it('go on while a state is stored, and what they read meanwhile is not part of it', async () => {
    const writer = await fixture.connect({ instance: 'writer' });
    await writer.instruments.define(btc);
    let flushed = (_failed: number): void => {};
    let flushes = 0;
    const first = await session(fixture, () => {
      flushes++;
      return new Promise((resolve) => {
        flushed = resolve;
      });
    });
    await writer.publish('trade', trade(0));
    await until(() => flushes === 1);
    await writer.publish('trade', trade(1));
    await until(() => first.prices.length === 2);
    flushed(0);
    await until(() => flushes === 2);
    await fixture.vanish(first.bus);
    first.stop.abort();
    const second = await session(fixture, async () => 0);
    expect(second.prices).toEqual([10_000]);
    await until(() => second.prices.length === 2);
    expect(second.prices).toEqual([10_000, 10_001]);
    second.stop.abort();
  });

  it('say so when the last state could not be stored, though they were to stop', async () => {
    const writer = await fixture.connect({ instance: 'writer' });
    await writer.instruments.define(btc);
    let flushed = (_failed: number): void => {};
    let flushes = 0;
    const engine = await session(fixture, () => {
      flushes++;
      return new Promise((resolve) => {
        flushed = resolve;
      });
    });
    await writer.publish('trade', trade(0));
    await until(() => flushes === 1);
    engine.stop.abort();
    flushed(1);
    await expect(engine.ended).rejects.toThrow('sum: 1 messages were not stored');
  });
});
