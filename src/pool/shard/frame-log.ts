import type { PackedFrame } from '../../codec/index.js';
import type { InstrumentTable } from '../../market/index.js';
import type { Lease, SharedArena } from '../arena.js';
import { type ColumnType, columnBytes, type FrameColumns, viewOf } from './columns.js';

/** Shared memory in which frames lie until the next checkpoint. Its number stays the same for as long as the log lives. */
export interface Slab {
  readonly number: number;
  readonly memory: SharedArrayBuffer;
}

/** What frames of one message type in one stream have in common. */
export interface Origin {
  readonly number: number;
  readonly name: string;
  readonly stream: string;
  /** How columns lie in a slab, one after the other, each on a multiple of 8; undefined for frames that lie there as they came. */
  readonly columns: readonly (readonly [name: string, type: ColumnType])[] | undefined;
}

/** A frame that lies in a slab from octet `at` on. */
export interface KeptFrame {
  readonly origin: Origin;
  readonly id: string;
  /** How many rows its columns have, or how many octets the frame. */
  readonly length: number;
  readonly timeBase: bigint;
  readonly instruments: InstrumentTable;
  readonly slab: Slab;
  readonly at: number;
}

/** Where a frame comes from. */
export interface FrameSource {
  readonly name: string;
  readonly stream: string;
  readonly id: string;
}

const slabBytes = 2 ** 20;

/** Memory to write to, as arrays of every class that was needed. */
class WritableSlab implements Slab {
  readonly number: number;
  readonly #lease: Lease;
  readonly #views = new Map<ColumnType, Float64Array>();

  constructor(number: number, lease: Lease) {
    this.number = number;
    this.#lease = lease;
  }

  get memory(): SharedArrayBuffer {
    return this.#lease.buffer;
  }

  write(type: ColumnType, values: Float64Array, at: number): void {
    let view = this.#views.get(type);
    if (view === undefined) {
      view = viewOf(type, this.memory) as Float64Array;
      this.#views.set(type, view);
    }
    view.set(values, at / view.BYTES_PER_ELEMENT);
  }

  release(): void {
    this.#lease.release();
  }
}

/**
 * Keeps frames in shared memory, once for all workers, until they are cleared together: the batches they came in go back at
 * once, and memory is used again, so that a frame allocates nothing large.
 */
export class FrameLog {
  readonly #arena: SharedArena;
  readonly #slabs: WritableSlab[] = [];
  readonly #origins = new Map<string, Origin>();
  /** Slabs and origins that were numbered. */
  #count = 0;
  #current = 0;
  #end = 0;
  #frames = 0;

  constructor(arena: SharedArena) {
    this.#arena = arena;
  }

  /** How many frames there are. */
  get frames(): number {
    return this.#frames;
  }

  /** Copies a frame as it came. @throws OutOfMemory at the arena's limit */
  keepPacked(source: FrameSource, { bytes, instruments }: PackedFrame): KeptFrame {
    const origin = this.#originOf(source, undefined);
    const { slab, at } = this.#reserve(columnBytes('Uint8Array', bytes.length));
    slab.write('Uint8Array', bytes as unknown as Float64Array, at);
    return { origin, id: source.id, length: bytes.length, timeBase: 0n, instruments, slab, at };
  }

  /** Copies the rows of columns. @throws OutOfMemory at the arena's limit */
  keepColumns(source: FrameSource, columns: FrameColumns): KeptFrame {
    const { length, timeBase, instruments } = columns;
    const origin = this.#originOf(source, columns);
    const layout = origin.columns!;
    const { slab, at } = this.#reserve(layout.reduce((sum, [, type]) => sum + columnBytes(type, length), 0));
    let end = at;
    for (const [name, type] of layout) {
      slab.write(type, (columns[name] as Float64Array).subarray(0, length), end);
      end += columnBytes(type, length);
    }
    return { origin, id: source.id, length, timeBase, instruments, slab, at };
  }

  /** Forgets all frames; nobody may read them any more. */
  clear(): void {
    this.#current = 0;
    this.#end = 0;
    this.#frames = 0;
  }

  close(): void {
    for (const slab of this.#slabs.splice(0)) slab.release();
    this.clear();
  }

  #reserve(bytes: number): { readonly slab: WritableSlab; readonly at: number } {
    const slab = this.#slabFor(bytes);
    const at = this.#end;
    this.#end += bytes;
    this.#frames++;
    return { slab, at };
  }

  #slabFor(bytes: number): WritableSlab {
    for (; this.#current < this.#slabs.length; this.#current++, this.#end = 0) {
      const slab = this.#slabs[this.#current]!;
      if (this.#end + bytes <= slab.memory.byteLength) return slab;
    }
    const slab = new WritableSlab(this.#count++, this.#arena.lease(Math.max(slabBytes, bytes)));
    this.#slabs.push(slab);
    return slab;
  }

  #originOf({ name, stream }: FrameSource, columns: FrameColumns | undefined): Origin {
    const key = `${columns === undefined ? 'packed' : 'columns'} ${name} ${stream}`;
    let origin = this.#origins.get(key);
    if (origin === undefined) {
      origin = { number: this.#count++, name, stream, columns: columns && layoutOf(columns) };
      this.#origins.set(key, origin);
    }
    return origin;
  }
}

function layoutOf(columns: FrameColumns): Origin['columns'] {
  return Object.entries(columns).flatMap(([name, column]) =>
    ArrayBuffer.isView(column) ? [[name, column.constructor.name as ColumnType] as const] : [],
  );
}
