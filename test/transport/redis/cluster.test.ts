import { afterAll, beforeAll, expect, it } from 'vitest';
import { keySlot } from '../../../src/transport/client/key-slot.js';
import { openRedisTransport } from '../../../src/transport/redis/redis-transport.js';
import type { Transport } from '../../../src/transport/transport.js';
import { RedisCluster } from '../../support/redis-cluster.js';
import { describeWithRedis } from '../../support/redis-server.js';
import { bytes, okValue, take, textOf } from '../contract/helpers.js';

describeWithRedis('Cluster', () => {
  let cluster: RedisCluster;
  let transport: Transport;
  beforeAll(async () => {
    cluster = await RedisCluster.start();
    transport = await openRedisTransport({
      bus: 'cluster',
      endpoint: { cluster: cluster.addresses.slice(0, 1) },
      deadlineMs: 2_000,
    });
  });
  afterAll(async () => {
    await transport.close();
    await cluster.stop();
  });

  it('slots are those of the servers', () => {
    for (const key of ['foo', '{user1000}.following', 'foo{}{bar}', 'foo{{bar}}zap', 'foo{bar}{zap}', 'é'])
      expect(keySlot(key)).toBe(Number(cluster.nodes[0]!.cli('CLUSTER', 'KEYSLOT', key)));
  });

  it('streams, groups, live readers, channels and leases find the server of their key', async () => {
    const tags = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(new Set(tags.map((tag) => cluster.ownerOf(keySlot(tag)).port)).size).toBe(3);
    const keys = tags.map((tag) => `{${tag}}:stream`);
    const group = transport.readGroup({ group: 'g', consumer: 'c', streams: keys, start: '0' });
    const live = transport.readLive({ streams: Object.fromEntries(keys.map((key) => [key, '0-0'])) });
    for (const key of keys) {
      const stream = await transport.ownStream(key);
      okValue(await stream.append(bytes(key)));
    }
    for (const reader of [group, live]) {
      const entries = await take(reader, keys.length);
      expect(entries.map((entry) => textOf(entry.frame)).sort()).toEqual(keys);
    }
    for (const key of keys) {
      const got: string[] = [];
      const subscription = await transport.subscribe(key, (frame) => got.push(textOf(frame)));
      expect(okValue(await transport.publish(key, bytes('hello')))).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(got).toEqual(['hello']);
      await subscription.close();
      const lease = `${key}:lease`;
      expect(okValue(await transport.keys.acquire(lease, 'token', 5_000))).toBe(true);
      expect(okValue(await transport.keys.release(lease, 'token'))).toBe(true);
    }
    await group.close();
    await live.close();
  });

  it('row 26: a slot that moves under load loses nothing, repeats nothing and keeps the order', async () => {
    const key = '{hot}:stream';
    const slot = keySlot(key);
    const from = cluster.ownerOf(slot);
    const to = cluster.nodes.find((node) => node !== from)!;
    const stream = await transport.ownStream(key);
    const reader = transport.readGroup({ group: 'g', consumer: 'c', streams: [key], start: '0' });
    const outcomes: string[] = [];
    let sent = 0;
    const load = setInterval(() => {
      for (let i = 0; i < 5; i++) {
        const refused = stream.offer(bytes(String(sent++)), (outcome) => outcomes.push(outcome.status));
        if (refused !== undefined) outcomes.push(refused.status);
      }
    }, 2);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await cluster.move(slot, from, to);
    await new Promise((resolve) => setTimeout(resolve, 400));
    clearInterval(load);
    await stream.drain();
    const stored = okValue(await transport.streams.range(key, '-', '+', 100_000)).map((entry) =>
      Number(textOf(entry.frame)),
    );
    const count = (status: string): number => outcomes.filter((each) => each === status).length;
    const delivered = new Set((await take(reader, stored.length)).map((entry) => textOf(entry.frame)));
    console.log(
      JSON.stringify({
        scenario: 'row 26: slot migration',
        sent,
        ok: count('ok'),
        rejected: count('rejected'),
        unknown: count('unknown'),
        executed: stored.length,
        duplicates: stored.length - new Set(stored).size,
        delivered: delivered.size,
      }),
    );
    expect(count('ok')).toBe(sent);
    expect(stored).toEqual(Array.from({ length: sent }, (_, i) => i));
    expect(delivered.size).toBe(sent);
    expect(to.cli('XLEN', key)).toBe(String(sent));
    await reader.close();
  });
});
