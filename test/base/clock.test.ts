import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.js';
import { SimulatedClock } from '../../src/base/simulated-clock.js';

describe('systemClock', () => {
  it('defers to the end of the tick, behind continuations queued later', async () => {
    const order: string[] = [];
    await new Promise<void>((done) => {
      setImmediate(() => {
        systemClock.defer(() => order.push('deferred'));
        process.nextTick(() => order.push('tick'));
        Promise.resolve()
          .then(() => order.push('continuation'))
          .then(() => order.push('chained'));
        setImmediate(done);
      });
    });
    expect(order).toEqual(['tick', 'continuation', 'chained', 'deferred']);
  });

  it('gives wall time within 2 ms of Date.now and never beside the monotonic clock', () => {
    const wall = systemClock.wallNs();
    expect(Math.abs(Number(wall / 1_000_000n) - Date.now())).toBeLessThan(50);
    const monotonic = systemClock.monotonicNs();
    expect(systemClock.monotonicNs()).toBeGreaterThanOrEqual(monotonic);
  });

  it('cancels a timer', async () => {
    let ran = false;
    systemClock
      .after(1, () => {
        ran = true;
      })
      .cancel();
    await new Promise((done) => setTimeout(done, 10));
    expect(ran).toBe(false);
  });
});

describe('SimulatedClock', () => {
  it('runs timers, then input, then soon, each in the order of its time', () => {
    const clock = new SimulatedClock();
    const order: string[] = [];
    clock.input(5, () => order.push('input 5'));
    clock.after(5, () => {
      order.push('timer 5');
      clock.soon(() => order.push('soon'));
    });
    clock.after(3, () => order.push('timer 3'));
    clock.advance(4);
    expect(order).toEqual(['timer 3']);
    clock.advance(1);
    expect(order).toEqual(['timer 3', 'timer 5', 'input 5', 'soon']);
    expect(clock.now()).toBe(5);
  });

  it('finds expired timers before the input that came during a stall', () => {
    const clock = new SimulatedClock();
    const order: string[] = [];
    clock.input(10, () => order.push('reply'));
    clock.after(50, () => order.push('deadline'));
    clock.stall(80);
    clock.turn();
    expect(order).toEqual(['deadline', 'reply']);
    expect(clock.now()).toBe(80);
  });

  it('runs deferred callbacks after the callback that asked for them', () => {
    const clock = new SimulatedClock();
    const order: string[] = [];
    clock.after(1, () => {
      clock.defer(() => order.push('deferred'));
      order.push('callback');
    });
    clock.after(1, () => order.push('next'));
    clock.advance(1);
    expect(order).toEqual(['callback', 'deferred', 'next']);
  });

  it('moves the wall clock alone', () => {
    const clock = new SimulatedClock(1_000);
    clock.advance(10);
    clock.shiftWall(-60_000);
    expect(clock.wallMs()).toBe(1_010 - 60_000);
    expect(clock.now()).toBe(10);
  });

  it('cancels, and counts nothing that was cancelled as due', () => {
    const clock = new SimulatedClock();
    clock.after(1, () => expect.unreachable()).cancel();
    expect(clock.turn()).toBe(false);
    expect(clock.waiting).toBe(0);
  });
});
