import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgument } from '#dualbus/base/errors.js';
import { kernels, newPanel } from '#dualbus/compute/index.js';
import { exact, expectClose } from './support/compare.js';
import { type Character, characters, randomPanel } from './support/panels.js';

const cases = fc.record({
  rows: fc.integer({ min: 1, max: 60 }),
  cols: fc.integer({ min: 1, max: 9 }),
  window: fc.integer({ min: 1, max: 15 }),
  character: fc.constantFrom(...(Object.keys(characters) as Character[])),
  seed: fc.integer({ min: 1, max: 1e6 }),
  sizes: fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 10 }),
});

describe('streams', () => {
  it('give the bits of the batch under any chunking, also from a checkpoint', () => {
    fc.assert(
      fc.property(cases, ({ rows, cols, window, character, seed, sizes }) => {
        const input = randomPanel({ rows, cols }, character, seed);
        const args = { window, minCount: Math.ceil(window / 2) };
        const batch = kernels.rollingMean.runSync(input, args);
        const result = newPanel(rows, cols);
        let stream = kernels.rollingMean.stream(cols, args);
        let row = 0;
        for (const size of [...sizes, rows]) {
          const taken = Math.min(size, rows - row);
          const part = { ...input, data: input.data.subarray(row * cols), rows: taken };
          stream.push(part, { ...result, data: result.data.subarray(row * cols), rows: taken });
          row += taken;
          stream = kernels.rollingMean.stream(cols, args, { state: stream.state });
        }
        expectClose(result.data, batch.data, exact);
      }),
    );
  });

  it('take single rows and return new panels', () => {
    const stream = kernels.rollingMean.stream(2, { window: 2, minCount: 1 });
    const row = (...values: number[]) => ({
      data: Float64Array.from(values),
      rows: 1,
      cols: 2,
      rowStride: 2,
    });
    expect([...stream.push(row(1, 10)).data]).toEqual([1, 10]);
    expect([...stream.push(row(3, Number.NaN)).data]).toEqual([2, 10]);
    expect([...stream.push(row(5, 30)).data]).toEqual([4, 30]);
  });

  it('keep their state when a push is refused', () => {
    const stream = kernels.rollingMean.stream(1, { window: 2, minCount: 1 });
    stream.push(Float64Array.of(4));
    const before = stream.state.slice();
    expect(() => stream.push(newPanel(1, 2))).toThrow(/x: has 2 columns, the stream has 1/);
    expect(() => stream.push(Float64Array.of(1), new Float64Array(2))).toThrow(InvalidArgument);
    expect(stream.state).toEqual(before);
    expect([...stream.push(Float64Array.of(6))]).toEqual([5]);
  });

  it('refuse columns and states that do not fit', () => {
    expect(() => kernels.rollingMean.stream(0, { window: 2 })).toThrow(/cols: must be an integer from 1/);
    expect(() => kernels.rollingMean.stream(3, { window: 2 }, { state: new Float64Array(5) })).toThrow(
      /state: has 5 elements, this stream needs 25/,
    );
    expect(() => kernels.rollingMean.stream(2 ** 32 - 1, { window: 2 ** 32 - 1 })).toThrow(
      expect.objectContaining({ code: 'DUALBUS_OUT_OF_MEMORY' }),
    );
  });

  it('survive a state of any bits', () => {
    const { state } = kernels.rollingMean.stream(3, { window: 4 });
    for (const bits of [Number.NaN, -5, Infinity, 1e300, 0.5, 2 ** 53]) {
      const broken = state.slice().fill(bits);
      const stream = kernels.rollingMean.stream(3, { window: 4 }, { state: broken });
      expect(stream.push(newPanel(20, 3)).rows).toBe(20);
    }
  });
});
