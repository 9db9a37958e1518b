import type { Clock } from '../base/clock.js';
import { channels } from '../base/diagnostics.js';
import {
  ageOf,
  type Batch,
  type BusName,
  clockId,
  type Envelope,
  type FrameDecoder,
  isExpired,
  MalformedFrame,
  type MessageRegistry,
  type MessageType,
  momentOf,
  UnknownMessage,
} from '../codec/index.js';
import type { Attempt, Attempts } from './attempts.js';
import { CauseFilter } from './cause-filter.js';
import type { StoredCheckpoint } from './checkpoint.js';
import type { DeadLetters } from './dead-letters.js';
import type { Feed, Item } from './feed.js';
import type { Instruments } from './instruments.js';
import type { Source } from './source.js';

/** Why a frame or message was not handed to its reader. */
export interface PutAside {
  readonly bus: BusName;
  readonly type: 'put-aside';
  readonly stream: string;
  readonly id: string;
  readonly messages: number;
  /**
   * `malformed`: the bytes are no frame; `poison`: handling failed or crashed too often (both are in the dead-letter stream
   * when a group reads); `expired`: older than its budget; `replay`: derived again from an input by a restarted session.
   */
  readonly reason: 'malformed' | 'poison' | 'expired' | 'replay';
}

export interface IntakeOptions {
  readonly names: ReadonlySet<string>;
  readonly feed: Feed;
  readonly sources: readonly Source[];
  readonly decoder: FrameDecoder;
  readonly registry: MessageRegistry;
  readonly instruments: Instruments;
  /** Of a group: where poison goes, what was tried, and after how many attempts a message counts as poison. */
  readonly deadLetters: DeadLetters | undefined;
  readonly attempts: Attempts | undefined;
  readonly maxDeliveries: number;
  readonly checkpoint: StoredCheckpoint | undefined;
  /** The engine that owns a stream, and the partition: what an engine derives again goes the same way again. */
  readonly originOf: (stream: string) => string;
  readonly clock: Clock;
  readonly wallErrorNs: bigint;
  readonly report: (event: PutAside) => void;
  readonly received: (messages: number) => void;
  readonly onClosed: () => void;
}

/** A frame that is to be handled. */
export interface Opened {
  readonly item: Item;
  readonly batch: Batch;
  /** The first message to hand out: those before it were handled. */
  readonly first: number;
  /** Whether it comes message by message. */
  readonly split: boolean;
  /** Of a conflated frame: the places of the messages to hand out. */
  readonly kept: readonly number[] | undefined;
  /** What was tried last when the frame was delivered before. */
  readonly tried: Attempt | undefined;
}

