import { setImmediate as immediate } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { safe } from '../../support/fault-ledger.js';
import { burn, FaultRig, longFaults, sleep } from '../../support/fault-rig.js';
import { describeWithRedis } from '../../support/redis-server.js';

describeWithRedis('faults of our own loop', () => {
  let rig: FaultRig;
  afterEach(() => rig.stop());

  it('row 10: stalls of 80 ms under deadlines of 50 ms make no false timeout, no close, no repetition', async () => {
    rig = await FaultRig.start({ deadlineMs: 50 }, { direct: true });
    const { ledger, server } = rig;
    for (let i = 0; i < 20; i++) {
      ledger.send();
      // The frame leaves with this tick; then the loop sleeps over reply and deadline.
      await immediate();
      burn(80);
      await sleep(10);
    }
    const counts = await ledger.report('row 10: loop stall', server, {
      selfInflictedCloses: rig.lost('hot').length,
    });
    expect(counts).toMatchObject({ ...safe, sent: 20, ok: 20, executed: 20 });
    expect([...rig.lost('hot'), ...rig.lost('control')]).toEqual([]);
  });

  it('row 10: a stall longer than livenessMs does not condemn a healthy connection', async () => {
    rig = await FaultRig.start({ deadlineMs: 50, livenessMs: 200 }, { direct: true });
    const { ledger, server } = rig;
    for (let i = 0; i < 3; i++) {
      ledger.send();
      await immediate();
      burn(500);
      await sleep(60);
    }
    await rig.stream.drain();
    const counts = await ledger.report('row 10: long stall', server, {
      selfInflictedCloses: rig.lost('hot').length,
    });
    expect(counts).toMatchObject({ ...safe, sent: 3, ok: 3 });
    expect([...rig.lost('hot'), ...rig.lost('control')]).toEqual([]);
    expect(rig.events.filter((event) => event.type === 'loop-stalled').length).toBeGreaterThan(0);
  });

  it('row 10: a deadline that our own loop slept over says so', async () => {
    rig = await FaultRig.start({ deadlineMs: 50 });
    rig.proxy.mode = 'drop-replies';
    const outcome = rig.stream.append(Buffer.from('x'));
    await immediate();
    burn(120);
    expect(await outcome).toMatchObject({ status: 'unknown', reason: 'timeout', cause: 'loop-stalled' });
    const quiet = await rig.stream.append(Buffer.from('y'));
    expect(quiet).toMatchObject({ status: 'unknown', reason: 'timeout' });
    rig.proxy.mode = 'pass';
  });

  it('row 11: an idle blocking read is no reason to close anything', async () => {
    rig = await FaultRig.start({ deadlineMs: 50 });
    const { proxy, transport, events } = rig;
    const readers = [
      transport.readGroup({ group: 'g', consumer: 'c', streams: ['{faults}:idle'] }),
      transport.readLive({ streams: { '{faults}:idle': '$' } }),
    ];
    await sleep(300);
    const accepted = proxy.accepted;
    const idleMs = longFaults ? 60_000 : 3_000;
    await sleep(idleMs);
    const closes = events.filter((event) => event.type === 'connection' && event.state !== 'open').length;
    console.log(
      JSON.stringify({
        scenario: 'row 11: idle blocking reads',
        idleMs,
        closes,
        reconnects: proxy.accepted - accepted,
      }),
    );
    expect(closes).toBe(0);
    expect(proxy.accepted).toBe(accepted);
    for (const reader of readers) await reader.close();
  }, 90_000);

  it('row 11: a blocking read that answers nothing beyond its bound is replaced', async () => {
    rig = await FaultRig.start({ deadlineMs: 50 });
    const { proxy, transport, ledger } = rig;
    const reader = transport.readGroup({
      group: 'g',
      consumer: 'c',
      streams: ['{faults}:stream'],
      start: '0',
    });
    await sleep(300);
    const brokenAt = performance.now();
    proxy.mode = 'blackhole';
    await ledger.until(() => rig.lost('reader').length > 0, 3_000);
    const detectMs = Math.round(performance.now() - brokenAt);
    proxy.mode = 'pass';
    ledger.send({ deadlineMs: 2_000 });
    await rig.recovered(performance.now());
    expect((await reader.next(AbortSignal.timeout(3_000)))!.entries.length).toBeGreaterThan(0);
    console.log(JSON.stringify({ scenario: 'row 11: dead blocking read', detectMs }));
    // BLOCK 250 and a grace of 250, from whenever the last read began.
    expect(detectMs).toBeLessThan(1_000);
    await reader.close();
  });
});
