import fc from 'fast-check';
import {
  type ColumnArray,
  type ColumnPlan,
  compilePlan,
  packColumns,
  packedBound,
  setBase,
  WireType,
} from '../../../src/codec/packed/index.js';
import { arrayClass } from '../../../src/codec/packed/plan.js';

/** One column of every wire type and form; column 0 is the key. */
export const everyColumn: readonly ColumnPlan[] = [
  { field: 1, type: WireType.u32 },
  { field: 2, type: WireType.u64, form: 'number' },
  { field: 3, type: WireType.i64, form: 'number', absent: -(2n ** 63n) },
  { field: 4, type: WireType.f64, absent: 0x7ff8000000000000n },
  { field: 5, type: WireType.u8 },
  { field: 6, type: WireType.i16 },
  { field: 7, type: WireType.f32 },
  { field: 8, type: WireType.u64, absent: 2n ** 64n - 1n },
  { field: 9, type: WireType.i64, lane: 3 },
  { field: 10, type: WireType.u16 },
  { field: 11, type: WireType.i8 },
  { field: 12, type: WireType.i32 },
];

export const everyBase = 1_723_161_255_000_000_000n;

export function everyPlan(): Int32Array {
  const plan = compilePlan(everyColumn);
  setBase(plan, 1, everyBase);
  return plan;
}

export function emptyArrays(columns: readonly ColumnPlan[], rows: number): ColumnArray[] {
  return columns.map((c) => new (arrayClass(c.type, c.form === 'number' ? 1 : 0))(rows));
}

/** Shapes that columns of real data have: each maps a row and a draw from [0, 1) to a value. */
export const shapes: Record<string, (row: number, draw: number) => number> = {
  constant: () => 41,
  counter: (row) => row,
  walk: (row, draw) => 1000 + Math.round(50 * Math.sin(row / 9)) + Math.floor(draw * 5),
  rounded: (_, draw) => 100 * Math.floor(draw * 40),
  skewed: (_, draw) => (draw < 0.03 ? Math.floor(draw * 2 ** 36) : Math.floor(draw * 12)),
  wide: (_, draw) => Math.floor(draw * 2 ** 52),
  few: (_, draw) => [7, 1_000_003, 12, 999_999_937][Math.floor(draw * 4)],
};

/** A deterministic generator of [0, 1), so that a failure names its shape, row count and seed. */
export function draws(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Arrays for `everyColumn` whose values follow a shape, with absent rows and non-decimal doubles in between. */
export function shapedArrays(shape: string, rows: number, seed: number): ColumnArray[] {
  const draw = draws(seed);
  const value = (row: number) => shapes[shape](row, draw());
  const fill = <T>(make: (row: number) => T) => Array.from({ length: rows }, (_, row) => make(row));
  const wobble = shape === 'wide';
  return [
    Uint32Array.from(fill(() => 1 + Math.floor(draw() * (seed % 9)))),
    Float64Array.from(
      fill((row) => value(row) * (seed % 2 ? 1 : 1000) * (wobble ? 1 / 1024 : 1)).map(Math.floor),
    ),
    Float64Array.from(fill((row) => (draw() < 0.1 ? Number.NaN : value(row) - 500))),
    Float64Array.from(
      fill((row) => (draw() < 0.05 ? Number.NaN : wobble || draw() < 0.04 ? draw() : value(row) / 100)),
    ),
    Uint8Array.from(fill(value)),
    Int16Array.from(fill(value)),
    Float32Array.from(fill((row) => value(row) / 8)),
    BigUint64Array.from(fill((row) => (draw() < 0.01 ? 2n ** 64n - 1n : BigInt(value(row)) * 4096n))),
    BigInt64Array.from(fill((row) => (wobble ? -1n : 1n) * BigInt(value(row)) * BigInt(value(row)))),
    Uint16Array.from(fill(value)),
    Int8Array.from(fill(value)),
    Int32Array.from(fill(value)),
  ];
}

const nan = () => fc.constant(Number.NaN);
const exact = () => fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 });

/** Arbitrary arrays for `everyColumn`: any value that a column can hold. */
export function arbitraryArrays(rows: number): fc.Arbitrary<ColumnArray[]> {
  const list = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: rows, maxLength: rows });
  const bits64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  return fc.tuple(
    list(fc.nat(2 ** 32 - 1)).map((v) => Uint32Array.from(v)),
    list(fc.nat(2 ** 53 - 1)).map((v) => Float64Array.from(v)),
    list(fc.oneof(exact(), nan())).map((v) => Float64Array.from(v)),
    list(
      fc.oneof(
        fc.double(),
        nan(),
        fc.integer().map((m) => m / 1000),
      ),
    ).map((v) => Float64Array.from(v)),
    list(fc.nat(255)).map((v) => Uint8Array.from(v)),
    list(fc.integer()).map((v) => Int16Array.from(v)),
    list(fc.float()).map((v) => Float32Array.from(v)),
    list(bits64).map((v) => BigUint64Array.from(v)),
    list(bits64).map((v) => BigInt64Array.from(v.map((b) => BigInt.asIntN(64, b)))),
    list(fc.nat(65_535)).map((v) => Uint16Array.from(v)),
    list(fc.integer()).map((v) => Int8Array.from(v)),
    list(fc.integer()).map((v) => Int32Array.from(v)),
  );
}

export function bytesOf(array: ColumnArray): Buffer {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

/** Packs with the reference encoder into fresh memory. */
export function packed(
  plan: Int32Array,
  key: number,
  arrays: readonly (ColumnArray | undefined)[],
  rows: number,
): Uint8Array {
  const target = new Uint8Array(packedBound(rows, arrays.length));
  return target.slice(0, packColumns(plan, key, arrays, rows, target));
}
