// Frames on their way to a worker. What the worker has heard before is said by its number, and the frames lie in memory that
// it knows: each costs six small values.
import { FrameDecoder, InstrumentScales, MessageRegistry } from '../../codec/index.js';
import type { InstrumentTable } from '../../market/index.js';
import { columnBytes, type FrameColumns, viewOf } from './columns.js';
import type { FrameSource, KeptFrame, Origin } from './frame-log.js';

/** Frames that share a table of instruments. */
export interface Page {
  readonly slabs: readonly (readonly [number: number, memory: SharedArrayBuffer])[];
  readonly origins: readonly Origin[];
  /** Only where it differs from that of the page before. */
  readonly instruments: InstrumentTable | undefined;
  /** For each frame: origin, slab, octet, length, id, time base. */
  readonly frames: readonly (number | string | bigint)[];
}

const fields = 6;

/** Writes pages for one worker. */
export class PageWriter {
  readonly #slabs = new Set<number>();
  readonly #origins = new Set<number>();
  #instruments: InstrumentTable | undefined;

  /** All `frames` must have the same table of instruments. */
  write(frames: readonly KeptFrame[]): Page {
    const slabs: [number, SharedArrayBuffer][] = [];
    const origins: Origin[] = [];
    const values: (number | string | bigint)[] = [];
    for (const { origin, slab, at, length, id, timeBase } of frames) {
      if (isNew(this.#slabs, slab.number)) slabs.push([slab.number, slab.memory]);
      if (isNew(this.#origins, origin.number)) origins.push(origin);
      values.push(origin.number, slab.number, at, length, id, timeBase);
    }
    const table = frames[0]?.instruments;
    const instruments = table === this.#instruments ? undefined : table;
    this.#instruments = table ?? this.#instruments;
    return { slabs, origins, instruments, frames: values };
  }
}

function isNew(known: Set<number>, number: number): boolean {
  if (known.has(number)) return false;
  known.add(number);
  return true;
}

/** A frame in the worker, not decoded yet. */
export interface PageFrame extends FrameSource {
  /** Lent until the next call for any frame. @throws MalformedFrame, ExactnessLost */
  columns(): FrameColumns;
}

/** Reads the pages of one writer, in their order. */
export class PageReader {
  readonly #slabs = new Map<number, SharedArrayBuffer>();
  readonly #origins = new Map<number, Origin>();
  readonly #decoder = new FrameDecoder(new MessageRegistry(), new InstrumentScales());
  #instruments: InstrumentTable = new Map();

  read({ slabs, origins, instruments, frames }: Page): PageFrame[] {
    for (const [number, memory] of slabs) this.#slabs.set(number, memory);
    for (const origin of origins) this.#origins.set(origin.number, origin);
    this.#instruments = instruments ?? this.#instruments;
    const read: PageFrame[] = [];
    for (let i = 0; i < frames.length; i += fields) {
      const origin = this.#origins.get(frames[i] as number)!;
      const memory = this.#slabs.get(frames[i + 1] as number)!;
      const [at, length] = [frames[i + 2] as number, frames[i + 3] as number];
      const timeBase = frames[i + 5] as bigint;
      const columns = (): FrameColumns =>
        origin.columns === undefined
          ? this.#decode(new Uint8Array(memory, at, length))
          : this.#view(origin, memory, at, length, timeBase);
      read.push({ name: origin.name, stream: origin.stream, id: frames[i + 4] as string, columns });
    }
    return read;
  }

  #decode(frame: Uint8Array): FrameColumns {
    const columns = this.#decoder.decode(frame).columns as unknown as FrameColumns;
    return { ...columns, instruments: this.#instruments };
  }

  #view(
    { name, columns: layout = [] }: Origin,
    memory: SharedArrayBuffer,
    at: number,
    length: number,
    timeBase: bigint,
  ): FrameColumns {
    const columns: Record<string, unknown> = { kind: name, length, timeBase, instruments: this.#instruments };
    let end = at;
    for (const [column, type] of layout) {
      columns[column] = viewOf(type, memory, end, length);
      end += columnBytes(type, length);
    }
    return columns as unknown as FrameColumns;
  }
}
