import { type BusName, hash64, type MessageRegistry, type MessageType, type Sender } from '../codec/index.js';
import { type LaneName, type Transport, unwrap } from '../transport/index.js';
import { BusClosed, type InstanceLost } from './errors.js';
import { groupsKey, placeOf, streamKey, streamsChannel, streamsKey } from './keys.js';
import type { ResolvedOptions } from './options.js';
import { PartitionedTopic } from './partitioned-topic.js';
import type { StreamTail } from './roster.js';
import { StreamKeeper, type TrimmedUnread } from './stream-keeper.js';
import type { Topic } from './topic.js';
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

/** The streams that this instance writes, one for each partition of a topic, opened at first use. */
export class Topics {
  readonly #deps: TopicsDeps;
  readonly #topics = new Map<string, Topic>();
  readonly #streams: TopicStream[] = [];
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

  of({ bus, topic }: MessageType): Topic {
    if (this.#lost !== undefined) throw this.#lost;
    const id = `${bus} ${topic}`;
    let found = this.#topics.get(id);
    if (found !== undefined) return found;
    if (this.#closed) throw new BusClosed('the bus');
    const { partitions = 1 } = this.#deps.options.topics[topic] ?? {};
    const streams = Array.from({ length: partitions }, (_, partition) => this.#open(bus, topic, partition));
    found = partitions === 1 ? streams[0]! : new PartitionedTopic(streams);
    this.#topics.set(id, found);
    return found;
  }

  #open(bus: BusName, topic: string, partition: number): TopicStream {
    const { options, sender, instance, deadlineMs } = this.#deps;
    const transport = this.#deps.transport(bus);
    const key = streamKey(options.namespace, bus, topic, instance, partition);
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
    const stream = new TopicStream({
      transport,
      key,
      lane: this.#lanes.get(`${bus} ${topic}`) ?? 'hot',
      // The sequences of two streams are the same numbers: their messages are told apart by the producer.
      sender: { ...sender, producer: hash64(`${bus} ${placeOf(key)} ${instance}`) },
      deadlineMs: deadlineMs[bus],
      maxFrameBytes: options.maxFrameBytes,
      maxQueuedFrames: options.maxQueuedFrames,
      register: registered,
      onStored: (frame, bytes) => keeper.stored(frame, bytes),
    });
    this.#streams.push(stream);
    return stream;
  }

  /** The streams belong to another process now: nothing is taken or written any more. */
  fence(lost: InstanceLost): void {
    this.#lost = lost;
    this.#retire();
    for (const stream of this.#streams) stream.fence(lost);
  }

  /** The last sequence given on each stream. */
  get tails(): readonly StreamTail[] {
    return this.#streams.map(({ key, lastSequence }) => ({
      place: placeOf(key),
      sequence: lastSequence,
    }));
  }

  /** Resolves when everything sent so far has its outcome. */
  async drain(): Promise<void> {
    await Promise.all(this.#streams.map((stream) => stream.drain()));
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#retire();
    await Promise.all(this.#streams.map((stream) => stream.close()));
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
