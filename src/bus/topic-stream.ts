import type { Clock, Timer } from '../base/clock.js';
import { channels } from '../base/diagnostics.js';
import { InvalidArgument } from '../base/errors.js';
import {
  type ColumnInput,
  checkPurpose,
  type EncodedFrame,
  FrameBuilder,
  type FrameOptions,
  type MessageType,
  type Sender,
} from '../codec/index.js';
import {
  CallRejected,
  type LaneName,
  type Outcome,
  OutcomeUnknown,
  type OwnedStream,
  rejected,
  type StreamId,
  type Transport,
} from '../transport/index.js';
import { BusClosed, type InstanceLost } from './errors.js';
import { addPart, type Part, type SendOptions, type Sink } from './sink.js';
import type { PreparedFrame, Topic } from './topic.js';
import { Unsettled } from './unsettled.js';

export interface TopicStreamOptions {
  readonly transport: Transport;
  readonly key: string;
  readonly lane: LaneName;
  readonly sender: Sender;
  readonly deadlineMs: number;
  readonly maxFrameBytes: number;
  readonly maxQueuedFrames: number;
  /** Makes the stream known to readers; nothing is written before it resolves. */
  readonly register: () => Promise<void>;
  /** A frame was stored. */
  readonly onStored: (id: StreamId, bytes: number) => void;
}

interface OpenFrame {
  readonly builder: FrameBuilder;
  /** What its messages were sent with: the object that they share, and what it said when the frame was opened. */
  readonly options: SendOptions | undefined;
  readonly purpose: FrameOptions;
  readonly parts: Part[];
  readonly takenAt: number;
}

interface ClosedFrame {
  readonly encoded: EncodedFrame;
  readonly type: MessageType;
  readonly parts: readonly Part[];
  readonly takenAt: number;
  readonly ticket: number;
}

/**
 * What one process publishes on one topic: an owned stream, one sequence over all message types of the topic, and
 * frames that collect messages. With nothing in flight a frame leaves at the end of the tick; otherwise messages collect
 * until the reply comes, so that the wait is at most one round trip and adapts itself. Urgent messages never wait.
 */
export class TopicStream implements Topic {
  readonly key: string;
  readonly #options: TopicStreamOptions;
  readonly #clock: Clock;
  readonly #builders = new Map<MessageType, FrameBuilder>();
  readonly #queue: ClosedFrame[] = [];
  readonly #unsettled = new Unsettled();
  #stream: OwnedStream | undefined;
  #opening: Promise<void> | undefined;
  #open: OpenFrame | undefined;
  #sequence = 1n;
  #inFlight = 0;
  #scheduled = false;
  #waitingForRoom = false;
  #expiry: Timer | undefined;
  #readers: (() => void)[] = [];
  #closed = false;
  #lost: InstanceLost | undefined;

  constructor(options: TopicStreamOptions) {
    this.#options = options;
    this.#clock = options.transport.clock;
    this.key = options.key;
    void this.#start();
  }

  /** The last sequence given; 0 before the first message. */
  get lastSequence(): bigint {
    return this.#sequence - 1n;
  }

