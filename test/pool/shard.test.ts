// Sharded subscriptions: order and numbers, acknowledgement, back-pressure, and workers that end.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { BusEvent, DualBus } from '../../src/bus/index.js';
import { streamKey } from '../../src/bus/keys.js';
import { ENVELOPE_BYTES } from '../../src/codec/index.js';
import { Fixture } from '../bus/support/fixture.js';
import { localAddon } from '../support/library.js';
import { okValue } from '../transport/contract/helpers.js';
import { open, PoolFixture, sharedInts } from './support/fixture.js';
import {
  Collected,
  define,
  expected,
  oneBatch,
  publish,
  shardTrades,
  tradeBatches,
  until,
} from './support/sharding.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let pools: PoolFixture;
beforeAll(async () => {
  process.env.DUALBUS_ADDON = localAddon;
  pools = await PoolFixture.load();
});
afterAll(() => pools.remove());

let buses: Fixture;
let writer: DualBus;
let reader: DualBus;
beforeEach(async () => {
  buses = new Fixture();
  writer = await buses.connect({ instance: 'writer' });
  reader = await buses.connect({ instance: 'reader', instanceLeaseMs: 100 });
  await define(writer);
});
afterEach(async () => {
  await pools.closePools();
  await buses.stop();
});

async function pending(): Promise<number> {
  const stream = streamKey('dualbus', 'marketData', 'ticks', 'writer');
  return okValue(await writer.transport('marketData').streams.groups(stream))[0]?.pending ?? 0;
}

