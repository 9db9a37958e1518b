import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgument } from '../../../src/base/errors.js';
import { SimulatedClock } from '../../../src/base/simulated-clock.js';
import { Admission } from '../../../src/transport/client/admission.js';
import { ConsumerLedger } from '../../../src/transport/client/consumer-ledger.js';
import { LatencyWindow } from '../../../src/transport/client/latency-window.js';
import { LeaseObserver } from '../../../src/transport/client/lease-observer.js';
import { LoopMonitor } from '../../../src/transport/client/loop-monitor.js';
import { fullJitter, ReconnectBackoff, RetryBudget } from '../../../src/transport/client/retry.js';
import { classifyError } from '../../../src/transport/client/server-error.js';
import { memoryCeiling, resolveSettings } from '../../../src/transport/limits.js';

describe('Admission', () => {
  it('never holds more than its limits, and frees all it took', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 100 }), (sizes) => {
        const admission = new Admission({ maxItems: 5, maxBytes: 60 });
        const held: number[] = [];
        for (const bytes of sizes) {
          if (admission.admit(bytes)) held.push(bytes);
          else admission.release(held.shift()!);
          expect(admission.count).toBeLessThanOrEqual(5);
          expect(admission.bytes).toBe(held.reduce((a, b) => a + b, 0));
          expect(admission.bytes).toBeLessThanOrEqual(60);
        }
        for (const bytes of held) admission.release(bytes);
        expect([admission.count, admission.bytes]).toEqual([0, 0]);
      }),
    );
  });

  it('wakes senders at half of its limits, and watchers when nothing is held', () => {
    const admission = new Admission({ maxItems: 4, maxBytes: 100 });
    for (let i = 0; i < 4; i++) admission.admit(10);
    const woken: string[] = [];
    admission.whenRoomy(() => woken.push('roomy'));
    admission.whenIdle(() => woken.push('idle'));
    admission.release(10);
    expect(woken).toEqual([]);
    admission.release(10);
    expect(woken).toEqual(['roomy']);
    admission.release(10);
    admission.release(10);
    expect(woken).toEqual(['roomy', 'idle']);
    admission.whenIdle(() => woken.push('at once'));
    expect(woken.at(-1)).toBe('at once');
  });
});

describe('retries', () => {
  it('wait a full jitter below the exponential bound', () => {
    for (const attempt of [0, 1, 5, 60]) {
      expect(fullJitter(() => 0.999, 10, 1_000, attempt)).toBeLessThan(Math.min(1_000, 10 * 2 ** attempt));
      expect(fullJitter(() => 0, 10, 1_000, attempt)).toBe(0);
    }
  });

  it('are at most a share of the calls, plus some per second', () => {
    const clock = new SimulatedClock();
    const budget = new RetryBudget(clock, { capacity: 10, perSecond: 5, perCall: 0.125 });
    const spent = (): number => {
      let count = 0;
      while (budget.spend()) count++;
      return count;
    };
    expect(spent()).toBe(10);
    for (let i = 0; i < 40; i++) budget.earn();
    expect(spent()).toBe(5);
    clock.advance(1_000);
    expect(spent()).toBe(5);
    clock.advance(60_000);
    expect(spent()).toBe(10);
  });

  it('of connections begin at once, grow, and begin anew only after a stable connection', () => {
    const clock = new SimulatedClock();
    const backoff = new ReconnectBackoff(clock, () => 0.999, 5);
    const delays = Array.from({ length: 9 }, () => backoff.next(false));
    expect(delays[0]).toBeLessThan(5);
    expect(delays.slice(1, 6).every((delay, i) => delay > (delays[i] ?? 0))).toBe(true);
    expect(Math.max(...delays)).toBeLessThan(1_000);
    backoff.opened();
    clock.advance(100);
    expect(backoff.next(false)).toBeGreaterThan(900);
    backoff.opened();
    clock.advance(1_500);
    expect(backoff.next(false)).toBeLessThan(5);
    expect(backoff.next(true)).toBeGreaterThan(50);
  });
});

describe('LoopMonitor', () => {
  it('stands still while the loop stalls', () => {
    const clock = new SimulatedClock();
    const stalls: number[] = [];
    const monitor = new LoopMonitor(
      clock,
      () => {},
      (ms) => stalls.push(ms),
    );
    monitor.start();
    clock.advance(200);
    expect(monitor.responsiveNow()).toBe(200);
    clock.stall(500);
    clock.advance(200);
    monitor.stop();
    expect(stalls).toHaveLength(1);
    expect(monitor.responsiveNow()).toBeGreaterThan(395);
    expect(monitor.responsiveNow()).toBeLessThan(455);
  });
});

