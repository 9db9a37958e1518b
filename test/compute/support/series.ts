import fc from 'fast-check';
import { expect } from 'vitest';
import { type Definition, none, roll } from './definitions.js';

/** Series of up to 50 of the values, some missing. */
export function seriesOf(values: fc.Arbitrary<number>): fc.Arbitrary<number[]> {
  return fc.array(withMissing(values), { minLength: 1, maxLength: 50 });
}

export function withMissing(values: fc.Arbitrary<number>): fc.Arbitrary<number> {
  return fc.oneof({ weight: 7, arbitrary: values }, { weight: 1, arbitrary: fc.constant(none) });
}

export const windows = fc.integer({ min: 1, max: 12 });

/** Equal to `tolerance`; NaN only where expected. */
export function expectNear(actual: Float64Array, expected: readonly number[], tolerance: number): void {
  expected.forEach((e, t) => {
    const a = actual[t]!;
    if (Number.isNaN(e) || Number.isNaN(a)) expect([t, a]).toEqual([t, e]);
    else expect(Math.abs(a - e), `${a} instead of ${e} at row ${t}`).toBeLessThanOrEqual(tolerance);
  });
}

interface Rolling {
  runSync(x: Float64Array, args: { window: number; minCount: number }): Float64Array;
}

/** The kernel gives what its definition does, for any series, window and least count. */
export function expectDefinition(
  kernel: Rolling,
  series: fc.Arbitrary<number[]>,
  definition: Definition,
  tolerance: number,
): void {
  fc.assert(
    fc.property(series, windows, windows, (x, window, count) => {
      const minCount = Math.min(count, window);
      const actual = kernel.runSync(Float64Array.from(x), { window, minCount });
      expectNear(actual, roll(x, window, minCount, definition), tolerance);
    }),
  );
}
