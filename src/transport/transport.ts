import type { Clock } from '../base/clock.js';
import type { ConnectionCause } from './errors.js';
import type { Outcome, Rejected, RejectedReason, Settle, UnknownReason } from './outcome.js';
import type { StreamId } from './stream-id.js';

/**
 * Connections by role. A stream keeps to one lane, so that its frames never overtake each other.
 * - `hot`: small commands and frames, multiplexed, one write per tick.
 * - `urgent`: the same for the priorities that wait for nobody.
 * - `bulk`: frames above 16 KB, so that they delay nothing else.
 * - `control`: groups, claims, trimming, health.
 * - `replicated`: appends that are `ok` only after enough replicas have them (one WAIT per write).
 */
export type LaneName = 'hot' | 'urgent' | 'bulk' | 'control' | 'replicated';

export interface CallOptions {
  /** Milliseconds from now within which the call has an outcome. Default: the transport's `deadlineMs`. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

export interface AppendOptions extends CallOptions {
  /** The caller gives the bytes away and never touches them again: spares the copy of large frames. */
  readonly transfer?: boolean;
}

/**
 * A stream with this process as its only writer. Frames are stored in the order in which they were offered, each at
 * most once: its id is given when its bytes are first written and kept across retries, so Redis refuses a repetition.
 */
export interface OwnedStream extends AsyncDisposable {
  readonly key: string;
  readonly lane: LaneName;
  /** The id of the last entry known to be stored: at opening, the stream's own last id. */
  readonly lastId: StreamId;
  /** Frames taken whose outcome is not known yet. */
  readonly inFlight: number;
  /** Whether anything waits for a reply on the stream's lane: the sign to collect messages instead of sending at once. */
  readonly busy: boolean;
  append(frame: Uint8Array, options?: AppendOptions): Promise<Outcome<StreamId>>;
  /**
   * The same without a promise. Returns `undefined` when the frame was taken, and then `settle` is called exactly once;
   * returns why when nothing was taken, and then `settle` is never called.
   */
  offer(frame: Uint8Array, settle: Settle<StreamId>, options?: AppendOptions): Rejected | undefined;
  /** Resolves when the lane has room again after back-pressure. */
  ready(signal?: AbortSignal): Promise<void>;
  /** Calls back once, when nothing waits for a reply on the lane (at once when that is so already). */
  whenIdle(callback: () => void): void;
  /** Resolves when every frame taken so far has its outcome. */
  drain(): Promise<void>;
  /** Drains, then gives the key free for another owner in this transport. */
  close(): Promise<void>;
}

export interface OwnedStreamOptions extends CallOptions {
  /** Default `hot`. */
  readonly lane?: LaneName;
}

/** One stored frame. `frame` is a view on the bytes as read from the socket: never transfer its ArrayBuffer. */
export interface Entry {
  readonly stream: string;
  readonly id: StreamId;
  readonly frame: Uint8Array;
  /** How often the entry was delivered to the group, this time included; 1 for a live read. */
  readonly deliveries: number;
}

export interface EntryBatch {
  readonly entries: readonly Entry[];
  /** Entries that were delivered before: re-read after a reconnect or a restart, or claimed from a dead consumer. */
  readonly redelivered: boolean;
}

export interface ReaderLimits {
  /** Most entries of each stream in one read. Default 128. */
  readonly count?: number;
  /** How long the server waits for entries. Default 250. */
  readonly blockMs?: number;
  /** Entries and bytes read ahead of next(); reading pauses above them. Defaults 4,096 and 8 MiB. */
  readonly maxQueuedEntries?: number;
  readonly maxQueuedBytes?: number;
}

export interface GroupReaderOptions extends ReaderLimits {
  readonly group: string;
  /** Stable across restarts: entries that were delivered and not acknowledged come back to the same name. */
  readonly consumer: string;
  readonly streams: readonly string[];
  /** Where a group starts that does not exist yet. Default `$`, new entries only. */
  readonly start?: StreamId | '0' | '$';
  /** When a group disappears (FLUSHALL, XGROUP DESTROY): make it again after the last entry seen, or stop. */
  readonly onMissingGroup?: 'recreate' | 'fail';
  /**
   * Takes over what consumers of the group left behind when they stopped renewing their lease. Each consumer counts up
   * its field of the hash `leaseKey`; one whose count stands still for `leaseMs` of the observer's own monotonic time is
   * dead. `leaseKey` must share the hash tag of the streams in a Cluster.
   */
  readonly claim?: { readonly leaseKey: string; readonly leaseMs?: number };
}

export interface AckResult {
  /** Entries that were pending until now. */
  readonly acknowledged: number;
  /** Entries that were not pending any more: acknowledged before, or claimed and acknowledged by another consumer. */
  readonly missing: number;
}

