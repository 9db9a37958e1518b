import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadAddon } from '../../src/addon/load.js';
import { DualbusError } from '../../src/base/errors.js';
import { MalformedFrame } from '../../src/codec/errors.js';
import { type ColumnArray, packedBound, referencePacker } from '../../src/codec/packed/index.js';
import {
  arbitraryArrays,
  bytesOf,
  draws,
  emptyArrays,
  everyColumn,
  everyPlan,
  packed,
  shapedArrays,
  shapes,
} from './support/columns.js';

const state = loadAddon();
const target = new Uint8Array(packedBound(65_536, everyColumn.length));

/** Native bytes equal the reference's; natively unpacked columns equal the originals. */
function expectSame(
  arrays: readonly (ColumnArray | undefined)[],
  rows: number,
  key: number,
  label: string,
): void {
  if (state.status !== 'loaded') return;
  const expected = packed(everyPlan(), key, arrays, rows);
  const length = state.addon.packColumns(everyPlan(), key, rows, target, ...arrays);
  expect(length, label).toBe(expected.length);
  if (!Buffer.from(expected).equals(target.subarray(0, length)))
    expect([...target.subarray(0, length)], label).toEqual([...expected]);
  const back = emptyArrays(everyColumn, rows);
  expect(state.addon.unpackColumns(everyPlan(), expected, ...back), label).toBe(rows);
  arrays.forEach((array, c) => {
    if (array !== undefined)
      expect(bytesOf(array).equals(bytesOf(back[c])), `${label}, column ${c}`).toBe(true);
  });
}

/** The outcome of a decoder: the columns' bytes, or the class of the error. */
function outcome(unpack: (arrays: ColumnArray[]) => number): string {
  const arrays = emptyArrays(everyColumn, 400);
  try {
    const rows = unpack(arrays);
    return arrays.map((a) => bytesOf(a).toString('hex', 0, rows * a.BYTES_PER_ELEMENT)).join();
  } catch (error) {
    if (error instanceof DualbusError) return 'refused';
    throw error;
  }
}

describe.skipIf(state.status !== 'loaded')('native packed columns', () => {
  const { addon } = state as Extract<typeof state, { status: 'loaded' }>;

  for (const implementation of state.status === 'loaded' ? state.implementations : [])
    describe(implementation, () => {
      it.each(Object.keys(shapes))('write the same bytes for 1 to 300 rows of a %s', (shape) => {
        addon.selectImplementation(implementation);
        for (let rows = 1; rows <= 300; rows++)
          expectSame(shapedArrays(shape, rows, rows), rows, rows % 3 ? 0 : -1, `${rows} rows`);
        addon.selectImplementation('');
      });

      it.each(Object.keys(shapes))('write the same bytes for a large frame of a %s', (shape) => {
        addon.selectImplementation(implementation);
        for (const rows of [2047, 9000])
          expectSame(shapedArrays(shape, rows, rows + 3), rows, 0, `${rows} rows`);
        addon.selectImplementation('');
      });
    });

  it('write the same bytes for any values', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 290 }).chain((n) => arbitraryArrays(n + 1)),
        fc.boolean(),
        (arrays, keyed) => expectSame(arrays, arrays[0].length, keyed ? 0 : -1, 'arbitrary'),
      ),
      { numRuns: 80 },
    );
  });

  it('leave missing arrays absent', () => {
    const arrays = shapedArrays('walk', 140, 9).map((a, c) =>
      c === 2 || c === 3 || c === 7 ? undefined : a,
    );
    expectSame(arrays, 140, 0, 'missing');
  });

  it('read or refuse changed bytes as the reference does', () => {
    const draw = draws(99);
    for (const shape of Object.keys(shapes)) {
      const body = packed(everyPlan(), 0, shapedArrays(shape, 290, 8), 290);
      for (let round = 0; round < 150; round++) {
        const copy = body.slice(0, round % 5 ? body.length : Math.floor(draw() * body.length));
        for (let edits = 1 + Math.floor(draw() * 3); edits > 0 && copy.length > 0; edits--)
          copy[Math.floor(draw() * copy.length)] = Math.floor(draw() * 256);
        const native = outcome((arrays) => {
          const rows = addon.unpackColumns(everyPlan(), copy, ...arrays);
          if (rows < 0) throw new MalformedFrame('native', 0);
          return rows;
        });
        expect(native).toBe(outcome((arrays) => referencePacker.unpack(everyPlan(), arrays, copy)));
      }
    }
  });

  it('refuse wrong arguments', () => {
    const arrays = emptyArrays(everyColumn, 4);
    const body = packed(everyPlan(), 0, shapedArrays('few', 4, 2), 4);
    expect(addon.unpackColumns(everyPlan(), body, ...emptyArrays(everyColumn, 3))).toBe(-1);
    expect(addon.unpackColumns(everyPlan().subarray(1), body, ...arrays)).toBe(-1);
    expect(addon.unpackColumns(everyPlan(), body, ...arrays.slice(1))).toBe(-1);
    expect(addon.unpackColumns(everyPlan(), body, ...arrays.slice(1), arrays[0])).toBe(-1);
    expect(addon.packColumns(everyPlan(), 0, 5, target, ...arrays)).toBe(-1);
    expect(addon.packColumns(everyPlan(), 12, 4, target, ...arrays)).toBe(-1);
    expect(addon.packColumns(everyPlan(), 0, 4, target.subarray(0, 8), ...arrays)).toBe(-1);
    expect(addon.packColumns(everyPlan(), 0, 4, target, ...Array(300))).toBe(-1);
    expect(addon.packColumns(null as never, 0, 4, null as never)).toBe(-1);
    const detached = emptyArrays(everyColumn, 4);
    structuredClone(detached[0].buffer, { transfer: [detached[0].buffer as ArrayBuffer] });
    expect(addon.unpackColumns(everyPlan(), body, ...detached)).toBe(-1);
  });
});