describe('shard', () => {
  it.each([0, 1, 2, 4])(
    'gives exactly the numbers of one Vpin, in order, with %d workers',
    async (workers) => {
      // Frames of rows and of packed columns, with state taken several times among them.
      const batches = [...tradeBatches(1_500), ...tradeBatches(6_000, 2, 600), ...tradeBatches(500, 3)];
      const collected = new Collected();
      const sharded = await shardTrades(pools, pools.pool({ workers }), reader, collected, {
        checkpointEvery: 400,
      });
      await publish(writer, batches);
      await until(() => collected.messages === 8_000);
      expect(collected).toMatchObject(expected(batches));
      for (const threads of collected.threads.values()) expect(threads.size).toBe(1);
      expect(sharded.metrics()).toMatchObject({ shards: Math.max(1, workers), messages: 8_000, underWay: 0 });
      expect(sharded.metrics().checkpoints).toBeGreaterThanOrEqual(3);
      await sharded.close();
      expect(await pending()).toBe(0);
    },
  );

  it('acknowledges after the workers, and stops reading when too much is under way', async () => {
    const gate = sharedInts(1);
    const collected = new Collected();
    const args = { gate };
    const sharded = await shardTrades(pools, pools.pool({ workers: 2 }), reader, collected, {
      args,
      maxUnderWay: 3,
    });
    const batches = tradeBatches(400);
    await publish(writer, batches);
    await until(() => sharded.metrics().underWay === 3);
    expect(sharded.metrics().batches).toBe(3);
    expect(await pending()).toBeGreaterThanOrEqual(3);
    open(gate);
    await until(() => collected.messages === 400);
    await until(async () => (await pending()) === 0);
    expect(collected).toMatchObject(expected(batches));
  });

  it.each([
    ['exits', 1, 40],
    ['exits', 1, 600],
    ['throws', 2, 40],
    ['throws', 2, 600],
    ['hangs', 3, 600],
    ['runs out of memory', 4, 40],
  ])('replaces a worker that %s: same bits, each result once (%#)', async (_, way, most) => {
    const count = 20 * most;
    const batches = tradeBatches(count, way, most);
    const collected = new Collected();
    const fault = sharedInts(4);
    fault.set([way, 21, 0, way === 3 ? 1 : 2]);
    const options = {
      args: { fault },
      checkpointEvery: Math.floor(count / 5),
      // Messages of two frames, so that there is one behind that which costs the worker.
      maxUnderWay: 8,
      ...(way === 3 && { timeoutMs: 1_000, maxAttempts: 20 }),
    };
    const pool = pools.pool({ workers: 2, maxHeapMb: 32 });
    const sharded = await shardTrades(pools, pool, reader, collected, options);
    await publish(writer, batches);
    await until(() => collected.messages >= count);
    expect(fault[3]).toBeLessThanOrEqual(0);
    expect(collected.messages).toBe(count);
    expect(collected).toMatchObject(expected(batches));
    await sharded.close();
    expect(await pending()).toBe(0);
  });

  it('ends with the error of a batch that ends every worker, and leaves it to the group', async () => {
    const pool = pools.pool({ workers: 1 });
    const subscription = reader.subscribe(['trade'], { group: 'vpin', start: '0' });
    const sharded = await pool.shard(subscription, {
      by: 'instrument',
      handler: pools.task('poisoned'),
      args: { size: 77, way: 1 },
    });
    const [good, bad] = [tradeBatches(30, 3), tradeBatches(5, 4)];
    bad[0]!.size[0] = 77;
    await publish(writer, [...good, ...bad.slice(0, 1)]);
    await expect(sharded.finished).rejects.toMatchObject({
      code: 'DUALBUS_WORKER_CRASHED',
      task: 'poisoned',
    });
    expect(await pending()).toBe(1);
    expect(await subscription.next()).toBeUndefined();
    await sharded.close();
  });

  it('puts a frame aside whose columns are malformed, which only the workers see', async () => {
    const elsewhere = await buses.connect({ instance: 'elsewhere', namespace: 'elsewhere' });
    await define(elsewhere);
    const copies = elsewhere.subscribe(['trade'], { group: 'g', start: '0' });
    await copies.ready();
    await publish(elsewhere, [oneBatch(200)]);
    const { batch } = (await copies.take(undefined, { undecoded: true }))!;
    const bytes = Uint8Array.from(batch.packed!.bytes);
    // The header of the second column, behind the one of the instruments: a scheme that does not exist.
    const first = ENVELOPE_BYTES + 16;
    bytes[first + new DataView(bytes.buffer, first).getUint32(0, true) + 7] = 0xff;

    const events: BusEvent[] = [];
    reader.onEvent((event) => event.type === 'put-aside' && events.push(event));
    const collected = new Collected();
    const sharded = await shardTrades(pools, pools.pool({ workers: 2 }), reader, collected);
    await publish(writer, [oneBatch(300)]);
    const foreign = await reader
      .transport('marketData')
      .ownStream(streamKey('dualbus', 'marketData', 'ticks', 'writer'));
    okValue(await foreign.append(bytes));
    await publish(await buses.connect({ instance: 'second' }), [oneBatch(150)]);
    await until(() => collected.messages === 450 && events.length > 0);
    expect(events).toMatchObject([{ reason: 'malformed', messages: 200 }]);
    await until(async () => (await pending()) === 0);
    expect(sharded.metrics().underWay).toBe(0);
    await sharded.close();
    await sharded.finished;
  });

  it('takes a redelivered frame message by message', async () => {
    const batches = tradeBatches(60, 9);
    const dead = await buses.connect({ instance: 'dead' });
    const lost = dead.subscribe(['trade'], { group: 'vpin', start: '0', leaseMs: 100 });
    await lost.ready();
    await publish(writer, batches);
    await lost.next();
    await buses.vanish(dead);
    const collected = new Collected();
    const subscription = reader.subscribe(['trade'], { group: 'vpin', start: '0', leaseMs: 100 });
    const pool = pools.pool({ workers: 2 });
    const { onResult } = collected;
    const handler = pools.task('vpinShard');
    const sharded = await pool.shard(subscription, {
      by: 'instrument',
      handler,
      args: {},
      onResult,
      checkpointEvery: 7,
    });
    await until(() => collected.messages >= 60);
    expect(collected.messages).toBe(60);
    for (const times of collected.times.values()) expect(times.length).toBe(new Set(times).size);
    await until(async () => (await pending()) === 0);
    await sharded.close();
  });

  it('refuses what it cannot spread', async () => {
    const pool = pools.pool({ workers: 1 });
    const handler = pools.task('vpinShard');
    const subscribe = () => reader.subscribe(['riskLimitBreach'], { group: 'vpin', start: '0' });
    await expect(pool.shard(subscribe(), { by: 'price' as 'instrument', handler })).rejects.toThrow(
      /only 'instrument'/,
    );
    await expect(pool.shard(subscribe(), { by: 'instrument', handler, shards: 0 })).rejects.toThrow(/shards/);
    await pool.close();
    await expect(pool.shard(subscribe(), { by: 'instrument', handler })).rejects.toMatchObject({
      code: 'DUALBUS_POOL_CLOSED',
    });
  });
});