  send(type: MessageType, value: unknown, sink: Sink, options?: SendOptions): boolean {
    if (!this.#hasRoom()) return false;
    let frame = this.#frameFor(type, options);
    if (!frame.builder.add(value)) {
      this.#closeFrame();
      if (!this.#hasRoom()) return false;
      frame = this.#frameFor(type, options);
      frame.builder.add(value);
    }
    addPart(frame.parts, sink, 1);
    if (isUrgent(type)) this.#closeFrame();
    else this.#schedule();
    return true;
  }

  sendColumns(type: MessageType, columns: ColumnInput, sink: Sink, options?: SendOptions): boolean {
    const frame = this.prepareColumns(type, columns, sink, options);
    frame?.send();
    return frame !== undefined;
  }

  /** A frame of columns that is to be sent or discarded before anything else; undefined when the queue is full. */
  prepareColumns(
    type: MessageType,
    columns: ColumnInput,
    sink: Sink,
    options?: SendOptions,
  ): PreparedFrame | undefined {
    this.#closeFrame();
    if (!this.#hasRoom()) return undefined;
    const encoded = this.#builder(type).encodeColumns(columns, this.#sequence, frameOptions(options));
    const parts: Part[] = [];
    addPart(parts, sink, encoded.count);
    return {
      send: () => this.#push({ encoded, type, parts, takenAt: this.#clock.now() }),
      discard: () => encoded.release(),
    };
  }

  ready(signal?: AbortSignal): Promise<void> {
    if (this.#queue.length * 2 <= this.#options.maxQueuedFrames) return Promise.resolve();
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = (): void => reject(signal!.reason);
      signal?.addEventListener('abort', abort, { once: true });
      this.#readers.push(() => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
    });
  }

  drain(): Promise<void> {
    this.#closeFrame();
    return this.#unsettled.settled();
  }

  turn(): Promise<void> {
    return new Promise((resolve) => this.#clock.soon(resolve));
  }

  /** Another process owns the stream: what was not written yet never is, and send() throws. */
  fence(lost: InstanceLost): void {
    this.#lost = lost;
    this.#closeFrame();
    for (const frame of this.#queue.splice(0)) this.#settle(frame, rejected('closed'));
    this.#changed();
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.drain();
    this.#expiry?.cancel();
    await this.#opening;
    await this.#stream?.close();
  }

  #hasRoom(): boolean {
    if (this.#lost !== undefined) throw this.#lost;
    if (this.#closed) throw new BusClosed(`stream ${this.key}`);
    return this.#queue.length < this.#options.maxQueuedFrames;
  }

  /** Opens the stream. When that fails, what waits for it was not sent; the next message tries again. */
  #start(): Promise<void> {
    this.#opening ??= this.#openStream().finally(() => {
      this.#opening = undefined;
      // What came after a failure was told, but before this, waits for another attempt.
      if (this.#stream === undefined && this.#queue.length > 0) void this.#start();
      else this.#pump();
    });
    return this.#opening;
  }

  async #openStream(): Promise<void> {
    const { transport, key, lane, register } = this.#options;
    try {
      await register();
      this.#stream = await transport.ownStream(key, { lane });
    } catch (error) {
      const reason =
        error instanceof CallRejected
          ? error.reason
          : error instanceof OutcomeUnknown
            ? 'disconnected'
            : 'closed';
      for (const frame of this.#queue.splice(0)) this.#settle(frame, rejected(reason));
      this.#changed();
    }
  }

  #builder(type: MessageType): FrameBuilder {
    let builder = this.#builders.get(type);
    if (builder === undefined) {
      builder = new FrameBuilder(type, this.#options.sender, this.#options.maxFrameBytes);
      this.#builders.set(type, builder);
    }
    return builder;
  }

  /** The open frame, when the message may stand in it; types of one topic keep their order. */
  #frameFor(type: MessageType, options: SendOptions | undefined): OpenFrame {
    const open = this.#open;
    if (open !== undefined && open.builder.type === type && open.options === options) return open;
    this.#closeFrame();
    const purpose = frameOptions(options);
    checkPurpose(purpose);
    this.#open = { builder: this.#builder(type), options, purpose, parts: [], takenAt: this.#clock.now() };
    return this.#open;
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#clock.defer(() => {
      this.#scheduled = false;
      if (this.#inFlight === 0) this.#closeFrame();
    });
  }

  #closeFrame(): void {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined || open.builder.count === 0) return;
    const encoded = open.builder.finish(this.#sequence, open.purpose);
    this.#push({ encoded, type: open.builder.type, parts: open.parts, takenAt: open.takenAt });
  }

  #push(frame: Omit<ClosedFrame, 'ticket'>): void {
    this.#sequence += BigInt(frame.encoded.count);
    this.#queue.push({ ...frame, ticket: this.#unsettled.begin() });
    if (this.#stream === undefined) void this.#start();
    else this.#pump();
  }

  #pump(): void {
    while (this.#stream !== undefined && this.#queue.length > 0 && !this.#waitingForRoom) {
      const frame = this.#queue[0]!;
      const left = this.#remaining(frame);
      const refused = left <= 0 ? rejected('not-sent', 'backpressure') : this.#offer(frame, left);
      if (refused?.reason === 'backpressure') {
        this.#awaitRoom(left);
        return;
      }
      this.#queue.shift();
      if (refused !== undefined) this.#settle(frame, refused);
    }
    this.#changed();
  }