/** Reads streams as a member of a consumer group: each entry at least once in the group. */
export interface GroupReader extends AsyncDisposable {
  /** The next batch; own unacknowledged entries come first, also after every reconnect. `undefined` once closed. */
  next(signal?: AbortSignal): Promise<EntryBatch | undefined>;
  ack(entries: readonly Pick<Entry, 'stream' | 'id'>[], options?: CallOptions): Promise<Outcome<AckResult>>;
  /** Follows another set of streams from the next read on. Queued entries of dropped streams still come. */
  setStreams(streams: readonly string[]): void;
  /** Entries delivered to this process and not acknowledged. */
  readonly unacknowledged: number;
  close(): Promise<void>;
}

/** After which entry a live reader begins: an id, the end of the stream, or a wall time in UTC milliseconds. */
export type LiveStart = StreamId | '$' | { readonly wallMs: number };

export interface LiveReaderOptions extends ReaderLimits {
  readonly streams: Readonly<Record<string, LiveStart>>;
}

/** Reads streams without a group. After a reconnect it goes on after the last entry read: nothing is lost that is still stored. */
export interface LiveReader extends AsyncDisposable {
  next(signal?: AbortSignal): Promise<EntryBatch | undefined>;
  /** Follows another set of streams; those followed already keep their place. */
  setStreams(streams: Readonly<Record<string, LiveStart>>): void;
  /** The id of the last entry read of each stream. */
  readonly positions: ReadonlyMap<string, StreamId>;
  close(): Promise<void>;
}

/** A channel subscription, resumed after every reconnect; what was published meanwhile is lost and announced. */
export interface Subscription extends AsyncDisposable {
  readonly channel: string;
  close(): Promise<void>;
}

export interface StreamInfo {
  readonly length: number;
  readonly lastId: StreamId;
  readonly firstEntryId: StreamId | undefined;
}

export interface GroupInfo {
  readonly name: string;
  readonly consumers: number;
  readonly pending: number;
  readonly lastDeliveredId: StreamId;
  /** The lowest delivered and unacknowledged id. */
  readonly lowestPendingId: StreamId | undefined;
  /** Entries not delivered yet, where the server can tell. */
  readonly lag: number | undefined;
}

export interface PendingEntry {
  readonly id: StreamId;
  readonly consumer: string;
  readonly idleMs: number;
  readonly deliveries: number;
}

/** Streams seen as stored objects. */
export interface StreamStore {
  info(key: string, options?: CallOptions): Promise<Outcome<StreamInfo | undefined>>;
  groups(key: string, options?: CallOptions): Promise<Outcome<readonly GroupInfo[]>>;
  /** Entries from `from` to `to`, both included. */
  range(
    key: string,
    from: StreamId | '-',
    to: StreamId | '+',
    count: number,
    options?: CallOptions,
  ): Promise<Outcome<readonly Entry[]>>;
  pending(
    key: string,
    group: string,
    count: number,
    options?: CallOptions,
  ): Promise<Outcome<readonly PendingEntry[]>>;
  /** Removes all entries before `minId`; the value is how many. */
  trimBefore(key: string, minId: StreamId, options?: CallOptions): Promise<Outcome<number>>;
  /** Makes the group (and the stream); `false` when it existed. */
  createGroup(
    key: string,
    group: string,
    start: StreamId | '0' | '$',
    options?: CallOptions,
  ): Promise<Outcome<boolean>>;
  /** Removes a consumer that has nothing pending; `false` when it has, and then it stays. */
  removeConsumer(
    key: string,
    group: string,
    consumer: string,
    options?: CallOptions,
  ): Promise<Outcome<boolean>>;
}

/** Small shared values: leases, registries, rosters. Values are bytes. */
export interface KeyStore {
  get(key: string, options?: CallOptions): Promise<Outcome<Uint8Array | undefined>>;
  set(
    key: string,
    value: Uint8Array,
    options?: CallOptions & { readonly ttlMs?: number },
  ): Promise<Outcome<void>>;
  remove(key: string, options?: CallOptions): Promise<Outcome<boolean>>;
  /** Takes the lease when nobody holds it. `token` is unique to the holder. */
  acquire(key: string, token: string, ttlMs: number, options?: CallOptions): Promise<Outcome<boolean>>;
  /** Extends the lease; `false` when another token holds it or nobody does. */
  renew(key: string, token: string, ttlMs: number, options?: CallOptions): Promise<Outcome<boolean>>;
  /** Gives the lease back, when the token still holds it. */
  release(key: string, token: string, options?: CallOptions): Promise<Outcome<boolean>>;
  hashGet(key: string, field: string, options?: CallOptions): Promise<Outcome<Uint8Array | undefined>>;
  hashGetAll(key: string, options?: CallOptions): Promise<Outcome<ReadonlyMap<string, Uint8Array>>>;
  hashSet(key: string, field: string, value: Uint8Array, options?: CallOptions): Promise<Outcome<void>>;
  /** `false` when the field existed, and then it keeps its value. */
  hashSetIfAbsent(
    key: string,
    field: string,
    value: Uint8Array,
    options?: CallOptions,
  ): Promise<Outcome<boolean>>;
  hashRemove(key: string, field: string, options?: CallOptions): Promise<Outcome<boolean>>;
  setAdd(key: string, member: string, options?: CallOptions): Promise<Outcome<boolean>>;
  setRemove(key: string, member: string, options?: CallOptions): Promise<Outcome<boolean>>;
  setMembers(key: string, options?: CallOptions): Promise<Outcome<readonly string[]>>;
}