/** Takes frames from a feed, decodes those that are wanted, and settles all others. */
export class Intake {
  readonly options: IntakeOptions;
  readonly #causes = new CauseFilter();
  #starting: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: IntakeOptions) {
    this.options = options;
  }

  /** Resolves when all streams that exist now are read. */
  start(): Promise<void> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  async #start(): Promise<void> {
    await this.options.checkpoint?.restore();
    await Promise.all(this.options.sources.map((source) => source.start()));
    this.#tell('open');
  }

  #tell(state: 'open' | 'closed'): void {
    if (!channels.subscription.hasSubscribers) return;
    const { names, sources } = this.options;
    channels.subscription.publish({ messages: [...names], group: sources[0]?.group, state });
  }

  /**
   * The next frame to handle; undefined once closed. With `undecoded`, packed columns of a new frame are left as they are:
   * whoever finds them malformed calls bury().
   */
  async take(signal?: AbortSignal, undecoded = false): Promise<Opened | undefined> {
    await this.start();
    for (;;) {
      const item = await this.options.feed.next(signal);
      if (item === undefined) return undefined;
      const opened = await this.#open(item, undecoded);
      if (opened !== undefined) return opened;
    }
  }

  async #open(item: Item, undecoded: boolean): Promise<Opened | undefined> {
    const { envelope, entry, source, kept } = item;
    if (envelope === undefined) return this.bury(item);
    const first = this.#firstOf(item, envelope);
    const { checkpoint, attempts } = this.options;
    if (first === envelope.count) {
      checkpoint?.handed(item, 0, first, false);
      source.settle(item);
      return undefined;
    }
    const isNew = first === 0 && entry.deliveries <= 1 && kept === undefined;
    const batch = await this.#decode(item, undecoded && isNew);
    if (batch === undefined) return undefined;
    const redelivered = source.group !== undefined && entry.deliveries > 1;
    const tried = redelivered ? await attempts?.last(source.bus, entry) : undefined;
    // With a checkpoint all frames since the last one come again: only the one that ended the process is suspect.
    const suspect = checkpoint === undefined ? redelivered : tried !== undefined;
    const done = checkpoint === undefined ? Math.max(first, tried?.index ?? 0) : first;
    this.#announce(item, batch);
    return { item, batch, first: done, split: done > 0 || suspect || kept !== undefined, kept, tried };
  }

  /** The first message that is to be handled; the count of the frame when there is none. */
  #firstOf(item: Item, envelope: Envelope): number {
    const { names, checkpoint } = this.options;
    const type = this.#typeOf(envelope);
    if (type === undefined || !names.has(type.name)) {
      return envelope.count;
    }
    const known = checkpoint?.known(item) ?? 0;
    if (known === envelope.count) return known;
    const replayed = this.#causes.replayed(envelope, this.options.originOf(item.entry.stream));
    if (replayed > known) this.report(item, 'replay', replayed - known);
    const first = Math.max(known, replayed);
    if (first === envelope.count || !this.#isExpired(envelope)) return first;
    this.report(item, 'expired', envelope.count - first);
    return envelope.count;
  }

  async #decode(item: Item, undecoded: boolean): Promise<Batch | undefined> {
    try {
      const batch = this.options.decoder.decode(item.entry.frame);
      await this.options.instruments.ensure(batch, undecoded);
      return batch;
    } catch (error) {
      if (error instanceof MalformedFrame) return this.bury(item);
      throw error;
    }
  }

  #typeOf({ bodySchemaId, bodyTemplateId }: Envelope): MessageType | undefined {
    try {
      return this.options.registry.byId(bodySchemaId, bodyTemplateId);
    } catch (error) {
      if (error instanceof UnknownMessage) return undefined;
      throw error;
    }
  }

  #isExpired(envelope: Envelope): boolean {
    const { clock, wallErrorNs } = this.options;
    return envelope.budgetUs !== undefined && isExpired(envelope, momentOf(clock, clockId()), wallErrorNs);
  }

  /** Puts a malformed frame aside. */
  async bury(item: Item): Promise<undefined> {
    const { deadLetters } = this.options;
    if (deadLetters !== undefined && !(await deadLetters.frame(item.source.bus, item.entry)))
      return undefined;
    this.report(item, 'malformed', item.envelope?.count ?? 1);
    item.source.settle(item);
    return undefined;
  }

  report(
    { source: { bus }, entry: { stream, id } }: Item,
    reason: PutAside['reason'],
    messages: number,
  ): void {
    if (channels.putAside.hasSubscribers) channels.putAside.publish({ bus, stream, id, messages, reason });
    this.options.report({ bus, type: 'put-aside', stream, id, messages, reason });
  }

  #announce({ entry, source }: Item, { envelope, type }: Batch): void {
    this.options.received(envelope.count);
    if (!channels.deliver.hasSubscribers) return;
    const age = ageOf(envelope, momentOf(this.options.clock, clockId()), this.options.wallErrorNs);
    channels.deliver.publish({
      bus: source.bus,
      message: type.name,
      stream: entry.stream,
      messages: envelope.count,
      bytes: entry.frame.byteLength,
      redelivered: entry.deliveries > 1,
      ageNs: age.exact ? Number(age.ns) : undefined,
    });
  }

  /** What was handed out and not acknowledged comes again. With an error, whoever reads on gets it. */
  close(error?: unknown): Promise<void> {
    this.#closing ??= this.#shutDown(error);
    return this.#closing;
  }

  async #shutDown(error: unknown): Promise<void> {
    this.options.feed.close(error, true);
    await Promise.all(this.options.sources.map((source) => source.close()));
    await this.options.deadLetters?.close();
    this.options.onClosed();
    this.#tell('closed');
  }
}
