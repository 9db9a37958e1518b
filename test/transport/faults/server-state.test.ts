import { afterEach, expect, it } from 'vitest';
import { UnsafeServer } from '../../../src/transport/errors.js';
import { openRedisTransport } from '../../../src/transport/redis/redis-transport.js';
import { safe } from '../../support/fault-ledger.js';
import { FaultRig, sleep } from '../../support/fault-rig.js';
import { describeWithRedis, RedisServer } from '../../support/redis-server.js';
import { bytes, okValue, take } from '../contract/helpers.js';

describeWithRedis('restarts and states of the server', () => {
  let rig: FaultRig | undefined;
  afterEach(async () => {
    await rig?.stop();
    rig = undefined;
  });

  it('row 1: kill -9 and restart with an append-only file loses nothing acknowledged', async () => {
    rig = await FaultRig.start({ deadlineMs: 3_000 }, { persistent: true });
    const { ledger, server } = rig;
    ledger.burst(4_000);
    await ledger.until(() => ledger.count('ok') >= 1_500);
    await server.kill();
    const killed = performance.now();
    await server.launch();
    const restartedMs = Math.round(performance.now() - killed);
    const recoverMs = await rig.recovered(performance.now());
    await rig.stream.drain();
    const counts = await ledger.report('row 1: SIGKILL, append-only file', server, {
      restartedMs,
      recoverMs,
    });
    expect(counts).toMatchObject(safe);
    expect(counts.ok).toBeGreaterThanOrEqual(1_500);
    expect(recoverMs).toBeLessThan(5_000);
  });

  it('row 2: kill -9 without persistence is noticed as data loss', async () => {
    rig = await FaultRig.start({ deadlineMs: 1_000 });
    const { ledger, server, events } = rig;
    ledger.burst(10);
    await rig.stream.drain();
    const { lastId } = rig.stream;
    await server.kill();
    await server.launch();
    await rig.recovered(performance.now());
    await ledger.until(() => events.some((event) => event.type === 'server-changed'));
    const losses = events.filter((event) => event.type === 'data-loss');
    expect(losses).toEqual([{ type: 'data-loss', stream: rig.stream.key, expected: lastId, found: '0-0' }]);
    console.log(
      JSON.stringify({ scenario: 'row 2: SIGKILL, no persistence', ok: 10, found: 0, dataLossEvents: 1 }),
    );
  });

  it('row 18: out of memory is no execution, consumers go on and free it', async () => {
    rig = await FaultRig.start({ deadlineMs: 500 });
    const { ledger, server, transport } = rig;
    const reader = transport.readGroup({ group: 'g', consumer: 'c', streams: [rig.stream.key], start: '0' });
    ledger.burst(20);
    // The group has to exist by then: making one is a write.
    const early = await take(reader, 1);
    server.cli('CONFIG', 'SET', 'maxmemory', '1');
    ledger.burst(10);
    await rig.stream.drain();
    const entries = [...early, ...(await take(reader, 20 - early.length))];
    expect(okValue(await reader.ack(entries))).toEqual({ acknowledged: 20, missing: 0 });
    expect(okValue(await transport.streams.trimBefore(rig.stream.key, entries[10]!.id))).toBe(10);
    server.cli('CONFIG', 'SET', 'maxmemory', '0');
    ledger.burst(5);
    await rig.stream.drain();
    const counts = await ledger.report('row 18: out of memory', server, { trimmedByTheTest: 10 });
    expect(counts).toMatchObject({
      ok: 25,
      rejected: 10,
      unknown: 0,
      ghosts: 0,
      duplicates: 0,
      executed: 15,
    });
    expect(counts.reasons).toEqual({ 'rejected:no-memory': 10 });
    await reader.close();
  });

  it('row 19: a server that evicts is refused, or loudly taken', async () => {
    const server = await RedisServer.start({
      args: ['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'],
    });
    const options = { bus: 'evicting', endpoint: { port: server.port, host: '127.0.0.1' } };
    await expect(openRedisTransport(options)).rejects.toThrow(UnsafeServer);
    await expect(openRedisTransport(options)).rejects.toThrow(/maxmemory-policy is allkeys-lru.*noeviction/);
    const transport = await openRedisTransport({ ...options, onUnsafeServer: 'degrade' });
    expect((await transport.health({ deadlineMs: 2_000 })).warnings[0]).toMatch(/allkeys-lru/);
    await transport.close();
    await sleep(50);
    expect(server.cli('CLIENT', 'LIST').split('\n')).toHaveLength(1);
    await server.stop();
  });

  it('row 20: FLUSHALL under blocked consumers is no hot loop, and they go on', async () => {
    rig = await FaultRig.start({ deadlineMs: 1_000 });
    const { server, transport, events, ledger } = rig;
    const readers = [0, 1, 2].map((i) =>
      transport.readGroup({ group: `g${i}`, consumer: 'c', streams: [rig!.stream.key], start: '0' }),
    );
    ledger.burst(5);
    await Promise.all(readers.map((reader) => take(reader, 5)));
    server.cli('CONFIG', 'RESETSTAT');
    server.cli('FLUSHALL');
    await sleep(1_000);
    const stats = server.cli('INFO', 'commandstats');
    const failures = [...stats.matchAll(/failed_calls=(\d+)/g)].reduce(
      (sum, match) => sum + Number(match[1]),
      0,
    );
    ledger.burst(5);
    await Promise.all(readers.map((reader) => take(reader, 5)));
    const lost = events.filter((event) => event.type === 'group-lost').length;
    console.log(
      JSON.stringify({
        scenario: 'row 20: FLUSHALL',
        readers: 3,
        failuresPerSecond: failures,
        groupsLost: lost,
      }),
    );
    expect(lost).toBe(3);
    expect(failures).toBeLessThanOrEqual(20 * 3);
    await Promise.all(readers.map((reader) => reader.close()));
  });

  it('row 23: while it loads, the server is not ready, and writes work soon after', async () => {
    rig = await FaultRig.start({ deadlineMs: 1_000 }, { persistent: true });
    const { server, ledger } = rig;
    for (let i = 0; i < 40; i++) ledger.burst(50);
    await rig.stream.drain();
    await server.kill();
    await server.launch(
      ['--key-load-delay', '500', '--loading-process-events-interval-bytes', '1024'],
      false,
    );
    await sleep(100);
    let loadedAt = 0;
    const watch = (async () => {
      for (;;) {
        const info = await server.run('INFO', 'persistence').catch(() => 'loading:1');
        if (/^loading:0/m.test(info)) break;
        await sleep(5);
      }
      loadedAt = performance.now();
    })();
    const recoveredAt = performance.now() + (await rig.recovered(performance.now()));
    await watch;
    const afterLoadMs = Math.round(recoveredAt - loadedAt);
    const counts = await ledger.report('row 23: loading', server, { afterLoadMs });
    expect(counts).toMatchObject(safe);
    expect(afterLoadMs).toBeLessThan(2_000);
  });

  it('row 24: a master that is demoted in place executes nothing, and is used again once it is master', async () => {
    rig = await FaultRig.start({ deadlineMs: 300 });
    const { server, ledger } = rig;
    ledger.burst(10);
    await rig.stream.drain();
    server.cli('REPLICAOF', '127.0.0.1', '1');
    ledger.burst(10);
    await rig.stream.drain();
    expect(rig.lost('hot')[0]).toBe('not-master');
    await sleep(200);
    expect(rig.transport.state).toBe('down');
    server.cli('REPLICAOF', 'NO', 'ONE');
    const recoverMs = await rig.recovered(performance.now());
    const counts = await ledger.report('row 24: demoted in place', server, { recoverMs });
    expect(counts).toMatchObject(safe);
    expect(counts.unknown).toBe(0);
    expect(recoverMs).toBeLessThan(3_000);
  });

  it('row 12: a delivery whose reply is lost comes again', async () => {
    rig = await FaultRig.start({ deadlineMs: 1_000 });
    const { transport, proxy, ledger, server } = rig;
    const direct = await openRedisTransport({
      bus: 'direct',
      endpoint: { host: '127.0.0.1', port: server.port },
    });
    const publisher = await direct.ownStream('{faults}:direct');
    const reader = transport.readGroup({ group: 'g', consumer: 'c', streams: [publisher.key], start: '0' });
    await sleep(100);
    const seen: string[] = [];
    let redelivered = 0;
    const reading = (async () => {
      for (let batch = await reader.next(); batch !== undefined; batch = await reader.next()) {
        seen.push(...batch.entries.map(({ id }) => id));
        if (batch.redelivered) redelivered += batch.entries.length;
        await reader.ack(batch.entries);
      }
    })();
    const sent: string[] = [];
    for (let round = 0; round < 4; round++) {
      proxy.mode = 'drop-replies';
      for (let i = 0; i < 5; i++)
        sent.push(okValue(await publisher.append(bytes('x'), { deadlineMs: 1_000 })));
      await sleep(30);
      proxy.mode = 'pass';
      proxy.reset();
      await sleep(150);
    }
    await ledger.until(() => new Set(seen).size === sent.length, 10_000);
    await sleep(100);
    const pelLeft = okValue(await direct.streams.pending(publisher.key, 'g', 100)).length;
    console.log(
      JSON.stringify({
        scenario: 'row 12: lost deliveries',
        sent: sent.length,
        delivered: seen.length,
        deliveredUnique: new Set(seen).size,
        redelivered,
        pelLeft,
      }),
    );
    expect([...new Set(seen)].sort()).toEqual([...sent].sort());
    expect(redelivered).toBeGreaterThan(0);
    expect(pelLeft).toBe(0);
    await reader.close();
    await reading;
    await direct.close();
  });
});
