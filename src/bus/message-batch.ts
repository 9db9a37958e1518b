import {
  type Batch,
  type Cause,
  type ColumnSet,
  causeOf,
  type Envelope,
  type PackedFrame,
} from '../codec/index.js';
import type { ColumnsOf, MessageMap, ValueOf } from './messages.js';

/** Where a batch came from and how it is acknowledged. */
export interface BatchOrigin {
  readonly stream: string;
  readonly id: string;
  readonly deliveries: number;
  readonly ack: () => Promise<boolean>;
}

type Lent<C> = [C] extends [never] ? undefined : C;

/**
 * Messages of one type and one frame: plain objects, or columns that are lent until the next batch. From its second
 * delivery to a group on, a frame comes message by message.
 */
export class MessageBatch<Name extends string = string, Value = unknown, Columns = unknown>
  implements Iterable<Value>
{
  /** The message type. */
  readonly name: Name;
  readonly envelope: Envelope;
  readonly stream: string;
  /** The id of the frame. */
  readonly id: string;
  /** How often the frame was delivered to the group, this time included. */
  readonly deliveries: number;
  readonly length: number;
  readonly #batch: Batch;
  readonly #index: number | undefined;
  readonly #ack: () => Promise<boolean>;

  /** All messages of the frame, or the one at `index`. */
  constructor(batch: Batch, origin: BatchOrigin, index?: number) {
    this.name = batch.type.name as Name;
    this.envelope = batch.envelope;
    this.stream = origin.stream;
    this.id = origin.id;
    this.deliveries = origin.deliveries;
    this.length = index === undefined ? batch.length : 1;
    this.#batch = batch;
    this.#index = index;
    this.#ack = origin.ack;
  }

  /** Whether the group may have seen these messages before. */
  get redelivered(): boolean {
    return this.deliveries > 1;
  }

  /**
   * The messages by column; undefined for types with variable parts.
   *
   * @throws BatchReleased after the next batch was asked for, MalformedFrame, ExactnessLost.
   */
  get columns(): Lent<Columns> {
    const { columns } = this.#batch;
    const part = columns === undefined || this.#index === undefined ? columns : rowOf(columns, this.#index);
    return part as Lent<Columns>;
  }

  /** The frame, where its packed columns can be decoded by any thread; undefined for others and for one of several messages. */
  get packed(): PackedFrame | undefined {
    return this.#index === undefined ? this.#batch.packed : undefined;
  }

  /** The messages as plain objects, which nothing else shares. Throws MalformedFrame, ExactnessLost, UnknownInstrument. */
  toArray(): readonly Value[] {
    const all = this.#batch.toArray() as readonly Value[];
    return this.#index === undefined ? all : [all[this.#index]!];
  }

  [Symbol.iterator](): IterableIterator<Value> {
    return this.toArray()[Symbol.iterator]();
  }

  /** What messages derived from message `index` carry as their cause. */
  cause(index: number): Cause {
    return causeOf(this.envelope, (this.#index ?? 0) + index);
  }

  /**
   * Acknowledges the frame now instead of when the next batch is asked for. True when it was pending until now; false
   * when another consumer has it, for a live subscription, and for all but the last message of a redelivered frame.
   *
   * @throws CallRejected, OutcomeUnknown.
   */
  ack(): Promise<boolean> {
    return this.#ack();
  }

  /** Keeps the columns beyond the next batch, until release(). */
  retain(): this {
    this.#batch.retain();
    return this;
  }

  release(): void {
    this.#batch.release();
  }
}

/** The batches of some message types: `name` tells which one it is. */
export type BatchOf<M extends MessageMap<M>, K extends keyof M & string> = {
  [N in K]: MessageBatch<N, ValueOf<M, N>, ColumnsOf<M, N>>;
}[K];

/** The columns of one row, in the same memory. */
function rowOf(columns: ColumnSet, index: number): ColumnSet {
  const row: Record<string, unknown> = { ...columns, length: 1 };
  for (const [name, column] of Object.entries(row))
    if (ArrayBuffer.isView(column)) row[name] = (column as Float64Array).subarray(index, index + 1);
  return row as unknown as ColumnSet;
}
