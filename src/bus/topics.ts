import type { BusName, MessageRegistry, MessageType, Sender } from '../codec/index.js';
import { type LaneName, type Transport, unwrap } from '../transport/index.js';
import { BusClosed, type InstanceLost } from './errors.js';
import { groupsKey, streamKey, streamsChannel, streamsKey, topicOf } from './keys.js';
import type { ResolvedOptions } from './options.js';
import type { StreamTail } from './roster.js';
import { StreamKeeper, type TrimmedUnread } from './stream-keeper.js';
import { isUrgent, TopicStream } from './topic-stream.js';

export interface TopicsDeps {
  readonly options: ResolvedOptions;
  readonly registry: MessageRegistry;
  readonly sender: Sender;
  readonly instance: string;
  readonly deadlineMs: Readonly<Record<BusName, number>>;
  readonly report: (event: TrimmedUnread) => void;
  transport(bus: BusName): Transport;
}

/** The streams that this instance writes, one a topic, opened at first use. */
export class Topics {
  readonly #deps: TopicsDeps;
  readonly #streams = new Map<string, TopicStream>();
  readonly #keepers = new Set<StreamKeeper>();
  readonly #lanes = new Map<string, LaneName>();
  #closed = false;
  #lost: InstanceLost | undefined;

  constructor(deps: TopicsDeps) {
    this.#deps = deps;
    for (const type of deps.registry) {
      const given = deps.options.topics[type.topic]?.lane;
      const id = `${type.bus} ${type.topic}`;
      if (given !== undefined) this.#lanes.set(id, given);
      else if (isUrgent(type)) this.#lanes.set(id, 'urgent');
    }
  }

  of({ bus, topic }: MessageType): TopicStream {
    if (this.#lost !== undefined) throw this.#lost;
    const id = `${bus} ${topic}`;
    let stream = this.#streams.get(id);
    if (stream !== undefined) return stream;
    if (this.#closed) throw new BusClosed('the bus');
    const { options, sender, instance, deadlineMs } = this.#deps;
    const transport = this.#deps.transport(bus);
    const key = streamKey(options.namespace, bus, topic, instance);
    const registered = (): Promise<void> => register(transport, options.namespace, bus, topic, key);
    const keeper = new StreamKeeper({
      transport,
      key,
      groupsKey: groupsKey(options.namespace, bus, topic),
      policy: { ...options.retention, ...options.topics[topic]?.retention },
      register: registered,
      report: this.#deps.report,
    });
    this.#keepers.add(keeper);
    stream = new TopicStream({
      transport,
      key,
      lane: this.#lanes.get(id) ?? 'hot',
      sender,
      deadlineMs: deadlineMs[bus],
      maxFrameBytes: options.maxFrameBytes,
      maxQueuedFrames: options.maxQueuedFrames,
      register: registered,
      onStored: (frame, bytes) => keeper.stored(frame, bytes),
    });
    this.#streams.set(id, stream);
    return stream;
  }

  /** The streams belong to another process now: nothing is taken or written any more. */
  fence(lost: InstanceLost): void {
    this.#lost = lost;
    this.#retire();
    for (const stream of this.#streams.values()) stream.fence(lost);
  }

  /** The last sequence given on each stream. */
  get tails(): readonly StreamTail[] {
    return [...this.#streams.values()].map(({ key, lastSequence }) => ({
      topic: topicOf(key),
      sequence: lastSequence,
    }));
  }

  /** Resolves when everything sent so far has its outcome. */
  async drain(): Promise<void> {
    await Promise.all([...this.#streams.values()].map((stream) => stream.drain()));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#retire();
    await Promise.all([...this.#streams.values()].map((stream) => stream.close()));
  }

  #retire(): void {
    for (const keeper of this.#keepers) keeper.close();
  }
}

/** Adds a stream to its topic's set, and tells the readers when it is new. */
async function register(
  transport: Transport,
  namespace: string,
  bus: BusName,
  topic: string,
  key: string,
): Promise<void> {
  const call = { deadlineMs: 2_000 };
  const added = await transport.keys.setAdd(streamsKey(namespace, bus, topic), key, call);
  if (!unwrap(added, bus, `register stream ${key}`)) return;
  await transport.publish(streamsChannel(namespace, bus, topic), Buffer.from(key), call);
}
