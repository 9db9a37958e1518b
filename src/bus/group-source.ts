import { channels } from '../base/diagnostics.js';
import type { BusName } from '../codec/index.js';
import { type Entry, type GroupReader, idBeforeMs, type StreamId, unwrap } from '../transport/index.js';
import { CompletedFrames } from './completed-frames.js';
import type { Item } from './feed.js';
import { consumersKey, groupsKey, topicOf } from './keys.js';
import type { Source, SourceOptions } from './source.js';
import { StreamFollower } from './stream-follower.js';

export interface GroupSourceOptions extends SourceOptions {
  readonly group: string;
  readonly consumer: string;
  readonly start: StreamId | '0' | '$';
  readonly leaseMs: number;
}

const callMs = { deadlineMs: 2_000 };
const retryMs = 100;

/** Reads topics as a member of a group. What is acknowledged together is acknowledged in one command. */
export class GroupSource implements Source {
  readonly bus: BusName;
  readonly group: string;
  readonly #options: GroupSourceOptions;
  readonly #reader: GroupReader;
  readonly #follower: StreamFollower;
  readonly #completed = new CompletedFrames();
  readonly #streams: string[] = [];
  readonly #starts = new Map<string, StreamId | '0'>();
  #settled: Entry[] = [];
  #acking = false;
  #scheduled = false;
  #closed = false;

  constructor(options: GroupSourceOptions) {
    const { transport, namespace, topics, group, consumer, leaseMs } = options;
    this.#options = options;
    this.bus = transport.bus as BusName;
    this.group = group;
    const claim = { leaseKey: consumersKey(namespace, this.bus, group), leaseMs };
    this.#reader = transport.readGroup({ group, consumer, streams: [], claim });
    this.#follower = new StreamFollower(transport, namespace, topics, (found) => this.#follow(found));
  }

  async start(): Promise<void> {
    for (const topic of this.#options.topics) this.#starts.set(topic, await this.#startOf(topic));
    await this.#follower.start();
    void this.#pump();
  }

  /** Where the group begins is decided once, so that members which come at the same time, or later, agree. */
  async #startOf(topic: string): Promise<StreamId | '0'> {
    const { transport, namespace, group, start } = this.#options;
    const key = groupsKey(namespace, this.bus, topic);
    const wish = start === '$' ? idBeforeMs(transport.clock.wallMs()) : start;
    const what = `join group ${group}`;
    const first = await transport.keys.hashSetIfAbsent(key, group, Buffer.from(wish), callMs);
    if (unwrap(first, this.bus, what)) return wish;
    const stored = unwrap(await transport.keys.hashGet(key, group, callMs), this.bus, what);
    return stored === undefined ? wish : Buffer.from(stored).toString();
  }

  async #follow(found: readonly string[]): Promise<void> {
    const { transport, group } = this.#options;
    for (const stream of found) {
      const start = this.#starts.get(topicOf(stream)) ?? '0';
      const made = await transport.streams.createGroup(stream, group, start, callMs);
      unwrap(made, this.bus, `make group ${group} of ${stream}`);
      this.#streams.push(stream);
    }
    this.#reader.setStreams(this.#streams);
  }

  async #pump(): Promise<void> {
    const { feed, envelopeOf } = this.#options;
    try {
      for (let batch = await this.#reader.next(); batch !== undefined; batch = await this.#reader.next())
        for (const entry of batch.entries) {
          const envelope = envelopeOf(entry.frame);
          if (envelope !== undefined && this.#completed.has(entry.stream, envelope))
            this.settle({ entry, envelope });
          else await feed.put({ entry, envelope, source: this });
        }
    } catch (error) {
      if (!this.#closed) feed.close(error);
    }
  }

  settle({ entry, envelope }: Pick<Item, 'entry' | 'envelope'>): void {
    if (envelope !== undefined) this.#completed.add(entry.stream, envelope);
    this.#settled.push(entry);
    if (this.#acking || this.#scheduled) return;
    this.#scheduled = true;
    this.#options.transport.clock.defer(() => {
      this.#scheduled = false;
      void this.#ackSettled();
    });
  }

  async #ackSettled(): Promise<void> {
    if (this.#acking || this.#settled.length === 0) return;
    this.#acking = true;
    const entries = this.#settled;
    this.#settled = [];
    const outcome = await this.#acknowledge(entries);
    this.#acking = false;
    if (outcome.status === 'ok') return this.#ackSettled();
    this.#settled.unshift(...entries);
    if (!this.#closed) this.#options.transport.clock.after(retryMs, () => void this.#ackSettled(), true);
  }

  async #acknowledge(entries: readonly Entry[]): ReturnType<GroupReader['ack']> {
    const outcome = await this.#reader.ack(entries);
    if (channels.acknowledge.hasSubscribers) {
      const { bus, group } = this;
      channels.acknowledge.publish({ bus, group, frames: entries.length, outcome: outcome.status });
    }
    return outcome;
  }

  async ack({ entry, envelope }: Item): Promise<boolean> {
    if (envelope !== undefined) this.#completed.add(entry.stream, envelope);
    const outcome = await this.#acknowledge([entry]);
    return unwrap(outcome, this.bus, `acknowledge ${entry.id}`).acknowledged === 1;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#follower.close();
    const left = this.#settled;
    this.#settled = [];
    if (left.length > 0) await this.#acknowledge(left);
    await this.#reader.close();
  }
}
