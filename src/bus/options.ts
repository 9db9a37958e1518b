import { hostname } from 'node:os';
import type { Clock } from '../base/clock.js';
import { systemClock } from '../base/clock.js';
import { InvalidArgument } from '../base/errors.js';
import { checkInteger } from '../base/limits.js';
import type { BusName, MessageModule } from '../codec/index.js';
import {
  checkName,
  type MemoryServer,
  openMemoryTransport,
  openRedisTransport,
  type RedisEndpoint,
  type RetentionPolicy,
  type Transport,
  type TransportSettings,
} from '../transport/index.js';

/** A bus in this process, shared by every DualBus that is given the same server. */
export interface MemoryBusOptions extends Partial<TransportSettings> {
  readonly memory: MemoryServer;
}

/** A bus on Redis: its address, settings, and what to do about a server that can lose data (default: refuse). */
export interface RedisBusOptions extends RedisEndpoint, Partial<TransportSettings> {
  readonly onUnsafeServer?: 'refuse' | 'degrade';
}

export type BusOptions = MemoryBusOptions | RedisBusOptions;

/** How messages of one topic are published. */
export interface TopicOptions {
  /**
   * Into how many streams its messages are divided by instrument, 1 (default) to 64: each instrument keeps its order, and the
   * streams may lie on different nodes of a Cluster. What has no instrument goes to the first. Readers find all of them;
   * only the publishing instances need to be told, and another number holds from their next clean start on.
   */
  readonly partitions?: number;
  /** The lane of the topic's stream. Default: `urgent` for topics with urgent messages, else `hot`. */
  readonly lane?: 'hot' | 'bulk' | 'urgent' | 'replicated';
  /** What differs from the retention of all topics. */
  readonly retention?: Partial<RetentionPolicy>;
}

export interface DualBusOptions {
  /** The name of the engine: 1 to 16 letters, digits or `._:@#-`. */
  readonly engine: string;
  /** Stable over restarts, one process at a time. Default `engine@host#n` with the lowest n that is free. */
  readonly instance?: string;
  /** For how many ms the name of a process that died stays taken. Default 3,000. */
  readonly instanceLeaseMs?: number;
  /**
   * How often, in ms, the instance shows that it lives: after three beats without a sign it is down for the others. The same
   * for all instances. Default 1,000.
   */
  readonly beaconMs?: number;
  /** Default DUALBUS_MARKET_DATA_URL, else redis://127.0.0.1:6380. */
  readonly marketData?: BusOptions;
  /** Default DUALBUS_ENGINE_LOGIC_URL, else redis://127.0.0.1:6381. */
  readonly engineLogic?: BusOptions;
  /** Begins the names of all keys. Default `dualbus`. */
  readonly namespace?: string;
  /** Modules that `dualbus sbe compile` made of the user's own schemas. */
  readonly messages?: MessageModule | readonly MessageModule[];
  readonly topics?: Readonly<Record<string, TopicOptions>>;
  /**
   * How long what this instance published stays stored. Each second its owner removes what all groups have acknowledged
   * and is older than `keepMs` (default 10,000, for live readers and replays); and, unread or not, what is older than
   * `ceilingAgeMs` (1 h) or beyond `ceilingBytes` (256 MiB) of a stream. A group that moves nothing for `silentGroupMs`
   * (1 h) holds nothing back.
   */
  readonly retention?: Partial<RetentionPolicy>;
  /** Most bytes of a frame of collected messages, before packing. Default 65,536. */
  readonly maxFrameBytes?: number;
  /** Most frames that wait for room on a lane before send() takes no more. Default 64. */
  readonly maxQueuedFrames?: number;
  /** By how much the wall clocks of machines may differ, in ms: such ages are never taken for exact. Default 5. */
  readonly wallErrorMs?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
}

export type ResolvedOptions = Required<
  Pick<
    DualBusOptions,
    'engine' | 'namespace' | 'topics' | 'retention' | 'maxFrameBytes' | 'maxQueuedFrames' | 'clock'
  >
> & {
  readonly instance: string | undefined;
  readonly leaseMs: number;
  readonly beaconMs: number;
  readonly host: string;
  readonly modules: readonly MessageModule[];
  readonly wallErrorNs: bigint;
  readonly random: () => number;
};

