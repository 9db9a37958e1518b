import { afterEach, expect, it } from 'vitest';
import { safe } from '../../support/fault-ledger.js';
import { FaultRig, sleep } from '../../support/fault-rig.js';
import { describeWithRedis } from '../../support/redis-server.js';

describeWithRedis('faults of a connection', () => {
  let rig: FaultRig;
  afterEach(() => rig.stop());

  it('row 5: cut after execution, before the reply', async () => {
    rig = await FaultRig.start({ deadlineMs: 2_000 });
    const { ledger, proxy, server } = rig;
    for (let round = 0; round < 5; round++) {
      proxy.mode = 'drop-replies';
      ledger.burst(20);
      await sleep(30);
      proxy.mode = 'pass';
      proxy.reset();
      await ledger.until(() => ledger.sent.every(({ outcome }) => outcome !== undefined));
    }
    const counts = await ledger.report('row 5: cut after execution', server);
    expect(counts).toMatchObject({ ...safe, sent: 100, ok: 100, executed: 100 });
  });

  it('row 5: what cannot be repeated is unknown, once', async () => {
    rig = await FaultRig.start({ deadlineMs: 2_000 });
    const { transport, proxy } = rig;
    proxy.mode = 'drop-replies';
    const calls = Array.from({ length: 10 }, () => transport.publish('channel', Buffer.from('x')));
    await sleep(30);
    proxy.mode = 'pass';
    proxy.cut();
    const outcomes = await Promise.all(calls);
    expect(new Set(outcomes.map((o) => `${o.status} ${o.status === 'ok' ? '' : o.reason}`))).toEqual(
      new Set(['unknown connection-lost']),
    );
    expect(rig.server.cli('INFO', 'commandstats')).toMatch(/cmdstat_publish:calls=10,/);
  });

  it('row 5: a write that breaks off at any byte', async () => {
    rig = await FaultRig.start({ deadlineMs: 2_000 });
    const { ledger, proxy, server } = rig;
    for (let bytes = 1; bytes < 900; bytes += 61) {
      proxy.truncateNext(bytes);
      ledger.burst(8);
      await ledger.until(() => ledger.sent.every(({ outcome }) => outcome !== undefined));
    }
    const counts = await ledger.report('row 5: truncated write', server);
    expect(counts).toMatchObject({ ...safe, ok: ledger.sent.length, executed: ledger.sent.length });
  });

  it('row 6: what was rejected is never executed later', async () => {
    rig = await FaultRig.start({ deadlineMs: 60, livenessMs: 300 });
    const { ledger, proxy, server } = rig;
    proxy.mode = 'refuse';
    proxy.reset();
    for (let i = 0; i < 20; i++) {
      ledger.burst(5);
      await sleep(10);
    }
    const whileDown = ledger.count('ok');
    proxy.mode = 'pass';
    const recoverMs = await rig.recovered(performance.now());
    await sleep(200);
    const executedLater = ledger.sent.filter(({ outcome }) => outcome?.status === 'rejected').length;
    const counts = await ledger.report('row 6: ghost writes', server, { recoverMs });
    expect(whileDown).toBe(0);
    expect(executedLater).toBeGreaterThan(90);
    expect(counts).toMatchObject(safe);
    expect(recoverMs).toBeLessThan(3_000);
  });

  it('row 6: while down, calls are rejected at once', async () => {
    rig = await FaultRig.start({ deadlineMs: 5_000 });
    rig.proxy.mode = 'refuse';
    rig.proxy.reset();
    await rig.ledger.until(() => rig.transport.state === 'down');
    const started = performance.now();
    const outcome = await rig.stream.append(Buffer.from('x'));
    expect(outcome).toMatchObject({ status: 'rejected', executed: false, reason: 'disconnected' });
    expect(performance.now() - started).toBeLessThan(500);
  });

  it('row 7: every call settles, whatever happens, also on close', async () => {
    rig = await FaultRig.start({ deadlineMs: 80, livenessMs: 300 });
    const { ledger, proxy, server } = rig;
    ledger.start(5, 4);
    for (const step of ['drop-replies', 'blackhole', 'refuse', 'pass'] as const) {
      proxy.mode = step;
      await sleep(120);
      proxy.reset();
      await sleep(60);
    }
    proxy.mode = 'blackhole';
    await sleep(20);
    ledger.stop();
    const waiting = [
      rig.transport.publish('channel', Buffer.from('x')),
      rig.transport.keys.get('key'),
      rig.transport.streams.info('key'),
    ];
    await rig.transport.close({ drainMs: 50 });
    for (const outcome of await Promise.all(waiting)) expect(outcome.status).not.toBe('ok');
    const counts = await ledger.report('row 7: nothing stays pending', server);
    expect(counts).toMatchObject({ ...safe });
    expect(counts.ok + counts.rejected + counts.unknown).toBe(counts.sent);
  });

  it('row 8: a half-open link with work in flight is replaced within 1.5 s', async () => {
    rig = await FaultRig.start({ deadlineMs: 50 });
    const { ledger, proxy, server } = rig;
    ledger.start(10, 1);
    await sleep(100);
    const brokenAt = performance.now();
    proxy.mode = 'blackhole';
    await ledger.until(() => rig.lost('hot').length > 0, 3_000);
    const detectMs = Math.round(performance.now() - brokenAt);
    proxy.mode = 'pass';
    const recoverMs = await rig.recovered(performance.now());
    ledger.stop();
    await rig.stream.drain();
    const counts = await ledger.report('row 8: half-open, busy', server, { detectMs, recoverMs });
    expect(counts).toMatchObject(safe);
    expect(rig.lost('hot')).toEqual(['silent']);
    expect(detectMs).toBeGreaterThan(900);
    expect(detectMs).toBeLessThan(1_500);
  });

  it('row 8: a half-open idle link, also of a subscriber, is replaced within 2.5 s', async () => {
    rig = await FaultRig.start();
    await rig.transport.subscribe('channel', () => {});
    await sleep(50);
    const brokenAt = performance.now();
    rig.proxy.mode = 'blackhole';
    const lanes = ['hot', 'control', 'subscriber'];
    await rig.ledger.until(() => lanes.every((lane) => rig.lost(lane).length > 0), 4_000);
    const detectMs = Math.round(performance.now() - brokenAt);
    console.log(JSON.stringify({ scenario: 'row 8: half-open, idle', detectMs }));
    expect(detectMs).toBeLessThan(2_500);
    for (const lane of lanes) expect(rig.lost(lane)).toEqual(['silent']);
    rig.proxy.mode = 'pass';
  });

  it('row 9: delay and jitter cause no churn, and only typed timeouts', async () => {
    rig = await FaultRig.start({ deadlineMs: 50 });
    const { ledger, proxy, server } = rig;
    const accepted = proxy.accepted;
    proxy.delay = () => 10 + (Math.random() - 0.5) * 20;
    ledger.start(10, 1);
    await sleep(2_000);
    ledger.stop();
    await rig.stream.drain();
    proxy.delay = undefined;
    await sleep(100);
    const counts = await ledger.report('row 9: 20 +- 20 ms', server, {
      reconnects: proxy.accepted - accepted,
    });
    expect(counts).toMatchObject(safe);
    expect(proxy.accepted - accepted).toBe(0);
    expect(Object.keys(counts.reasons).every((reason) => /timeout|not-sent/.test(reason))).toBe(true);
  });
});
