import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MalformedFrame } from '../../src/codec/errors.js';
import {
  compilePlan,
  getBase,
  packColumns,
  packedKeys,
  packedRows,
  unpackColumns,
  WireType,
} from '../../src/codec/packed/index.js';
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

function expectRoundTrip(
  arrays: ReturnType<typeof shapedArrays>,
  rows: number,
  key: number,
  label: string,
): void {
  const body = packed(everyPlan(), key, arrays, rows);
  expect(packedRows(body)).toBe(rows);
  const back = emptyArrays(everyColumn, rows);
  expect(unpackColumns(everyPlan(), back, body)).toBe(rows);
  arrays.forEach((array, c) => {
    if (!bytesOf(array).equals(bytesOf(back[c]))) expect(back[c], `${label}, column ${c}`).toEqual(array);
    expect(bytesOf(array).equals(bytesOf(back[c])), `${label}, column ${c}`).toBe(true);
  });
}

describe('the keys of a packed body', () => {
  it.each(Object.keys(shapes))('are those of its rows, for a %s', (shape) => {
    for (const rows of [1, 2, 127, 128, 300]) {
      const arrays = shapedArrays(shape, rows, rows);
      const keys = packedKeys(packed(everyPlan(), 0, arrays, rows));
      const expected = new Set(arrays[0] as Uint32Array);
      if (expected.size * 8 <= rows || expected.size === 1) expect(keys, `${rows} rows`).toBeDefined();
      if (keys !== undefined) expect(new Set(keys), `${rows} rows`).toEqual(expected);
      expect(packedKeys(packed(everyPlan(), -1, arrays, rows))).toBeUndefined();
    }
  });

  it('are refused with the body', () => {
    const rows = 300;
    const body = packed(everyPlan(), 0, shapedArrays('few', rows, 1), rows).slice();
    for (let length = 0; length < body.length; length++)
      expect(() => packedKeys(body.subarray(0, length)), `${length} bytes`).toThrow(MalformedFrame);
    const scratch = body.slice();
    for (let i = 0; i < 200; i++) {
      scratch.set(body);
      scratch[i] ^= 1 << (i % 8);
      try {
        packedKeys(scratch);
      } catch (error) {
        expect(error).toBeInstanceOf(MalformedFrame);
      }
    }
  });
});

describe('packed columns', () => {
  it.each(Object.keys(shapes))('give back every value of a %s, for 1 to 300 rows', (shape) => {
    // Every length is compared in packed-native.test.ts.
    for (let rows = 1; rows <= 300; rows += shape === 'few' ? 1 : 9)
      expectRoundTrip(shapedArrays(shape, rows, rows), rows, rows % 3 ? 0 : -1, `${rows} rows`);
  });

  it('give back any values at all', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 280 }).chain((n) => arbitraryArrays(n + 1)),
        fc.boolean(),
        (arrays, keyed) => expectRoundTrip(arrays, arrays[0].length, keyed ? 0 : -1, 'arbitrary'),
      ),
      { numRuns: 60 },
    );
  });

  it('hold 65,536 rows and no more', () => {
    const rows = 65_536;
    expectRoundTrip(shapedArrays('walk', rows, 5), rows, 0, 'full frame');
    const plan = compilePlan([{ field: 1, type: WireType.u8 }]);
    const tooMany = new Uint8Array(rows + 1);
    expect(() => packColumns(plan, -1, [tooMany], rows + 1, new Uint8Array(1e6))).toThrow(/rows/);
    expect(() => packColumns(plan, -1, [tooMany], 0, new Uint8Array(1e6))).toThrow(/rows/);
  });

  it('take the columns of views and of shared memory', () => {
    const shared = new Float64Array(new SharedArrayBuffer(8 * 200), 8 * 3, 150);
    shared.forEach((_, i) => {
      shared[i] = i * i;
    });
    const plan = compilePlan([{ field: 1, type: WireType.i64, form: 'number' }]);
    const target = new Uint8Array(new SharedArrayBuffer(8192), 5);
    const length = packColumns(plan, -1, [shared], 150, target);
    const back = new Float64Array(new SharedArrayBuffer(8 * 300), 16, 200);
    expect(unpackColumns(plan, [back], target.subarray(0, length))).toBe(150);
    expect([...back.subarray(0, 150)]).toEqual([...shared]);
  });

  it('encode a missing array as absent, skip unknown columns and fill the ones a body lacks', () => {
    const [writer, reader] = [
      [
        { field: 1, type: WireType.u32 },
        { field: 2, type: WireType.f64, absent: 0x7ff8000000000000n },
      ],
      [
        { field: 2, type: WireType.f64, absent: 0x7ff8000000000000n },
        { field: 9, type: WireType.i32, absent: -1n },
      ],
    ];
    const body = packed(compilePlan(writer), 0, [Uint32Array.of(4, 5, 6), undefined], 3);
    const back = [Float64Array.of(1, 2, 3), Int32Array.of(1, 2, 3)];
    unpackColumns(compilePlan(reader), back, body);
    expect(back).toEqual([Float64Array.of(Number.NaN, Number.NaN, Number.NaN), Int32Array.of(-1, -1, -1)]);
    const required = compilePlan([{ field: 9, type: WireType.i32 }]);
    expect(() => unpackColumns(required, [new Int32Array(3)], body)).toThrow(/field 9 is missing/);
  });

  it('leave the base of a floating column in the plan', () => {
    const times = BigUint64Array.of(1_700_000_000_000_000_123n, 1_700_000_000_000_000_456n);
    const body = packed(compilePlan([{ field: 1, type: WireType.u64 }]), -1, [times], 2);
    const plan = compilePlan([{ field: 1, type: WireType.u64, form: 'number', floatingBase: true }]);
    const offsets = new Float64Array(2);
    unpackColumns(plan, [offsets], body);
    expect([...offsets].map((o) => getBase(plan, 0) + BigInt(o))).toEqual([...times]);
  });

  it('refuse what has no exact form', () => {
    const plan = compilePlan([{ field: 1, type: WireType.i64, form: 'number' }]);
    const pack = (value: number) => packed(plan, -1, [Float64Array.of(1, value)], 2);
    expect(() => pack(1.5)).toThrow(/no integer/);
    expect(() => pack(Number.NaN)).toThrow(/NaN/);
    expect(() => pack(2 ** 53)).toThrow(/2\^53/);
    expect(() => pack(Number.NEGATIVE_INFINITY)).toThrow(/2\^53/);
    const big = packed(
      compilePlan([{ field: 1, type: WireType.i64 }]),
      -1,
      [BigInt64Array.of(0n, 2n ** 60n)],
      2,
    );
    expect(() => unpackColumns(plan, [new Float64Array(2)], big)).toThrow(/2\^53/);
  });

  it('refuse arrays that are too short, detached or of another type', () => {
    const plan = compilePlan([{ field: 1, type: WireType.u32 }]);
    const target = new Uint8Array(4096);
    const detached = new Uint32Array(8);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    expect(() => packColumns(plan, -1, [detached], 8, target)).toThrow(/0 elements for 8 rows/);
    expect(() => packColumns(plan, -1, [new Int32Array(8)], 8, target)).toThrow(/expected Uint32Array/);
    expect(() =>
      packColumns(plan, -1, [Uint32Array.from({ length: 99 }, draws(1))], 99, target.subarray(0, 20)),
    ).toThrow(/needs \d+ bytes, 20 are left/);
  });
});
