import { InvalidArgument } from '../base/errors.js';
import { checkInteger } from '../base/limits.js';
import {
  type BusName,
  type Envelope,
  FrameDecoder,
  MalformedFrame,
  type MessageRegistry,
  type Sender,
} from '../codec/index.js';
import { checkName, type LiveStart, type StreamId, type Transport } from '../transport/index.js';
import { Attempts } from './attempts.js';
import { type Checkpoint, StoredCheckpoint } from './checkpoint.js';
import { Conflation } from './conflation.js';
import { DeadLetters } from './dead-letters.js';
import { Feed } from './feed.js';
import { GroupSource } from './group-source.js';
import type { Instruments } from './instruments.js';
import { Intake, type PutAside } from './intake.js';
import { ownerOf, partitionOf } from './keys.js';
import { type Gap, LiveSource, type OverflowPolicy } from './live-source.js';
import type { ResolvedOptions } from './options.js';
import type { TailListener } from './roster.js';
import type { Source, SourceOptions } from './source.js';

interface QueueOptions {
  /** Most frames, and bytes of frames, that wait for the reader. Defaults 1,024 and 8 MiB. */
  readonly maxQueuedFrames?: number;
  readonly maxQueuedBytes?: number;
}

/**
 * Reads as a member of a group: at least once in the group, acknowledged. All members must ask for the same message types:
 * what one of them does not want counts as handled.
 */
export interface GroupOptions extends QueueOptions {
  readonly group: string;
  /** Where a group begins that never read the topic. Default `$`, with its first member. */
  readonly start?: StreamId | '0' | '$';
  /** Deliveries after which a message counts as poison. Default 5. */
  readonly maxDeliveries?: number;
  /** Acknowledges when this is saved instead of batch by batch. */
  readonly checkpoint?: Checkpoint;
  /** After how long without a sign of life others take over what a consumer holds. Default 5,000. */
  readonly leaseMs?: number;
}

/** Reads without a group. */
export interface LiveOptions extends QueueOptions {
  readonly group?: undefined;
  /** After which entry to begin: the end (default), an id, or a wall time in UTC ms. */
  readonly from?: LiveStart;
  /** Default `drop-oldest`; `pause` when `from` asks for a replay. */
  readonly overflow?: OverflowPolicy;
  /** Hears of every message that did not come. */
  readonly onGap?: (gap: Gap) => void;
}

export type SubscribeOptions = GroupOptions | LiveOptions;

export interface ReadersDeps {
  readonly options: ResolvedOptions;
  readonly registry: MessageRegistry;
  readonly sender: Sender;
  readonly instance: string;
  readonly instruments: Instruments;
  readonly report: (event: PutAside) => void;
  /** What is read here now. */
  readonly memberships: Set<string>;
  /** The engine of an instance; its own name where that is not known. */
  readonly engineOf: (instance: string) => string;
  readonly listenTails: (listener: TailListener) => () => void;
  /** Messages were handed out. */
  readonly received: (messages: number) => void;
  transport(bus: BusName): Transport;
}

