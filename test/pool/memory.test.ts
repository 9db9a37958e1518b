// The arena and what keeps its memory: leases, recycling, pins.
import { describe, expect, it } from 'vitest';
import { SharedArena } from '../../src/pool/arena.js';
import { Pins } from '../../src/pool/pins.js';
import { PriorityQueue } from '../../src/pool/queue.js';
import { sharedBuffers } from '../../src/pool/shared-memory.js';
import { seededRandom } from '../support/random.js';

const kiB = 1024;

describe('the arena', () => {
  it('lends arrays side by side, each on its own cache line, until the lease is full', () => {
    const lease = new SharedArena(new Pins()).lease(100 * kiB);
    const arrays = [lease.int8(3), lease.float64(1), lease.uint32(5), lease.uint8(64), lease.float32(2)];
    expect(arrays.map(({ byteOffset }) => byteOffset)).toEqual([0, 64, 128, 192, 256]);
    expect(arrays.every(({ buffer }) => buffer === lease.buffer)).toBe(true);
    expect(lease.buffer.byteLength).toBe(128 * kiB);
    expect(() => lease.float64(128 * kiB)).toThrow(/131072 elements need 1048576 bytes, the lease has/);
    lease.release();
    expect(() => lease.float64(1)).toThrow('lease: was released');
  });

  it('recycles what was given back, once, and keeps no more than its limit', () => {
    const arena = new SharedArena(new Pins(), { maxBytes: 1024 * kiB, maxFreeBytes: 256 * kiB });
    const [first, second, third] = [arena.lease(256 * kiB), arena.lease(256 * kiB), arena.lease(1)];
    expect(arena.bytes).toEqual({ lent: 576 * kiB, free: 0 });
    expect(() => arena.lease(512 * kiB)).toThrow(/no memory for a lease of the arena \(524288 bytes\)/);
    first.release();
    first.release();
    second.release();
    third.release();
    expect(arena.bytes).toEqual({ lent: 0, free: 256 * kiB });
    expect(arena.lease(200 * kiB).buffer).toBe(first.buffer);
    expect(arena.lease(200 * kiB).buffer).not.toBe(first.buffer);
  });

  it('recycles nothing that a task still uses', () => {
    const pins = new Pins();
    const arena = new SharedArena(pins);
    const lease = arena.lease(1);
    const used = new Set([lease.buffer]);
    pins.pin(used);
    pins.pin(used);
    lease.release();
    pins.unpin(used);
    expect(arena.lease(1).buffer).not.toBe(lease.buffer);
    pins.unpin(used);
    expect(arena.lease(1).buffer).toBe(lease.buffer);
    expect(pins.bytes).toBe(0);
  });

  it('copies arrays of any kind', () => {
    const copy = new SharedArena(new Pins()).share(Int8Array.of(1, -2, 3));
    expect(copy).toEqual(Int8Array.of(1, -2, 3));
    expect(copy.buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});

describe('columns', () => {
  it('give each shared buffer once, and name what is not shared', () => {
    const [a, b] = [new SharedArrayBuffer(64), new SharedArrayBuffer(32)];
    const columns = {
      x: new Float64Array(a),
      y: new Float64Array(a, 8),
      list: [{ data: new Int8Array(b) }],
      n: 1n,
    };
    expect(sharedBuffers(columns)).toEqual(new Set([a, b]));
    expect(() => sharedBuffers({ list: [{ data: new Int8Array(1) }] })).toThrow(/columns\.list\.0\.data/);
    expect(() => sharedBuffers({ raw: new ArrayBuffer(8) })).toThrow(/columns\.raw/);
  });
});

describe('the queue', () => {
  it('keeps the order of a sorted list, whatever leaves from the middle', () => {
    const random = seededRandom(7);
    const integer = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
    const queue = new PriorityQueue<{ priority: number; id: number }>();
    let expected: { priority: number; id: number }[] = [];
    for (let id = 0; id < 3_000; id++) {
      const what = integer(0, 9);
      if (what < 5) {
        const item = { priority: integer(-2, 2), id };
        queue.push(item);
        expected.push(item);
        expected.sort((x, y) => y.priority - x.priority || x.id - y.id);
      } else if (what < 8) expect(queue.shift()).toBe(expected.shift());
      else if (expected.length > 0) {
        const item = expected[integer(0, expected.length - 1)]!;
        expected = expected.filter((one) => one !== item);
        expect([queue.remove(item), queue.remove(item)]).toEqual([true, false]);
      }
      expect(queue.length).toBe(expected.length);
    }
  });
});
