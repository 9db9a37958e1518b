import { afterEach, expect, it } from 'vitest';
import { openRedisTransport } from '../../../src/transport/redis/redis-transport.js';
import type { EntryBatch, Transport } from '../../../src/transport/transport.js';
import { burn, FaultRig, sleep } from '../../support/fault-rig.js';
import { describeWithRedis } from '../../support/redis-server.js';
import { okValue } from '../contract/helpers.js';

describeWithRedis('faults of consumers', () => {
  let rig: FaultRig;
  const others: Transport[] = [];
  afterEach(async () => {
    await Promise.all(others.splice(0).map((transport) => transport.close({ drainMs: 0 })));
    await rig.stop();
  });

  /** Another process's transport to the same server. */
  async function another(): Promise<Transport> {
    const endpoint = { host: '127.0.0.1', port: rig.server.port };
    const transport = await openRedisTransport({ bus: 'other', endpoint, deadlineMs: 2_000 });
    others.push(transport);
    return transport;
  }

  it('row 13: what a crashed consumer held goes to another one, once it shows no sign of life', async () => {
    rig = await FaultRig.start({ deadlineMs: 2_000 });
    const { stream, ledger, transport } = rig;
    const claim = { leaseKey: '{faults}/leases', leaseMs: 300 };
    const options = { group: 'g', streams: [stream.key], start: '0', claim } as const;
    const doomed = await another();
    const first = doomed.readGroup({ ...options, consumer: 'doomed' });
    ledger.burst(20);
    await stream.drain();
    const held = new Set<string>();
    while (held.size < 20) for (const { id } of (await first.next())!.entries) held.add(id);
    const diedAt = performance.now();
    await doomed.close({ drainMs: 0 });
    const second = transport.readGroup({ ...options, consumer: 'heir' });
    const taken = new Map<string, number>();
    while (taken.size < 20)
      for (const { id, deliveries } of (await second.next(AbortSignal.timeout(20_000)))!.entries)
        taken.set(id, deliveries);
    const recoverMs = Math.round(performance.now() - diedAt);
    okValue(
      await second.ack(
        [...taken.keys()].map((id) => ({ stream: stream.key, id: id as `${number}-${number}` })),
      ),
    );
    const pelLeft = okValue(await transport.streams.pending(stream.key, 'g', 100)).length;
    const counts = await ledger.report('row 13: consumer crash', rig.server, {
      delivered: held.size,
      redelivered: taken.size,
      pelLeft,
      recoverMs,
    });
    expect([...taken.keys()].sort()).toEqual([...held].sort());
    expect([...taken.values()].every((deliveries) => deliveries === 2)).toBe(true);
    expect({ pelLeft, ok: counts.ok }).toEqual({ pelLeft: 0, ok: 20 });
    await second.close();
  });

  it('row 14: a consumer with pending entries is not removed', async () => {
    rig = await FaultRig.start({ deadlineMs: 2_000 });
    const { stream, ledger, transport, server } = rig;
    const reader = transport.readGroup({ group: 'g', consumer: 'c', streams: [stream.key], start: '0' });
    ledger.burst(5);
    await stream.drain();
    const seen: EntryBatch['entries'][number][] = [];
    while (seen.length < 5) seen.push(...(await reader.next())!.entries);
    const removedWhilePending = okValue(await transport.streams.removeConsumer(stream.key, 'g', 'c'));
    const pending = okValue(await transport.streams.pending(stream.key, 'g', 100)).length;
    okValue(await reader.ack(seen));
    await reader.close();
    const removed = okValue(await transport.streams.removeConsumer(stream.key, 'g', 'c'));
    await ledger.report('row 14: remove a consumer', server, { removedWhilePending, pending, removed });
    expect({ removedWhilePending, pending, removed }).toEqual({
      removedWhilePending: false,
      pending: 5,
      removed: true,
    });
  });

  it('row 16: a live reader whose connection is killed under load misses nothing and gets nothing twice', async () => {
    rig = await FaultRig.start({ deadlineMs: 2_000 });
    const { stream, ledger, server } = rig;
    const reader = (await another()).readLive({ streams: { [stream.key]: '0-0' } });
    const seen: string[] = [];
    const reading = (async () => {
      for (let batch = await reader.next(); batch !== undefined; batch = await reader.next())
        seen.push(...batch.entries.map(({ frame }) => Buffer.from(frame).toString()));
    })();
    ledger.start(2, 5);
    for (let kills = 0; kills < 4; kills++) {
      await sleep(120);
      await server.run('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    }
    await sleep(100);
    ledger.stop();
    await stream.drain();
    const stored = ledger.count('ok');
    await ledger.until(() => seen.length >= stored, 20_000);
    const counts = await ledger.report('row 16: killed live reader', server, {
      delivered: seen.length,
      deliveredUnique: new Set(seen).size,
      gapActual: stored - new Set(seen).size,
    });
    expect(counts).toMatchObject({ duplicates: 0, ghosts: 0, ackedLost: 0, stuck: 0 });
    expect(seen.length).toBe(counts.executed);
    expect(new Set(seen).size).toBe(counts.executed);
    await reader.close();
    await reading;
  });

  it('row 17: a live reader that stalls is not cut by an output-buffer limit, and loses nothing', async () => {
    const limit = ['--client-output-buffer-limit', 'pubsub', '1mb', '1mb', '1'];
    rig = await FaultRig.start({ deadlineMs: 10_000 }, { args: limit });
    const { stream } = rig;
    const reading = await another();
    const events: string[] = [];
    reading.onEvent((event) => event.type === 'connection' && events.push(event.state));
    const reader = reading.readLive({ streams: { [stream.key]: '0-0' } });
    const payload = Buffer.alloc(16_384, 120);
    let delivered = 0;
    const sent = 400;
    for (let i = 0; i < sent; i++) {
      // 6 MB pass while nobody here reads.
      if (stream.offer(payload, () => {}) !== undefined) await stream.ready();
      if (i === sent / 2) burn(1_200);
    }
    await stream.drain();
    while (delivered < okValue(await reading.streams.info(stream.key))!.length)
      delivered += (await reader.next(AbortSignal.timeout(20_000)))!.entries.length;
    const stored = okValue(await reading.streams.info(stream.key))!.length;
    const gapActual = stored - delivered;
    console.log(
      JSON.stringify({
        scenario: 'row 17: stalled live reader',
        sent,
        executed: stored,
        delivered,
        gapActual,
      }),
    );
    expect(stored).toBe(sent);
    expect(delivered).toBe(stored);
    expect(events.filter((state) => state !== 'open')).toEqual([]);
    await reader.close();
  });
});
