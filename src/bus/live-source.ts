import { channels } from '../base/diagnostics.js';
import type { BusName, Envelope } from '../codec/index.js';
import {
  compareIds,
  firstId,
  type LiveReader,
  type LiveStart,
  SequenceTracker,
  unwrap,
} from '../transport/index.js';
import type { Conflation } from './conflation.js';
import type { Item } from './feed.js';
import { streamAt, topicOf } from './keys.js';
import type { StreamTail, TailListener } from './roster.js';
import type { Source, SourceOptions } from './source.js';
import { StreamFollower } from './stream-follower.js';

/** Messages that a live subscription did not get. */
export interface Gap {
  readonly bus: BusName;
  readonly stream: string;
  /** Exactly how many. */
  readonly missing: number;
  /**
   * `sequence`: never stored, or trimmed before they were read, and later ones came; `tail`: the same, and the producer's
   * beacon tells of them. `overflow`: dropped here, since the reader is slow; `conflated`: newer ones replaced them.
   */
  readonly cause: 'sequence' | 'tail' | 'overflow' | 'conflated';
}

/**
 * What a full queue does: `pause` lets the stream keep the rest; `drop-oldest` gives up the oldest frames; `conflate` keeps
 * of each type and instrument the newest message. What is given up is reported.
 */
export type OverflowPolicy = 'pause' | 'drop-oldest' | 'conflate';

export interface LiveSourceOptions extends SourceOptions {
  readonly from: LiveStart;
  readonly overflow: OverflowPolicy;
  readonly conflation: Conflation;
  /** Hears what beacons say of the streams of instances; returns how to stop. */
  readonly listenTails: (listener: TailListener) => () => void;
  readonly onGap: (gap: Gap) => void;
}

/** Reads topics without a group. */
export class LiveSource implements Source {
  readonly bus: BusName;
  readonly group = undefined;
  readonly #options: LiveSourceOptions;
  readonly #reader: LiveReader;
  readonly #follower: StreamFollower;
  readonly #sequences = new SequenceTracker();
  readonly #streams: Record<string, LiveStart> = {};
  /** What the last beacon said of each stream. */
  readonly #tails = new Map<string, { readonly epoch: number; readonly sequence: bigint }>();
  #stopListening: (() => void) | undefined;
  #started = false;
  #paused = false;
  #closed = false;

  constructor(options: LiveSourceOptions) {
    const { transport, namespace, topics } = options;
    this.#options = options;
    this.bus = transport.bus as BusName;
    this.#reader = transport.readLive({ streams: {} });
    this.#follower = new StreamFollower(transport, namespace, topics, (found) => this.#follow(found));
  }

  async start(): Promise<void> {
    await this.#follower.start();
    this.#started = true;
    this.#stopListening = this.#options.listenTails(
      (instance, epoch, tails) => void this.#onTails(instance, epoch, tails),
    );
    void this.#pump();
  }

  /** Streams that come later are read from their first entry. */
  async #follow(found: readonly string[]): Promise<void> {
    const { from } = this.#options;
    for (const stream of found) {
      const start = this.#started ? firstId : from;
      this.#streams[stream] = start === '$' ? await this.#endOf(stream) : start;
    }
    this.#reader.setStreams(this.#streams);
  }

  async #endOf(stream: string): Promise<LiveStart> {
    const info = await this.#options.transport.streams.info(stream, { deadlineMs: 2_000 });
    return unwrap(info, this.bus, `find the end of ${stream}`)?.lastId ?? firstId;
  }

  async #pump(): Promise<void> {
    const { envelopeOf } = this.#options;
    try {
      for (let batch = await this.#reader.next(); batch !== undefined; batch = await this.#reader.next())
        for (const entry of batch.entries) {
          const envelope = envelopeOf(entry.frame);
          if (envelope !== undefined && !this.#isFresh(entry.stream, envelope)) continue;
          await this.#put({ entry, envelope, source: this });
        }
    } catch (error) {
      if (!this.#closed) this.#options.feed.close(error);
    }
  }

  async #put(item: Item): Promise<void> {
    const { feed, overflow, conflation } = this.#options;
    if (overflow === 'pause') {
      this.#paused = true;
      await feed.put(item);
      this.#paused = false;
    } else if (overflow === 'drop-oldest') {
      for (const dropped of feed.putDroppingOldest(item)) this.#dropped(dropped);
    } else {
      const lost = feed.putConflating(item, conflation);
      for (const { item: old, messages } of lost.superseded) this.#lost(old, messages, 'conflated');
      for (const dropped of lost.dropped) this.#dropped(dropped);
    }
  }

  #isFresh(stream: string, { epoch, sequence, count }: Envelope): boolean {
    const { fresh, missing } = this.#sequences.observe(stream, epoch, Number(sequence - 1n), count);
    if (missing > 0) this.#tell({ bus: this.bus, stream, missing, cause: 'sequence' });
    return fresh > 0;
  }

  /**
   * A producer says how far it came. What it said a beat ago must have come by now, when everything stored was read: the
   * rest was never stored, or trimmed.
   */
  async #onTails(instance: string, epoch: number, tails: readonly StreamTail[]): Promise<void> {
    const { namespace, topics } = this.#options;
    for (const { place, sequence } of tails) {
      const stream = streamAt(namespace, this.bus, place, instance);
      if (!topics.includes(topicOf(stream))) continue;
      const said = this.#tails.get(stream);
      this.#tails.set(stream, { epoch, sequence });
      if (said === undefined || said.epoch !== epoch || this.#streams[stream] === undefined) continue;
      if (this.#paused || !(await this.#isReadToItsEnd(stream)) || this.#paused) continue;
      const { missing } = this.#sequences.observe(stream, epoch, Number(said.sequence), 0);
      if (missing > 0) this.#tell({ bus: this.bus, stream, missing, cause: 'tail' });
    }
  }

  async #isReadToItsEnd(stream: string): Promise<boolean> {
    const info = await this.#options.transport.streams.info(stream, { deadlineMs: 2_000 });
    if (info.status !== 'ok') return false;
    const start = this.#streams[stream];
    const place = this.#reader.positions.get(stream) ?? (typeof start === 'string' ? start : undefined);
    if (info.value === undefined) return true;
    return place !== undefined && place !== '$' && compareIds(place, info.value.lastId) >= 0;
  }

  #dropped(item: Item): void {
    this.#lost(item, item.kept?.length ?? item.envelope?.count ?? 0, 'overflow');
  }

  #lost({ entry, source }: Item, missing: number, cause: Gap['cause']): void {
    if (missing > 0) this.#tell({ bus: source.bus, stream: entry.stream, missing, cause });
  }

  #tell(gap: Gap): void {
    if (channels.gap.hasSubscribers) channels.gap.publish(gap);
    this.#options.onGap(gap);
  }

  settle(): void {}

  async ack(): Promise<boolean> {
    return false;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopListening?.();
    await this.#follower.close();
    await this.#reader.close();
  }
}
