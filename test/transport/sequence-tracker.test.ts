import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SequenceTracker } from '../../src/transport/sequence-tracker.js';

describe('SequenceTracker', () => {
  it('counts a gap exactly, and what of it comes late', () => {
    const tracker = new SequenceTracker(64);
    expect(tracker.observe('p', 1, 10, 5)).toMatchObject({ fresh: 5, missing: 0 });
    expect(tracker.observe('p', 1, 20, 1)).toMatchObject({ fresh: 1, missing: 5 });
    expect(tracker.observe('p', 1, 15, 2)).toMatchObject({ fresh: 2, late: 2, missing: 0 });
    expect(tracker.observe('p', 1, 14, 3)).toMatchObject({ fresh: 0, duplicates: 3, freshAt: undefined });
    expect(tracker.observe('p', 1, 16, 3)).toMatchObject({
      fresh: 2,
      duplicates: 1,
      freshAt: [false, true, true],
    });
  });

  it('expects a new session to begin at 0, and takes an older one for a repetition', () => {
    const tracker = new SequenceTracker(64);
    tracker.observe('p', 1, 100, 1);
    expect(tracker.observe('p', 2, 3, 1)).toMatchObject({ fresh: 1, missing: 3 });
    expect(tracker.observe('p', 1, 101, 2)).toMatchObject({ fresh: 0, duplicates: 2 });
    expect(tracker.observe('q', 1, 7, 1)).toMatchObject({ fresh: 1, missing: 0 });
  });

  it('takes what is older than its window for fresh', () => {
    const tracker = new SequenceTracker(64);
    tracker.observe('p', 1, 0, 1);
    tracker.observe('p', 1, 1_000, 1);
    expect(tracker.observe('p', 1, 0, 1)).toMatchObject({ fresh: 1, duplicates: 0, late: 0 });
  });

  it('remembers a bounded number of producers', () => {
    const tracker = new SequenceTracker(64, 2);
    tracker.observe('a', 1, 0, 1);
    tracker.observe('b', 1, 0, 1);
    tracker.observe('a', 1, 1, 1);
    tracker.observe('c', 1, 0, 1);
    expect(tracker.observe('a', 1, 1, 1).duplicates).toBe(1);
    expect(tracker.observe('b', 1, 0, 1).duplicates).toBe(0);
  });

  it('agrees with a set of everything seen, whatever the order within the window', () => {
    const ranges = fc.array(fc.tuple(fc.nat(150), fc.integer({ min: 1, max: 8 })), { maxLength: 60 });
    fc.assert(
      fc.property(ranges, (steps) => {
        const tracker = new SequenceTracker(256);
        const seen = new Set<number>();
        const skipped = new Set<number>();
        let next: number | undefined;
        for (const [first, count] of steps) {
          next ??= first;
          const numbers = Array.from({ length: count }, (_, i) => first + i);
          const missing = Math.max(0, first - next);
          for (let i = next; i < first; i++) skipped.add(i);
          const freshAt = numbers.map((n) => !seen.has(n));
          const late = numbers.filter((n) => freshAt[n - first] && n < next!).length;
          const result = tracker.observe('p', 1, first, count);
          expect(result.fresh).toBe(freshAt.filter(Boolean).length);
          expect(result.duplicates).toBe(count - result.fresh);
          expect(result.missing).toBe(missing);
          expect(result.late).toBe(late);
          for (const n of numbers) seen.add(n);
          next = Math.max(next, first + count);
        }
      }),
    );
  });

  it('refuses a window that is no power of two', () => {
    expect(() => new SequenceTracker(100)).toThrow(/power of two/);
  });
});
