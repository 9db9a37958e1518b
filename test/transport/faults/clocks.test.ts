import { afterEach, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.js';
import { openRedisTransport } from '../../../src/transport/redis/redis-transport.js';
import { compareIds } from '../../../src/transport/stream-id.js';
import type { Entry, GroupReader, Transport } from '../../../src/transport/transport.js';
import { safe } from '../../support/fault-ledger.js';
import { FaultRig } from '../../support/fault-rig.js';
import { describeWithRedis } from '../../support/redis-server.js';
import { canShiftClocks, ServerClock } from '../../support/server-clock.js';
import { okValue } from '../contract/helpers.js';

describeWithRedis('clocks that jump', () => {
  const jumps = (name: string, test: () => Promise<void>): void => {
    if (canShiftClocks) it(name, test);
    else it.skip(`${name} [SKIPPED: no C compiler for the clock of the server, install gcc]`, test);
  };
  let rig: FaultRig;
  let clock: ServerClock | undefined;
  const others: Transport[] = [];
  afterEach(async () => {
    await Promise.all(others.splice(0).map((transport) => transport.close({ drainMs: 0 })));
    await rig.stop();
    clock?.remove();
    clock = undefined;
  });

  async function startShifted(): Promise<void> {
    clock = new ServerClock();
    rig = await FaultRig.start({ deadlineMs: 5_000 }, { env: clock.env });
  }

  async function reader(consumer: string): Promise<GroupReader> {
    const endpoint = { host: '127.0.0.1', port: rig.server.port };
    const transport = await openRedisTransport({ bus: consumer, endpoint, deadlineMs: 5_000 });
    others.push(transport);
    transport.onEvent((event) => rig.events.push(event));
    const claim = { leaseKey: '{faults}/leases', leaseMs: 600 };
    return transport.readGroup({ group: 'g', consumer, streams: [rig.stream.key], start: '0', claim });
  }

  async function take(from: GroupReader, count: number): Promise<Entry[]> {
    const entries: Entry[] = [];
    while (entries.length < count) entries.push(...(await from.next(AbortSignal.timeout(20_000)))!.entries);
    return entries;
  }

  async function beats(): Promise<number> {
    const counts = (await rig.server.run('HVALS', '{faults}/leases')).split('\n').map(Number);
    return Math.min(...counts);
  }

  jumps('row 29: the server 60 s ahead gives nothing away that a living consumer holds', async () => {
    await startShifted();
    const { stream, ledger, server } = rig;
    const holder = await reader('holder');
    ledger.burst(4);
    await stream.drain();
    const held = await take(holder, 4);
    const heir = await reader('heir');
    const before = await beats();
    const wallBefore = Number((await server.run('TIME')).split('\n')[0]);
    clock!.shift(60);
    const wallAfter = Number((await server.run('TIME')).split('\n')[0]);
    expect(wallAfter - wallBefore).toBeGreaterThanOrEqual(59);
    // Each beat of the heir looks for entries that are idle: by the server's clock all of them are.
    while ((await beats()) < before + 4) await new Promise((resolve) => setTimeout(resolve, 50));
    const claimed = rig.events.filter((event) => event.type === 'claimed').length;
    const since = performance.now();
    ledger.burst(6);
    await stream.drain();
    const recoverMs = Math.round(performance.now() - since);
    const acknowledged = okValue(await holder.ack(held)).acknowledged;
    const counts = await ledger.report('row 29: server +60 s', server, { claimed, acknowledged, recoverMs });
    expect(counts).toMatchObject({ ...safe, ok: 10, executed: 10 });
    expect({ claimed, acknowledged }).toEqual({ claimed: 0, acknowledged: 4 });
    await Promise.all([holder.close(), heir.close()]);
  });

  jumps('row 29: the server 140 s back holds no blocking read beyond its bound', async () => {
    await startShifted();
    const { stream, ledger, server } = rig;
    const group = await reader('reader');
    ledger.burst(5);
    await stream.drain();
    await group.ack(await take(group, 5));
    const since = performance.now();
    clock!.shift(-140);
    ledger.burst(5);
    await stream.drain();
    const later = await take(group, 5);
    const recoverMs = Math.round(performance.now() - since);
    okValue(await group.ack(later));
    // A read that the server forgets to end is given up by us: what comes after that is read all the same.
    await new Promise((resolve) => setTimeout(resolve, 800));
    ledger.burst(5);
    await stream.drain();
    okValue(await group.ack(await take(group, 5)));
    const counts = await ledger.report('row 29: server -140 s', server, { delivered: 15, recoverMs });
    expect(counts).toMatchObject({ ...safe, ok: 15, executed: 15 });
    await group.close();
  });

  it('row 29: our own wall clock that goes back and forth gives rising ids and no false timeout', async () => {
    let shiftMs = 0;
    const shifted = Object.create(systemClock, {
      wallMs: { value: () => systemClock.wallMs() + shiftMs },
      wallNs: { value: () => systemClock.wallNs() + BigInt(shiftMs) * 1_000_000n },
    });
    rig = await FaultRig.start({ deadlineMs: 5_000, clock: shifted });
    const { stream, ledger, server } = rig;
    for (const jump of [0, 60_000, -140_000, 3_600_000, 0]) {
      shiftMs = jump;
      ledger.burst(20);
      await stream.drain();
    }
    const ids = ledger.sent.map(({ outcome }) => (outcome?.status === 'ok' ? outcome.value : ''));
    const counts = await ledger.report('row 29: own wall clock', server, { closes: rig.lost('hot').length });
    expect(counts).toMatchObject({ ...safe, ok: 100, executed: 100 });
    expect(ids.every((id, i) => i === 0 || compareIds(ids[i - 1]!, id) < 0)).toBe(true);
    expect(rig.lost('hot')).toEqual([]);
  });
});
