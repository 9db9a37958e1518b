// A sharded subscription on real servers, one of which is killed in the middle and comes back.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DualBus } from '../../src/bus/index.js';
import { localAddon } from '../support/library.js';
import { describeWithRedis, RedisServer } from '../support/redis-server.js';
import { PoolFixture } from './support/fixture.js';
import {
  Collected,
  define,
  expected,
  publish,
  shardTrades,
  tradeBatches,
  until,
} from './support/sharding.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

describeWithRedis('sharding on Redis', () => {
  let pools: PoolFixture;
  let server: RedisServer;
  const opened: DualBus[] = [];
  beforeAll(async () => {
    process.env.DUALBUS_ADDON = localAddon;
    [pools, server] = await Promise.all([PoolFixture.load(), RedisServer.start({ persistent: true })]);
  });
  afterAll(async () => {
    await pools.closePools();
    await Promise.all(opened.map((bus) => bus.close({ drainMs: 100 })));
    await server.stop();
    pools.remove();
  });

  async function connect(instance: string, namespace: string): Promise<DualBus> {
    const redis = {
      url: `redis://127.0.0.1:${server.port}`,
      onUnsafeServer: 'degrade',
      deadlineMs: 2_000,
    } as const;
    const options = {
      engine: 'test',
      instance,
      namespace,
      marketData: redis,
      engineLogic: redis,
      messages: [],
    } as const;
    const bus = await DualBus.connect(options);
    opened.push(bus);
    return bus;
  }

  it.each(['', 'state'])(
    'survives the death of the server (checkpoint %j): same bits, each trade once',
    async (name) => {
      const writer = await connect('writer', `ns${name}`);
      const reader = await connect('reader', `ns${name}`);
      await define(writer);
      const collected = new Collected();
      const options = { checkpointEvery: 100, ...(name !== '' && { checkpoint: name }) };
      const sharded = await shardTrades(pools, pools.pool({ workers: 2 }), reader, collected, options);
      const batches = tradeBatches(600, 11);
      const cut = batches.length >> 1;
      await publish(writer, batches.slice(0, cut));
      await until(() => collected.messages > 0);
      await server.kill();
      await server.launch();
      await until(() => reachable(writer));
      await publish(writer, batches.slice(cut));
      const ended = sharded.finished.then(() => {
        throw new Error('ended before all came');
      });
      await Promise.race([until(() => collected.messages >= 600), ended]);
      expect(collected.messages).toBe(600);
      expect(collected).toMatchObject(expected(batches));
      await sharded.close();
    },
  );
});

/** Whether calls reach the server again. */
async function reachable(bus: DualBus): Promise<boolean> {
  const probe = await bus.transport('marketData').keys.get('dualbus-probe', { deadlineMs: 500 });
  return probe.status === 'ok';
}
