import { spread } from '../../base/spread.js';
import { type Column, type ColumnType, columnBytes, type FrameColumns, viewOf } from './columns.js';

/** Picks the rows of one shard out of whole frames, into memory that it uses again for the next frame. */
export class RowPicker {
  readonly #shard: number;
  readonly #shards: number;
  readonly #scratch = new Map<string, Scratch>();
  #rows = new Uint32Array(1024);

  constructor(shard: number, shards: number) {
    this.#shard = shard;
    this.#shards = shards;
  }

  /** The columns with the shard's rows only, in their order; the frame itself where that is all of them. */
  pick(frame: FrameColumns): FrameColumns {
    if (this.#shards === 1) return frame;
    const count = this.#find(frame);
    if (count === frame.length) return frame;
    const picked: Record<string, unknown> = { ...frame, length: count };
    for (const [name, column] of Object.entries(frame))
      if (ArrayBuffer.isView(column))
        picked[name] = this.#scratchOf(name, column as Column, count).gather(
          column as Column,
          this.#rows,
          count,
        );
    return picked as unknown as FrameColumns;
  }

  #find({ instrument, length }: FrameColumns): number {
    const [shard, shards] = [this.#shard, this.#shards];
    if (this.#rows.length < length) this.#rows = new Uint32Array(2 * length);
    const rows = this.#rows;
    let count = 0;
    for (let row = 0; row < length; row++)
      if (spread(instrument[row]!, shards) === shard) rows[count++] = row;
    return count;
  }

  #scratchOf(name: string, column: Column, count: number): Scratch {
    const type = column.constructor.name as ColumnType;
    let scratch = this.#scratch.get(name);
    if (scratch === undefined || scratch.type !== type || scratch.column.length < count) {
      scratch = new Scratch(type, Math.max(1024, 2 * count));
      this.#scratch.set(name, scratch);
    }
    return scratch;
  }
}

/** Memory for the picked rows of one column. */
class Scratch {
  readonly column: Column;

  constructor(
    readonly type: ColumnType,
    capacity: number,
  ) {
    this.column = viewOf(type, new ArrayBuffer(columnBytes(type, capacity)), 0, capacity);
  }

  gather({ buffer, byteOffset }: Column, rows: Uint32Array, count: number): Column {
    const gather = this.type === 'Float64Array' ? gatherDoubles : bySize[this.column.BYTES_PER_ELEMENT]!;
    gather(buffer, byteOffset, this.column.buffer, rows, count);
    return this.column;
  }
}

type Gather = (
  source: ArrayBufferLike,
  at: number,
  target: ArrayBufferLike,
  rows: Uint32Array,
  count: number,
) => void;

// Each of these sees one class of array only, without which its loop is ten times slower.

const gatherDoubles: Gather = (source, at, target, rows, count) => {
  const [from, to] = [new Float64Array(source, at), new Float64Array(target)];
  for (let i = 0; i < count; i++) to[i] = from[rows[i]!]!;
};

/** By the size of an element: bits stay bits. */
const bySize: Readonly<Record<number, Gather>> = {
  1: (source, at, target, rows, count) => {
    const [from, to] = [new Uint8Array(source, at), new Uint8Array(target)];
    for (let i = 0; i < count; i++) to[i] = from[rows[i]!]!;
  },
  2: (source, at, target, rows, count) => {
    const [from, to] = [new Uint16Array(source, at), new Uint16Array(target)];
    for (let i = 0; i < count; i++) to[i] = from[rows[i]!]!;
  },
  4: (source, at, target, rows, count) => {
    const [from, to] = [new Int32Array(source, at), new Int32Array(target)];
    for (let i = 0; i < count; i++) to[i] = from[rows[i]!]!;
  },
  8: (source, at, target, rows, count) => {
    const [from, to] = [new Int32Array(source, at), new Int32Array(target)];
    for (let i = 0; i < count; i++) {
      const row = 2 * rows[i]!;
      to[2 * i] = from[row]!;
      to[2 * i + 1] = from[row + 1]!;
    }
  },
};
