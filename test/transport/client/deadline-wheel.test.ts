import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SimulatedClock } from '../../../src/base/simulated-clock.js';
import { DeadlineWheel, type Expirable } from '../../../src/transport/client/deadline-wheel.js';

interface Item extends Expirable {
  readonly name: number;
}

function item(name: number): Item {
  return { name, due: 0, slot: -1, previous: undefined, next: undefined };
}

describe('DeadlineWheel', () => {
  it('expires every item that was not removed, once, within a slot of its time', () => {
    const plans = fc.array(
      fc.record({
        at: fc.nat(2_000),
        due: fc.nat(3_000),
        removeAfter: fc.option(fc.nat(3_000)),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(plans, (steps) => {
        const clock = new SimulatedClock();
        const expired = new Map<number, number>();
        const wheel = new DeadlineWheel<Item>(clock, (each) => {
          expect(expired.has(each.name)).toBe(false);
          expired.set(each.name, clock.now());
        });
        const removed = new Set<number>();
        steps.forEach((step, name) => {
          const each = item(name);
          clock.after(step.at, () => wheel.add(each, step.at + step.due));
          if (step.removeAfter === null) return;
          clock.after(step.at + step.removeAfter, () => {
            if (!expired.has(name)) removed.add(name);
            wheel.remove(each);
          });
        });
        clock.advance(10_000);
        expect(wheel.size).toBe(0);
        steps.forEach((step, name) => {
          if (removed.has(name)) expect(expired.has(name)).toBe(false);
          else {
            expect(expired.get(name)).toBeGreaterThanOrEqual(step.at + step.due);
            expect(expired.get(name)).toBeLessThanOrEqual(step.at + step.due + 8);
          }
        });
      }),
    );
  });

  it('gives the loop one poll for input before an item expires', () => {
    const clock = new SimulatedClock();
    const expired: number[] = [];
    const wheel = new DeadlineWheel<Item>(clock, (each) => expired.push(each.name));
    const [answered, silent] = [item(1), item(2)] as const;
    wheel.add(answered, 50);
    wheel.add(silent, 50);
    // The reply came in time, and the loop slept over both.
    clock.input(10, () => wheel.remove(answered));
    clock.stall(80);
    clock.advance(10);
    expect(expired).toEqual([2]);
  });

  it('tells how late its own timer was', () => {
    const clock = new SimulatedClock();
    const late: number[] = [];
    const wheel = new DeadlineWheel<Item>(clock, (_, lateness) => late.push(lateness));
    wheel.add(item(1), 50);
    clock.stall(90);
    clock.advance(0);
    clock.advance(10);
    wheel.add(item(2), clock.now() + 50);
    clock.advance(100);
    expect(late[0]).toBeGreaterThan(30);
    expect(late[1]).toBe(0);
  });

  it('keeps one timer, whatever it holds', () => {
    const clock = new SimulatedClock();
    const wheel = new DeadlineWheel<Item>(clock, () => {});
    for (let i = 0; i < 1_000; i++) wheel.add(item(i), 100 + (i % 50));
    expect(wheel.size).toBe(1_000);
    expect(clock.waiting).toBeLessThanOrEqual(1);
  });
});