/** Makes what subscribe() and consume() read from. Throws InvalidArgument, UnknownMessage. */
export function openIntake(names: readonly string[], given: SubscribeOptions, deps: ReadersDeps): Intake {
  if (names.length === 0) throw new InvalidArgument('names', 'name at least one message type');
  const { registry, sender, instruments, report } = deps;
  const { clock, wallErrorNs, namespace } = deps.options;
  const feed = new Feed({
    maxItems: checkInteger('maxQueuedFrames', given.maxQueuedFrames ?? 1_024, 1),
    maxBytes: checkInteger('maxQueuedBytes', given.maxQueuedBytes ?? 8 * 1024 * 1024, 1),
  });
  const isGroup = given.group !== undefined;
  const maxDeliveries = checkInteger('maxDeliveries', (isGroup ? given.maxDeliveries : undefined) ?? 5, 2);
  const checkpoint = isGroup ? storedCheckpoint(given.checkpoint) : undefined;
  if (isGroup) checkName('group', given.group);
  const buses = topicsByBus(names, registry);
  const joined = join(given.group, buses, deps.memberships);
  const decoder = new FrameDecoder(registry, sender.scales);
  const envelopeOf = (frame: Uint8Array): Envelope | undefined => readEnvelope(decoder, frame);
  const sources: Source[] = [];
  for (const [bus, topics] of buses) {
    const shared = { transport: deps.transport(bus), namespace, topics: [...topics], feed, envelopeOf };
    sources.push(
      given.group === undefined ? liveSource(given, shared, deps) : groupSource(given, shared, deps.instance),
    );
  }
  return new Intake({
    names: new Set(names),
    feed,
    sources,
    decoder,
    registry,
    instruments,
    deadLetters: isGroup ? deadLettersOf(given.group, deps) : undefined,
    attempts: isGroup ? new Attempts(namespace, given.group, deps.transport) : undefined,
    checkpoint,
    originOf: (stream) => `${deps.engineOf(ownerOf(stream))} ${partitionOf(stream)}`,
    maxDeliveries,
    clock,
    wallErrorNs,
    report,
    received: deps.received,
    onClosed: () => {
      for (const membership of joined) deps.memberships.delete(membership);
    },
  });
}

/** Two readers of one group and topic in one instance would take each other's frames. */
function join(
  group: string | undefined,
  buses: ReadonlyMap<BusName, ReadonlySet<string>>,
  memberships: Set<string>,
): readonly string[] {
  if (group === undefined) return [];
  const joined = [...buses].flatMap(([bus, topics]) =>
    [...topics].map((topic) => `${bus} ${topic} ${group}`),
  );
  const taken = joined.find((membership) => memberships.has(membership));
  if (taken !== undefined) {
    const topic = taken.split(' ')[1];
    throw new InvalidArgument(
      'group',
      `${group} reads topic ${topic} here already: name all its message types in one subscription, or take another group`,
    );
  }
  for (const membership of joined) memberships.add(membership);
  return joined;
}

function storedCheckpoint(checkpoint: Checkpoint | undefined): StoredCheckpoint | undefined {
  if (checkpoint === undefined || checkpoint instanceof StoredCheckpoint) return checkpoint;
  throw new InvalidArgument('checkpoint', 'take one from checkpoint() of the same bus');
}

function groupSource(given: GroupOptions, shared: SourceOptions, consumer: string): Source {
  const { start = '$', leaseMs = 5_000 } = given;
  return new GroupSource({ ...shared, group: given.group, consumer, start, leaseMs });
}

function liveSource(
  given: LiveOptions,
  shared: SourceOptions,
  { registry, sender, listenTails }: ReadersDeps,
): Source {
  const { from = '$', onGap = () => {} } = given;
  const overflow = given.overflow ?? (from === '$' ? 'drop-oldest' : 'pause');
  const conflation = new Conflation(new FrameDecoder(registry, sender.scales));
  return new LiveSource({ ...shared, from, overflow, conflation, listenTails, onGap });
}

function deadLettersOf(group: string, { options, instance, sender, transport }: ReadersDeps): DeadLetters {
  const { namespace } = options;
  return new DeadLetters({
    namespace,
    group,
    instance,
    sender,
    transport: (bus) => transport(bus as BusName),
  });
}

function topicsByBus(names: readonly string[], registry: MessageRegistry): Map<BusName, Set<string>> {
  const buses = new Map<BusName, Set<string>>();
  for (const { bus, topic } of names.map((name) => registry.get(name)))
    buses.set(bus, (buses.get(bus) ?? new Set()).add(topic));
  return buses;
}

function readEnvelope(decoder: FrameDecoder, frame: Uint8Array): Envelope | undefined {
  try {
    return decoder.readEnvelope(frame);
  } catch (error) {
    if (error instanceof MalformedFrame) return undefined;
    throw error;
  }
}
