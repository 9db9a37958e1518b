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
import { CauseFilter } from './cause-filter.js';
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
  readonly deadLetters: DeadLetters | undefined;
  /** Deliveries after which a frame or message counts as poison. */
  readonly maxDeliveries: number;
  readonly clock: Clock;
  readonly wallErrorNs: bigint;
  readonly report: (event: PutAside) => void;
  readonly received: (messages: number) => void;
}

/** A frame that is to be handled. */
export interface Opened {
  readonly item: Item;
  readonly batch: Batch;
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
    this.#starting ??= Promise.all(this.options.sources.map((source) => source.start())).then(() => {});
    return this.#starting;
  }

  /** The next frame to handle; undefined once closed. */
  async take(signal?: AbortSignal): Promise<Opened | undefined> {
    await this.start();
    for (;;) {
      const item = await this.options.feed.next(signal);
      if (item === undefined) return undefined;
      const batch = await this.#open(item);
      if (batch !== undefined) return { item, batch };
    }
  }

  async #open(item: Item): Promise<Batch | undefined> {
    const { envelope, entry, source } = item;
    const { names, maxDeliveries, decoder, instruments } = this.options;
    if (envelope === undefined) return this.#bury(item, 'malformed');
    const type = this.#typeOf(envelope);
    const reason = this.#reasonAgainst(envelope);
    if (type === undefined || !names.has(type.name) || reason !== undefined) {
      if (type !== undefined && names.has(type.name)) this.report(item, reason!, envelope.count);
      source.settle(item);
      return undefined;
    }
    if (source.group !== undefined && entry.deliveries > maxDeliveries) return this.#bury(item, 'poison');
    try {
      const batch = decoder.decode(entry.frame);
      await instruments.ensure(batch);
      this.#announce(item, batch);
      return batch;
    } catch (error) {
      if (error instanceof MalformedFrame) return this.#bury(item, 'malformed');
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

  #reasonAgainst(envelope: Envelope): 'expired' | 'replay' | undefined {
    const { clock, wallErrorNs } = this.options;
    if (this.#causes.isReplay(envelope)) return 'replay';
    const expires = envelope.budgetUs !== undefined;
    return expires && isExpired(envelope, momentOf(clock, clockId()), wallErrorNs) ? 'expired' : undefined;
  }

  async #bury(item: Item, reason: 'malformed' | 'poison'): Promise<undefined> {
    const { deadLetters } = this.options;
    if (deadLetters !== undefined && !(await deadLetters.frame(item.source.bus, item.entry)))
      return undefined;
    this.report(item, reason, item.envelope?.count ?? 1);
    item.source.settle(item);
    return undefined;
  }

  report(
    { source: { bus }, entry: { stream, id } }: Item,
    reason: PutAside['reason'],
    messages: number,
  ): void {
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

  /** What was handed out and not acknowledged comes again. */
  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  async #shutDown(): Promise<void> {
    this.options.feed.close();
    await Promise.all(this.options.sources.map((source) => source.close()));
    await this.options.deadLetters?.close();
  }
}
