import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BoundedQueue } from '../../src/base/bounded-queue.js';
import { Deque } from '../../src/base/deque.js';
import { InvalidArgument } from '../../src/base/errors.js';
import { checkInteger, checkMilliseconds } from '../../src/base/limits.js';

describe('Deque', () => {
  it('behaves as an array under any sequence of operations', () => {
    const operation = fc.oneof(
      fc.record({ kind: fc.constantFrom('push' as const, 'unshift' as const), value: fc.integer() }),
      fc.record({ kind: fc.constant('shift' as const) }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
        const deque = new Deque<number>();
        const model: number[] = [];
        for (const step of operations) {
          if (step.kind === 'shift') expect(deque.shift()).toBe(model.shift());
          else {
            deque[step.kind](step.value);
            model[step.kind](step.value);
          }
          expect(deque.length).toBe(model.length);
          expect(deque.peek()).toBe(model[0]);
        }
        expect([...deque]).toEqual(model);
        expect(deque.takeAll()).toEqual(model);
        expect(deque.length).toBe(0);
      }),
    );
  });
});

describe('BoundedQueue', () => {
  it('keeps both limits and its byte count under any sequence of operations', () => {
    const sizes = fc.array(fc.option(fc.integer({ min: 0, max: 40 })), { maxLength: 100 });
    fc.assert(
      fc.property(sizes, (steps) => {
        const queue = new BoundedQueue<number>({ maxItems: 5, maxBytes: 60 });
        const model: number[] = [];
        for (const bytes of steps) {
          if (bytes === null) {
            expect(queue.shift()).toBe(model.shift());
          } else {
            const fits = model.length < 5 && (model.length === 0 || sum(model) + bytes <= 60);
            expect(queue.push(bytes, bytes)).toBe(fits);
            if (fits) model.push(bytes);
          }
          expect(queue.bytes).toBe(sum(model));
          expect(queue.length).toBe(model.length);
        }
        expect(queue.clear()).toEqual(model);
        expect(queue.bytes).toBe(0);
      }),
    );
  });

  it('takes one item larger than the byte limit when it is empty', () => {
    const queue = new BoundedQueue<string>({ maxItems: 5, maxBytes: 10 });
    expect(queue.push('large', 100)).toBe(true);
    expect(queue.full).toBe(true);
    expect(queue.push('small', 1)).toBe(false);
  });

  it('drops the oldest items to take a new one, and says which', () => {
    const queue = new BoundedQueue<string>({ maxItems: 2, maxBytes: 100 });
    queue.push('a', 1);
    queue.push('b', 1);
    expect(queue.pushDroppingOldest('c', 99)).toEqual(['a']);
    expect(queue.pushDroppingOldest('d', 100)).toEqual(['b', 'c']);
    expect(queue.peek()).toBe('d');
  });

  it('refuses limits that bound nothing', () => {
    expect(() => new BoundedQueue({ maxItems: Number.POSITIVE_INFINITY, maxBytes: 1 })).toThrow(
      InvalidArgument,
    );
    expect(() => new BoundedQueue({ maxItems: 1, maxBytes: 0 })).toThrow(/maxBytes/);
  });
});

describe('checks of options', () => {
  it('name the argument and never show an object', () => {
    expect(checkInteger('lanes', 2, 1, 4)).toBe(2);
    expect(() => checkInteger('lanes', 5, 1, 4)).toThrow('lanes: 5 is not a whole number from 1 to 4');
    expect(() => checkInteger('lanes', Number.NaN, 1)).toThrow(InvalidArgument);
    expect(() => checkMilliseconds('deadlineMs', 'secret' as unknown as number, 1)).toThrow(
      'deadlineMs: a string is not a time',
    );
    expect(checkMilliseconds('deadlineMs', 0.5, 0)).toBe(0.5);
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