describe('LatencyWindow', () => {
  it('gives the 99th percentile of the last round trips', () => {
    const window = new LatencyWindow();
    expect(window.p99).toBe(0);
    for (let i = 1; i <= 128; i++) window.add(i);
    expect(window.p99).toBe(127);
    for (let i = 0; i < 128; i++) window.add(5);
    expect(window.p99).toBe(5);
  });
});

describe('ConsumerLedger', () => {
  it('holds each entry once, until it is released', () => {
    const ledger = new ConsumerLedger();
    expect(ledger.deliver('s', '5-0', 1, 0)).toBe(true);
    expect(ledger.deliver('s', '5-0', 2, 0)).toBe(false);
    expect(ledger.deliver('s', '3-0', 2, 0)).toBe(true);
    expect([ledger.size, ledger.lowest('s'), ledger.lastSeen('s')]).toEqual([2, '3-0', '5-0']);
    expect(ledger.release('s', '3-0')).toBe(true);
    expect(ledger.release('s', '3-0')).toBe(false);
    expect(ledger.deliver('s', '3-0', 3, 0)).toBe(true);
    expect(ledger.lowest('t')).toBeUndefined();
  });

  it('refuses what was acknowledged while the pending entries were looked at', () => {
    const ledger = new ConsumerLedger();
    ledger.deliver('s', '5-0', 1, 0);
    ledger.beginReplay('s');
    ledger.release('s', '5-0');
    expect(ledger.deliver('s', '5-0', 2, 0)).toBe(false);
    ledger.endReplay('s');
    expect(ledger.deliver('s', '5-0', 2, 0)).toBe(true);
  });

  it('tells poison, and whose lease is due', () => {
    const ledger = new ConsumerLedger(3);
    ledger.deliver('s', '1-0', 3, 0);
    ledger.deliver('s', '2-0', 4, 100);
    expect([ledger.isPoison('s', '1-0'), ledger.isPoison('s', '2-0'), ledger.isPoison('s', '9-0')]).toEqual([
      false,
      true,
      false,
    ]);
    expect(ledger.takeDue('s', 50, 200)).toEqual(['1-0']);
    expect(ledger.takeDue('s', 150, 300)).toEqual(['2-0']);
    expect(ledger.takeDue('s', 150, 300)).toEqual([]);
  });
});

describe('LeaseObserver', () => {
  it('takes a counter that stands still for dead, and one that moves for living', () => {
    const leases = new LeaseObserver(100);
    leases.observe(
      [
        ['a', '1'],
        ['b', '1'],
      ],
      0,
    );
    leases.observe(
      [
        ['a', '2'],
        ['b', '1'],
      ],
      60,
    );
    expect([leases.isDead('a', 110), leases.isDead('b', 110), leases.isDead('unknown', 110)]).toEqual([
      false,
      true,
      true,
    ]);
    leases.observe([['b', '2']], 115);
    expect(leases.isDead('b', 120)).toBe(false);
  });
});

describe('error replies', () => {
  it('are classified by what they prove, and quote nothing', () => {
    expect(classifyError('OOM command not allowed')).toMatchObject({ reason: 'no-memory', remedy: 'none' });
    expect(classifyError('READONLY You can not write')).toMatchObject({
      reason: 'read-only',
      remedy: 'reconnect',
    });
    expect(classifyError('MOVED 3999 10.0.0.1:6381')).toMatchObject({
      remedy: 'redirect',
      node: '10.0.0.1:6381',
    });
    expect(classifyError('ASK 3999 ::1:6381')).toMatchObject({ word: 'ASK', node: '::1:6381' });
    expect(classifyError('LOADING Redis is loading')).toMatchObject({ reason: 'loading', remedy: 'later' });
    const unknown = classifyError("ERR unknown command 'X', with args beginning with: 'secret'");
    expect(unknown).toEqual({ reason: 'invalid', remedy: 'none', word: 'ERR', node: undefined });
    expect(classifyError('ERR something a script said').reason).toBeUndefined();
    expect(classifyError('secret').word).toBe('ERR');
  });
});

describe('settings', () => {
  it('are checked, and bound memory by a formula', () => {
    const settings = resolveSettings({ maxInFlight: 100, maxInFlightBytes: 1_000_000, maxFrameBytes: 1_000 });
    expect(memoryCeiling(settings, 2)).toBe(2 * (1_000_000 + 100 * 2_048 + 1_000));
    expect(memoryCeiling(settings, 0, [{ maxQueuedBytes: 5, readBytes: 7 }])).toBe(12);
    expect(() => resolveSettings({ hotLanes: 5 })).toThrow(InvalidArgument);
    expect(() => resolveSettings({ livenessMs: 10 })).toThrow(/livenessMs/);
    expect(() => resolveSettings({ deadlineMs: Number.NaN })).toThrow(/deadlineMs/);
  });
});