/** The deadlines of calls: market data is many and tolerant, engine logic few and quick. */
export const deadlinesMs: Readonly<Record<BusName, number>> = { marketData: 100, engineLogic: 50 };

export function resolveOptions(options: DualBusOptions): ResolvedOptions {
  const { messages = [], wallErrorMs = 5 } = options;
  const engine = checkName('engine', options.engine);
  if (engine.length > 16) throw new InvalidArgument('engine', 'has at most 16 characters');
  const instance = options.instance === undefined ? undefined : checkName('instance', options.instance);
  if (instance !== undefined && instance.length > 48)
    throw new InvalidArgument('instance', 'has at most 48 characters');
  return {
    engine,
    instance,
    leaseMs: checkInteger('instanceLeaseMs', options.instanceLeaseMs ?? 3_000, 100, 600_000),
    beaconMs: checkInteger('beaconMs', options.beaconMs ?? 1_000, 50, 60_000),
    host: hostname().replaceAll(/[^A-Za-z0-9._-]/g, '-'),
    namespace: checkNamespace(options.namespace ?? 'dualbus'),
    modules: 'SCHEMA' in messages ? [messages] : messages,
    topics: checkTopics(options.topics ?? {}),
    retention: { keepMs: 10_000, ...options.retention },
    maxFrameBytes: checkInteger('maxFrameBytes', options.maxFrameBytes ?? 65_536, 4_096, 131_072),
    maxQueuedFrames: checkInteger('maxQueuedFrames', options.maxQueuedFrames ?? 64, 1, 65_536),
    wallErrorNs: BigInt(checkInteger('wallErrorMs', wallErrorMs, 0, 60_000)) * 1_000_000n,
    clock: options.clock ?? systemClock,
    random: options.random ?? Math.random,
  };
}

function checkTopics(topics: NonNullable<DualBusOptions['topics']>): NonNullable<DualBusOptions['topics']> {
  for (const [topic, { partitions = 1 }] of Object.entries(topics))
    checkInteger(`topics.${topic}.partitions`, partitions, 1, 64);
  return topics;
}

function checkNamespace(namespace: string): string {
  if (checkName('namespace', namespace).includes(':'))
    throw new InvalidArgument('namespace', 'has no colon, which separates the parts of keys');
  return namespace;
}

const defaults: Readonly<Record<BusName, { readonly variable: string; readonly url: string }>> = {
  marketData: { variable: 'DUALBUS_MARKET_DATA_URL', url: 'redis://127.0.0.1:6380' },
  engineLogic: { variable: 'DUALBUS_ENGINE_LOGIC_URL', url: 'redis://127.0.0.1:6381' },
};

const places = ['url', 'path', 'host', 'sentinels', 'cluster'] as const;

/** Opens the transport of one bus. Throws ConnectFailed, UnsafeServer, InvalidArgument. */
export function openBus(
  bus: BusName,
  options: BusOptions = {},
  { engine, namespace, clock, random }: ResolvedOptions,
): Promise<Transport> {
  const common = { bus, clock, random, deadlineMs: deadlinesMs[bus] };
  if ('memory' in options) return openMemoryTransport({ ...common, ...options, server: options.memory });
  const placed = places.some((place) => options[place] !== undefined);
  const { variable, url } = defaults[bus];
  const endpoint = placed ? options : { ...options, url: process.env[variable] || url };
  return openRedisTransport({
    ...common,
    ...options,
    endpoint: onlyEndpoint(endpoint),
    clientName: engine,
    canaryKey: `{${namespace}}/canary`,
  });
}

/** The endpoint without the settings that stand beside it. */
function onlyEndpoint(options: RedisBusOptions): RedisEndpoint {
  const endpoint: Record<string, unknown> = {};
  for (const name of endpointFields) if (options[name] !== undefined) endpoint[name] = options[name];
  return endpoint as RedisEndpoint;
}

const endpointFields = [
  ...places,
  'port',
  'db',
  'username',
  'password',
  'credentials',
  'tls',
  'sentinelName',
  'sentinelCredentials',
  'sentinelTls',
  'natMap',
] as const satisfies readonly (keyof RedisEndpoint)[];
