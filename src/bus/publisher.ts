import type { ColumnInput, MessageType } from '../codec/index.js';
import {
  CallRejected,
  OutcomeUnknown,
  type Rejected,
  rejected,
  type StreamId,
  unwrap,
} from '../transport/index.js';
import type { ColumnsInputOf, InputOf, MessageMap } from './messages.js';
import type { FrameOutcome, SendOptions, Sink } from './sink.js';
import type { Topic } from './topic.js';

/** A message that Redis has. */
export interface PublishReceipt {
  readonly stream: string;
  /** The id of its frame in the stream. */
  readonly id: StreamId;
  /** Its number in this session of the stream, from 1. */
  readonly sequence: bigint;
  /** Its place in the frame. */
  readonly index: number;
}

/** Messages by outcome. */
export interface FlushCounts {
  readonly ok: number;
  /** Certainly not stored. */
  readonly rejected: number;
  /** Nobody can say. */
  readonly unknown: number;
}

export interface PublisherOptions {
  /** Hears what became of each frame. Without it, a frame that failed makes the next send() throw. */
  readonly onOutcome?: (outcome: FrameOutcome) => void;
}

/** Publishes messages of one type without a promise for each. */
export class Publisher<M extends MessageMap<M>, K extends keyof M & string> implements Sink {
  readonly name: K;
  readonly #type: MessageType;
  readonly #topic: Topic;
  readonly #onOutcome: ((outcome: FrameOutcome) => void) | undefined;
  #counts = { ok: 0, rejected: 0, unknown: 0 };
  #failure: FrameOutcome | undefined;

  constructor(name: K, type: MessageType, topic: Topic, options: PublisherOptions) {
    this.name = name;
    this.#type = type;
    this.#topic = topic;
    this.#onOutcome = options.onOutcome;
  }

  /**
   * Encodes the message now; it leaves with the frame of this tick. False: nothing was taken, wait for ready().
   *
   * @throws InvalidArgument, ExactnessLost, UnknownInstrument for a message that cannot be sent; BusClosed; without
   * `onOutcome`, CallRejected or OutcomeUnknown of an earlier frame, and then this message was not taken.
   */
  send(message: InputOf<M, K>, options?: SendOptions): boolean {
    this.#raise();
    return this.#topic.send(this.#type, message, this, options);
  }

  /** One frame of columns, up to 65,536 rows; otherwise like send(). */
  sendColumns(columns: ColumnsInputOf<M, K>, options?: SendOptions): boolean {
    this.#raise();
    return this.#topic.sendColumns(this.#type, columns as ColumnInput, this, options);
  }

  /** Resolves when there is room again. */
  ready(signal?: AbortSignal): Promise<void> {
    return this.#topic.ready(signal);
  }

  /** Resolves when every message sent so far has its outcome: how many of each since the last flush. */
  async flush(): Promise<FlushCounts> {
    await this.#topic.drain();
    if (this.#counts.rejected > 0) await this.#topic.turn();
    const counts = this.#counts;
    this.#counts = { ok: 0, rejected: 0, unknown: 0 };
    this.#failure = undefined;
    return counts;
  }

  /** Called by the stream. */
  settled(outcome: FrameOutcome): void {
    this.#counts[outcome.outcome.status] += outcome.messages;
    if (this.#onOutcome !== undefined) this.#onOutcome(outcome);
    else if (outcome.outcome.status !== 'ok') this.#failure ??= outcome;
  }

  #raise(): void {
    const failure = this.#failure;
    if (failure === undefined) return;
    this.#failure = undefined;
    unwrap(failure.outcome, this.#type.bus, `an earlier frame of ${failure.messages} ${this.name}`);
  }
}

/** Publishes one message; settles when Redis has it. Rejects with CallRejected or OutcomeUnknown. */
export function publishOne(
  topic: Topic,
  type: MessageType,
  message: unknown,
  options?: SendOptions,
): Promise<PublishReceipt> {
  return new Promise((resolve, reject) => {
    const refuse = (refusal: Rejected): void =>
      void topic.turn().then(() => reject(new CallRejected(refusal, type.bus, operation)));
    const settled = ({ outcome, stream, sequence, index }: FrameOutcome): void => {
      if (outcome.status === 'ok') resolve({ stream, id: outcome.value, sequence, index });
      else if (outcome.status === 'rejected') refuse(outcome);
      else reject(new OutcomeUnknown(outcome, type.bus, operation));
    };
    const operation = `publish ${type.name}`;
    if (!topic.send(type, message, { settled }, options)) refuse(rejected('backpressure'));
  });
}
