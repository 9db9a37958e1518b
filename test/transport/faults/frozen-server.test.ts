import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it } from 'vitest';
import { memoryCeiling, resolveSettings } from '../../../src/transport/limits.js';
import { safe } from '../../support/fault-ledger.js';
import { FaultRig, longFaults, sleep } from '../../support/fault-rig.js';
import { describeWithRedis } from '../../support/redis-server.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that are reachable, on the heap and beside it. */
async function liveBytes(): Promise<number> {
  // Memory beside the heap is given back a turn after the collection that found it free.
  for (let i = 0; i < 3; i++) {
    collectGarbage();
    await sleep(10);
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describeWithRedis('a frozen server', () => {
  let rig: FaultRig;
  afterEach(() => rig.stop());

  for (const frozenMs of longFaults ? [50, 200, 1_000, 3_000] : [200, 1_600]) {
    it(`row 3: stopped for ${frozenMs} ms under load`, async () => {
      rig = await FaultRig.start({ deadlineMs: 50 });
      const { ledger, server } = rig;
      ledger.start(5, 3);
      await sleep(100);
      server.signal('SIGSTOP');
      await sleep(frozenMs);
      server.signal('SIGCONT');
      const recoverMs = await rig.recovered(performance.now());
      await sleep(100);
      ledger.stop();
      await rig.stream.drain();
      await sleep(150);
      const counts = await ledger.report(`row 3: SIGSTOP ${frozenMs} ms`, server, { recoverMs });
      expect(counts).toMatchObject(safe);
      expect(counts.ok + counts.rejected + counts.unknown).toBe(counts.sent);
      // A freeze as long as the deadline may end before any call of it does.
      if (frozenMs > 100) expect(counts.unknown).toBeGreaterThan(0);
      expect(recoverMs).toBeLessThan(5_000);
    });
  }

  it('row 3: a server that is stopped when we connect does not hold us', async () => {
    rig = await FaultRig.start({ deadlineMs: 50, livenessMs: 300 });
    rig.server.signal('SIGSTOP');
    rig.proxy.reset();
    await rig.ledger.until(() => rig.transport.state === 'down', 5_000);
    rig.server.signal('SIGCONT');
    expect(await rig.recovered(performance.now())).toBeLessThan(5_000);
  });

  it('row 31: memory stays within the published formula while the server is stopped at full rate', async () => {
    const limits = { maxInFlight: 2_000, maxInFlightBytes: 4 * 1024 * 1024, maxFrameBytes: 64 * 1024 };
    rig = await FaultRig.start({ deadlineMs: 50, livenessMs: 5_000, ...limits });
    const { server, stream } = rig;
    const frame = new Uint8Array(1_024).fill(120);
    const counts: Record<string, number> = {};
    const count = (name: string): void => {
      counts[name] = (counts[name] ?? 0) + 1;
    };
    await rig.recovered(performance.now());
    const before = await liveBytes();
    server.signal('SIGSTOP');
    const end = performance.now() + 1_500;
    while (performance.now() < end) {
      for (let i = 0; i < 500; i++) {
        const refused = stream.offer(frame, (outcome) =>
          count(outcome.status === 'ok' ? 'ok' : `${outcome.status}:${outcome.reason}`),
        );
        count(refused === undefined ? 'taken' : `refused:${refused.reason}`);
      }
      await sleep(1);
    }
    const peak = (await liveBytes()) - before;
    server.signal('SIGCONT');
    await rig.recovered(performance.now());
    await stream.drain();
    const ceiling = memoryCeiling(resolveSettings(limits), 1);
    const settled = Object.entries(counts).reduce(
      (sum, [name, n]) => (name === 'taken' || name.startsWith('refused') ? sum : sum + n),
      0,
    );
    console.log(
      JSON.stringify({
        scenario: 'row 31: frozen at full rate',
        ...counts,
        peakMb: +(peak / 1e6).toFixed(1),
        ceilingMb: +(ceiling / 1e6).toFixed(1),
      }),
    );
    expect(settled).toBe(counts.taken);
    expect(counts['refused:backpressure']).toBeGreaterThan(1_000);
    expect(peak).toBeLessThan(ceiling);
  });

  it('row 21: CLIENT PAUSE WRITE: reads live, writes do not, and health tells the two apart', async () => {
    rig = await FaultRig.start({ deadlineMs: 100, canaryKey: '{faults}:canary' });
    const { server, transport, ledger } = rig;
    expect(await transport.health()).toMatchObject({ reads: true, writes: true });
    server.cli('CLIENT', 'PAUSE', '800', 'WRITE');
    ledger.burst(10);
    expect(await transport.health()).toMatchObject({ reads: true, writes: false });
    await sleep(900);
    expect(await transport.health()).toMatchObject({ reads: true, writes: true });
    const counts = await ledger.report('row 21: CLIENT PAUSE WRITE', server);
    expect(counts).toMatchObject({ ...safe, unknown: 10, executed: 10 });
    expect(rig.lost('hot')).toEqual([]);
  });
});
