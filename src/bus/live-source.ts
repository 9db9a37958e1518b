import { channels } from '../base/diagnostics.js';
import type { BusName, Envelope } from '../codec/index.js';
import { firstId, type LiveReader, type LiveStart, SequenceTracker, unwrap } from '../transport/index.js';
import type { Item } from './feed.js';
import type { Source, SourceOptions } from './source.js';
import { StreamFollower } from './stream-follower.js';

/** Messages that a live subscription did not get. */
export interface Gap {
  readonly bus: BusName;
  readonly stream: string;
  /** Exactly how many. */
  readonly missing: number;
  /** `sequence`: never stored, or trimmed before they were read. `overflow`: dropped here, since the reader is slow. */
  readonly cause: 'sequence' | 'overflow';
}

/** What a full queue does: let the stream keep the rest, or give up the oldest frames and report them. */
export type OverflowPolicy = 'pause' | 'drop-oldest';

export interface LiveSourceOptions extends SourceOptions {
  readonly from: LiveStart;
  readonly overflow: OverflowPolicy;
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
  #started = false;
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
    const { feed, envelopeOf, overflow } = this.#options;
    try {
      for (let batch = await this.#reader.next(); batch !== undefined; batch = await this.#reader.next())
        for (const entry of batch.entries) {
          const envelope = envelopeOf(entry.frame);
          if (envelope !== undefined && !this.#isFresh(entry.stream, envelope)) continue;
          const item = { entry, envelope, source: this };
          if (overflow === 'pause') await feed.put(item);
          else for (const dropped of feed.putDroppingOldest(item)) this.#report(dropped);
        }
    } catch (error) {
      if (!this.#closed) feed.close(error);
    }
  }

  #isFresh(stream: string, { epoch, sequence, count }: Envelope): boolean {
    const { fresh, missing } = this.#sequences.observe(stream, epoch, Number(sequence - 1n), count);
    if (missing > 0) this.#tell({ bus: this.bus, stream, missing, cause: 'sequence' });
    return fresh > 0;
  }

  #report({ entry, envelope }: Item): void {
    const missing = envelope?.count ?? 0;
    if (missing > 0) this.#tell({ bus: this.bus, stream: entry.stream, missing, cause: 'overflow' });
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
    await this.#follower.close();
    await this.#reader.close();
  }
}