  #remaining(frame: ClosedFrame): number {
    return this.#options.deadlineMs - (this.#clock.now() - frame.takenAt);
  }

  #offer(frame: ClosedFrame, deadlineMs: number): ReturnType<OwnedStream['offer']> {
    const settle = (outcome: Outcome<StreamId>): void => {
      this.#inFlight--;
      if (outcome.status === 'ok') this.#options.onStored(outcome.value, bytes);
      this.#settle(frame, outcome);
      if (this.#inFlight === 0) this.#closeFrame();
      this.#changed();
    };
    const bytes = frame.encoded.bytes.length;
    this.#inFlight++;
    const refused = offerTo(this.#stream!, frame.encoded.bytes, settle, deadlineMs);
    if (refused !== undefined) this.#inFlight--;
    // The lane has a copy: the memory of many small frames in flight would be thousands of slabs.
    else frame.encoded.release();
    return refused;
  }

  /** The lane is full: goes on when there is room, and lets what waits too long expire meanwhile. */
  #awaitRoom(left: number): void {
    this.#waitingForRoom = true;
    const again = (): void => {
      this.#expiry?.cancel();
      this.#waitingForRoom = false;
      this.#pump();
    };
    this.#expiry = this.#clock.after(left, again);
    void this.#stream!.ready().then(again);
  }

  #settle(frame: ClosedFrame, outcome: Outcome<StreamId>): void {
    const { encoded, parts, type, ticket } = frame;
    if (channels.publish.hasSubscribers)
      channels.publish.publish({
        bus: type.bus,
        message: type.name,
        stream: this.key,
        messages: encoded.count,
        bytes: encoded.bytes.length,
        outcome: outcome.status,
        durationMs: this.#clock.now() - frame.takenAt,
      });
    encoded.release();
    for (const { sink, index, count } of parts) {
      const sequence = encoded.sequence + BigInt(index);
      sink.settled({ outcome, stream: this.key, messages: count, sequence, index });
    }
    this.#unsettled.end(ticket);
  }

  #changed(): void {
    if (this.#queue.length * 2 <= this.#options.maxQueuedFrames)
      for (const resolve of this.#readers.splice(0)) resolve();
  }
}

/** A frame beyond the transport's limit is refused like any other, so that those behind it go on. */
function offerTo(
  stream: OwnedStream,
  bytes: Uint8Array,
  settle: (outcome: Outcome<StreamId>) => void,
  deadlineMs: number,
): ReturnType<OwnedStream['offer']> {
  try {
    return stream.offer(bytes, settle, { deadlineMs });
  } catch (error) {
    if (error instanceof InvalidArgument) return rejected('invalid');
    throw error;
  }
}

/** Whether messages of the type wait for nobody. */
export function isUrgent({ priority }: MessageType): boolean {
  return priority === 'urgent' || priority === 'critical' || priority === 'flashCrash';
}

function frameOptions(options: SendOptions | undefined): FrameOptions {
  if (options === undefined) return {};
  const { cause, budgetUs } = options;
  return { cause: cause ? { ...cause } : undefined, budgetUs };
}
