// A partitioned topic on a Cluster: its streams lie on several servers, and readers follow all of them.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { keySlot } from '../../src/transport/client/key-slot.js';
import { RedisCluster } from '../support/redis-cluster.js';
import { describeWithRedis } from '../support/redis-server.js';
import { btc, Fixture, trade } from './support/fixture.js';

const ids = Array.from({ length: 24 }, (_, i) => i + 1);

describeWithRedis('a DualBus on a Cluster', () => {
  let cluster: RedisCluster;
  let fixture: Fixture;
  beforeAll(async () => {
    cluster = await RedisCluster.start();
    const bus = { cluster: cluster.addresses.slice(0, 1), deadlineMs: 5_000 };
    fixture = new Fixture({ marketData: bus, engineLogic: bus });
  });
  afterAll(async () => {
    await fixture.stop();
    await cluster.stop();
  });

  it('spreads the partitions of a topic over the servers and keeps the order of each instrument', async () => {
    const writer = await fixture.connect({ instance: 'writer', topics: { ticks: { partitions: 16 } } });
    const reader = await fixture.connect({ instance: 'reader' });
    await writer.instruments.define(...ids.map((id) => ({ ...btc, id, symbol: `S${id}` })));
    const seen = new Map<number, number[]>();
    let count = 0;
    const all = new Promise<void>((resolve) => {
      void reader.consume(['trade'], { group: 'g', start: '0' }, (batch) => {
        for (const { instrument, price } of batch)
          seen.set(instrument, [...(seen.get(instrument) ?? []), price]);
        count += batch.length;
        if (count >= 240) resolve();
      });
    });
    const sent = Array.from({ length: 240 }, (_, i) => ({ ...trade(i), instrument: ids[i % ids.length]! }));
    const receipts = await Promise.all(sent.map((message) => writer.publish('trade', message)));
    const servers = new Set(receipts.map(({ stream }) => cluster.ownerOf(keySlot(stream)).port));
    expect(servers.size).toBe(3);
    await all;
    for (const id of ids)
      expect(seen.get(id)).toEqual(
        sent.filter(({ instrument }) => instrument === id).map(({ price }) => price),
      );
  });
});