describe('with a checkpoint', () => {
  it('a session after a crash goes on with the same bits, and only then is anything acknowledged', async () => {
    const batches = tradeBatches(1_000, 5);
    const first = new Collected();
    const before = pools.pool({ workers: 2 });
    const options = { checkpoint: 'vpin', checkpointEvery: 300, checkpointMs: 60_000 };
    const crashing = await shardTrades(pools, before, reader, first, options);
    const cut = batches.length >> 1;
    await publish(writer, batches.slice(0, cut));
    const half = batches.slice(0, cut).reduce((sum, { length }) => sum + length, 0);
    await until(() => first.messages === half && crashing.metrics().checkpoints > 0);
    expect(await pending()).toBeGreaterThan(0);
    await buses.vanish(reader);
    await before.close({ drainMs: 0 });
    await crashing.finished.catch(() => {});

    const again = await buses.connect({ instance: 'reader', instanceLeaseMs: 100 });
    const second = new Collected();
    const sharded = await shardTrades(pools, pools.pool({ workers: 2 }), again, second, options);
    await publish(writer, batches.slice(cut));
    const whole = expected(batches);
    const last = (collected: Collected) =>
      [...collected.buckets].map(([name, list]) => [name, list.at(-1)]).sort();
    await until(() => [...second.times.values()].flat().length >= 1_000 - half);
    await until(() => JSON.stringify(last(second), text) === JSON.stringify(last(whole as Collected), text));
    for (const [symbol, buckets] of second.buckets)
      expect(whole.buckets.get(symbol)!.slice(-buckets.length)).toEqual(buckets);
    await sharded.close();
    await until(async () => (await pending()) === 0);
  });

  it('belongs to its number of shards', async () => {
    const collected = new Collected();
    const sharded = await shardTrades(pools, pools.pool({ workers: 2 }), reader, collected, {
      checkpoint: 'vpin',
    });
    await publish(writer, tradeBatches(50));
    await until(() => collected.messages === 50);
    await sharded.close();
    const pool = pools.pool({ workers: 1 });
    await expect(shardTrades(pools, pool, reader, collected, { checkpoint: 'vpin' })).rejects.toMatchObject({
      code: 'DUALBUS_SHARD_MISMATCH',
      message: expect.stringContaining('pass shards: 2 instead of 1'),
    });
    const restored = await shardTrades(pools, pool, reader, collected, { checkpoint: 'vpin', shards: 2 });
    await restored.close();
  });
});

it('a pool of a bus is drained when the bus closes', async () => {
  const pool = pools.pool({ workers: 2, bus: reader });
  const collected = new Collected();
  const gate = sharedInts(1);
  const sharded = await shardTrades(pools, pool, reader, collected, { args: { gate } });
  await publish(writer, tradeBatches(100));
  await until(() => sharded.metrics().underWay > 0);
  const task = pool.run(pools.task('echo'), {}, { args: 5 });
  const closed = reader.close();
  open(gate);
  await closed;
  expect(await task).toBe(5);
  await sharded.finished;
  expect(collected.messages).toBe(sharded.metrics().messages);
  await expect(pool.run(pools.task('empty'), {})).rejects.toMatchObject({ code: 'DUALBUS_POOL_CLOSED' });
});

const text = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}` : value);
