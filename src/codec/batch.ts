import { DualbusError } from '../base/errors.js';
import type { InstrumentTable } from '../market/index.js';
import type { Envelope } from './envelope.js';
import { SCHEMA_ID } from './generated/messages.js';
import type { MessageType } from './registry.js';
import type { ColumnMemory } from './rows/columns.js';
import type { ColumnSet } from './rows/shape.js';

/** The columns of a batch were asked for after their memory went to the next one. */
export class BatchReleased extends DualbusError {
  constructor() {
    super(
      'DUALBUS_BATCH_RELEASED',
      'the columns of this batch were lent until the next one: read them earlier, or retain() the batch',
    );
  }
}

/** A frame of packed columns that nobody has to decode here: any thread can. */
export interface PackedFrame {
  readonly bytes: Uint8Array;
  /** All that are known now. */
  readonly instruments: InstrumentTable;
  /**
   * The instruments that occur, each once and perhaps with some that do not; undefined where only the columns tell.
   *
   * @throws MalformedFrame
   */
  keys(): Uint32Array | undefined;
}

/** How a batch gets its messages; both are called at most once, while the frame's bytes are unchanged. */
export interface BatchSource {
  readonly rows: () => readonly unknown[];
  /** undefined for message types with variable parts. */
  readonly columns: (() => ColumnMemory) | undefined;
  readonly recycle: (columns: ColumnMemory) => void;
  /** The instruments of the messages, where they can be read without the columns. */
  readonly instruments?: (() => Uint32Array) | undefined;
  readonly packed?: PackedFrame | undefined;
}

/**
 * The messages of one frame. As an iterable it gives plain objects, which nothing else shares; `columns` are lent until the
 * decoder gets its next frame, unless retain() keeps them.
 */
export class Batch<Value = unknown, Columns extends ColumnSet = ColumnSet> implements Iterable<Value> {
  readonly envelope: Envelope;
  readonly type: MessageType;
  readonly length: number;
  readonly #source: BatchSource;
  #rows: readonly Value[] | undefined;
  #columns: ColumnMemory | undefined;
  #retained = false;
  #released = false;

  constructor(envelope: Envelope, type: MessageType, source: BatchSource) {
    this.envelope = envelope;
    this.type = type;
    this.length = envelope.count;
    this.#source = source;
  }

  /**
   * The messages by column; undefined for types with variable parts.
   *
   * @throws BatchReleased after the next frame was decoded, MalformedFrame, ExactnessLost.
   */
  get columns(): Columns | undefined {
    if (this.#released) throw new BatchReleased();
    if (this.#source.columns === undefined) return undefined;
    this.#columns ??= this.#source.columns();
    return this.#columns.set as unknown as Columns;
  }

  /**
   * The instrument of each message; undefined for types without one. Reads no other field where the encoding allows.
   *
   * @throws BatchReleased after the next frame was decoded, MalformedFrame, ExactnessLost.
   */
  instruments(): Uint32Array | undefined {
    if ((this.type.shape?.key ?? -1) < 0) return undefined;
    if (this.#source.instruments !== undefined) return this.#source.instruments();
    const ids = (this.columns as unknown as { readonly instrument?: Uint32Array }).instrument;
    return ids?.subarray(0, this.length);
  }

  /** The frame, where it has packed columns of the library's own messages. */
  get packed(): PackedFrame | undefined {
    return this.type.schemaId === SCHEMA_ID ? this.#source.packed : undefined;
  }

  /** The messages as plain objects. Throws MalformedFrame, ExactnessLost, UnknownInstrument. */
  toArray(): readonly Value[] {
    this.#rows ??= this.#source.rows() as readonly Value[];
    return this.#rows;
  }

  [Symbol.iterator](): IterableIterator<Value> {
    return this.toArray()[Symbol.iterator]();
  }

  /** Keeps the columns beyond the next frame, until release(). */
  retain(): this {
    this.#retained = true;
    return this;
  }

  /** Gives the memory of the columns back. The decoder does this for batches that are not retained. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    if (this.#columns !== undefined) this.#source.recycle(this.#columns);
    this.#columns = undefined;
  }

  get isRetained(): boolean {
    return this.#retained;
  }
}
