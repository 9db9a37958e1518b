import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SequenceRanges } from '../../src/bus/sequence-ranges.js';

describe('sequence ranges', () => {
  it('hold exactly what was added, whatever the order, and keep neighbours as one range', () => {
    const frame = fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 6 }),
    );
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 40 }), frame, (frames, [epoch, first, count]) => {
        const ranges = new SequenceRanges();
        const truth = new Set<string>();
        for (const [e, from, n] of frames) {
          ranges.add(e, from, n);
          for (let i = 0; i < n; i++) truth.add(`${e} ${from + i}`);
        }
        let leading = 0;
        while (leading < count && truth.has(`${epoch} ${first + leading}`)) leading++;
        expect(ranges.leading(epoch, first, count)).toBe(leading);
        const size = ranges.ranges.reduce((sum, [, from, to]) => sum + to - from + 1, 0);
        expect(size).toBe(truth.size);
        for (const [e, , to] of ranges.ranges) expect(truth.has(`${e} ${to + 1}`)).toBe(false);
        expect(new SequenceRanges(ranges.ranges).leading(epoch, first, count)).toBe(leading);
      }),
    );
  });

  it('become one where a range fills the gap before the last one', () => {
    const ranges = new SequenceRanges();
    for (const [first, count] of [
      [1, 1],
      [3, 1],
      [1, 2],
    ] as const)
      ranges.add(2, first, count);
    expect(ranges.ranges).toEqual([[2, 1, 3]]);
  });

  it('forget the oldest beyond their limit', () => {
    const ranges = new SequenceRanges([], 2);
    for (const first of [1, 10, 20]) ranges.add(1, first, 1);
    expect(ranges.ranges).toEqual([
      [1, 10, 10],
      [1, 20, 20],
    ]);
  });
});
