import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DualBus } from '../../src/bus/index.js';
import { streamKey } from '../../src/bus/keys.js';
import { okValue } from '../transport/contract/helpers.js';
import { btc, Fixture, trade } from './support/fixture.js';
import { until } from './support/until.js';

describe('take', () => {
  let fixture: Fixture;
  let writer: DualBus;
  let reader: DualBus;
  beforeEach(async () => {
    fixture = new Fixture();
    writer = await fixture.connect({ instance: 'writer' });
    reader = await fixture.connect({ instance: 'reader' });
    await writer.instruments.define(btc);
  });
  afterEach(() => fixture.stop());

  async function pending(): Promise<number> {
    const stream = streamKey('dualbus', 'marketData', 'ticks', 'writer');
    return okValue(await writer.transport('marketData').streams.groups(stream))[0]?.pending ?? 0;
  }

  it('has several batches under way, acknowledged in any order', async () => {
    const trades = reader.subscribe(['trade'], { group: 'g' });
    await trades.ready();
    for (let i = 0; i < 3; i++) await writer.publish('trade', trade(i));
    const taken = [await trades.take(), await trades.take(), await trades.take()];
    expect(taken.map((one) => one!.batch.toArray()[0]!.price)).toEqual([0, 1, 2].map((i) => trade(i).price));
    expect(await pending()).toBe(3);
    taken[2]!.done();
    taken[2]!.done();
    await until(async () => (await pending()) === 2);
    taken[0]!.done();
    taken[1]!.done();
    await until(async () => (await pending()) === 0);
  });

  it('of a frame that comes message by message acknowledges with the last one', async () => {
    const dead = await fixture.connect({ instance: 'dead' });
    const lost = dead.subscribe(['trade'], { group: 'g', leaseMs: 100 });
    await lost.ready();
    const trades = reader.subscribe(['trade'], { group: 'g', leaseMs: 100 });
    const publisher = writer.publisher('trade');
    for (let i = 0; i < 3; i++) publisher.send(trade(i));
    await publisher.flush();
    expect((await lost.next())!.length).toBe(3);
    await fixture.vanish(dead);
    await trades.ready();
    for (let i = 0; i < 3; i++) {
      const { batch, done } = (await trades.take())!;
      expect([batch.length, batch.redelivered, batch.toArray()[0]!.price]).toEqual([1, true, trade(i).price]);
      expect(await pending()).toBe(1);
      done();
    }
    await until(async () => (await pending()) === 0);
  });

  it('leaves acknowledgement to the checkpoint', async () => {
    const checkpoint = reader.checkpoint('state');
    const trades = reader.subscribe(['trade'], { group: 'g', checkpoint });
    expect(trades.checkpoint).toBe(checkpoint);
    await trades.ready();
    await writer.publish('trade', trade(1));
    (await trades.take())!.done();
    await expect(trades.take(AbortSignal.timeout(20))).rejects.toThrow();
    expect(await pending()).toBe(1);
    await checkpoint.save(new Uint8Array(1));
    await until(async () => (await pending()) === 0);
  });

  it('what is attached to a bus is closed first, while it still can publish', async () => {
    const [kept, dropped]: string[][] = [[], []];
    const resource = (log: string[]) => ({
      [Symbol.asyncDispose]: async () => void log.push((await writer.publish('trade', trade(1))).id),
    });
    writer.attach(resource(kept));
    writer.attach(resource(dropped))();
    await writer.close();
    expect([kept.length, dropped.length]).toEqual([1, 0]);
    await expect(writer.publish('trade', trade(1))).rejects.toMatchObject({ code: 'DUALBUS_BUS_CLOSED' });
  });
});