export type Argument = string | number | Uint8Array;

/** An error reply within another reply, such as that of EXEC. */
export interface NestedError {
  readonly error: string;
}

/** A reply of the server: strings are bytes, missing values null, maps and sets flat arrays, booleans 0 and 1. */
export type Reply = Buffer | number | null | NestedError | readonly Reply[];

/** A connection of one's own, for WATCH and MULTI or commands that the transport has no method for. */
export interface Lease extends AsyncDisposable {
  /** Never retried: a call that was written and got no reply is Unknown. */
  call(command: string, args: readonly Argument[], options?: CallOptions): Promise<Outcome<Reply>>;
  /** Gives the connection back; one with unanswered commands is closed instead. */
  release(): void;
}

export interface LeaseOptions {
  /** The connection must serve the slot of this key (Cluster). */
  readonly key?: string;
  readonly signal?: AbortSignal;
}

export type TransportState = 'connecting' | 'ready' | 'reconnecting' | 'down' | 'closing' | 'closed';

export interface Health {
  readonly state: TransportState;
  /** Whether the server answers, and whether it takes writes (it can do the first without the second). */
  readonly reads: boolean;
  readonly writes: boolean;
  readonly roundTripMs: number | undefined;
  readonly server: ServerFacts | undefined;
  readonly warnings: readonly string[];
}

export interface ServerFacts {
  readonly version: string;
  readonly runId: string;
  readonly role: string;
  readonly mode: string;
  readonly memoryPolicy: string | undefined;
  readonly maxMemory: number | undefined;
  readonly usedMemory: number | undefined;
  readonly replicas: number;
  readonly persistence: boolean;
}

export type TransportEvent =
  | { readonly type: 'state'; readonly state: TransportState }
  | {
      readonly type: 'connection';
      readonly lane: string;
      readonly state: string;
      readonly cause: ConnectionCause | undefined;
    }
  /** A stream ends before an entry that was acknowledged to its owner, or the server lost its data. */
  | {
      readonly type: 'data-loss';
      readonly stream: string;
      readonly expected: StreamId;
      readonly found: StreamId;
    }
  | { readonly type: 'server-changed'; readonly runId: string }
  /** Somebody else writes to an owned stream. */
  | { readonly type: 'conflict'; readonly stream: string; readonly id: StreamId }
  | {
      readonly type: 'group-lost';
      readonly stream: string;
      readonly group: string;
      readonly recreatedAt: StreamId | undefined;
    }
  /** Entries were removed from a stream before the group acknowledged them. */
  | { readonly type: 'trimmed'; readonly stream: string; readonly group: string; readonly count: number }
  | {
      readonly type: 'claimed';
      readonly stream: string;
      readonly group: string;
      readonly from: string;
      readonly count: number;
    }
  /** Subscriptions work again; messages of `downMs` may be missing. */
  | { readonly type: 'resubscribed'; readonly channels: readonly string[]; readonly downMs: number }
  | {
      readonly type: 'subscription-refused';
      readonly channel: string;
      readonly reason: RejectedReason | UnknownReason;
    }
  | {
      readonly type: 'unsafe-server';
      readonly setting: string;
      readonly found: string;
      readonly advice: string;
    }
  | { readonly type: 'lease-leak'; readonly heldMs: number; readonly stack: string }
  | { readonly type: 'loop-stalled'; readonly ms: number };

/** Moves frames and small values between processes over one bus. It knows no message. */
export interface Transport extends AsyncDisposable {
  /** The name of the bus, for errors and diagnostics. */
  readonly bus: string;
  readonly clock: Clock;
  readonly state: TransportState;
  readonly streams: StreamStore;
  readonly keys: KeyStore;
  /** Reads the stream's last id first, so that ids go on rising whatever the clocks of earlier owners were. */
  ownStream(key: string, options?: OwnedStreamOptions): Promise<OwnedStream>;
  readGroup(options: GroupReaderOptions): GroupReader;
  readLive(options: LiveReaderOptions): LiveReader;
  /** The value is the number of receivers on the server: 0 means that nobody listens (standalone servers only). */
  publish(channel: string, frame: Uint8Array, options?: CallOptions): Promise<Outcome<number>>;
  subscribe(channel: string, onFrame: (frame: Uint8Array) => void): Promise<Subscription>;
  lease(options?: LeaseOptions): Promise<Lease>;
  health(options?: CallOptions): Promise<Health>;
  /** Listens to what no call can tell. Returns how to stop. */
  onEvent(listener: (event: TransportEvent) => void): () => void;
  /** Stops taking calls, waits up to `drainMs` (default: the deadline) for outcomes, closes every connection. */
  close(options?: { readonly drainMs?: number }): Promise<void>;
}
