import type { InstrumentTable } from '../../market/index.js';

/** Columns of one frame, or of a shard's rows of it. */
export type FrameColumns = Readonly<Record<string, unknown>> & {
  readonly kind: string;
  /** All columns have at least so many elements. */
  readonly length: number;
  readonly timeBase: bigint;
  readonly instrument: Uint32Array;
  readonly instruments: InstrumentTable;
};

export const columnClasses = {
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  Uint8Array,
  Uint16Array,
  Uint32Array,
} as const;

export type ColumnType = keyof typeof columnClasses;
export type Column = InstanceType<(typeof columnClasses)[ColumnType]>;

const alignment = 8;

/** How many octets a column takes in shared memory. */
export function columnBytes(type: ColumnType, length: number): number {
  return Math.ceil((columnClasses[type].BYTES_PER_ELEMENT * length) / alignment) * alignment;
}

/** `length` elements from octet `at` on; all of the memory by default. */
export function viewOf(type: ColumnType, memory: ArrayBufferLike, at?: number, length?: number): Column {
  const View = columnClasses[type] as new (...place: [ArrayBufferLike, number?, number?]) => Column;
  return new View(memory, at, length);
}
