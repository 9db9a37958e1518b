import { checkInteger, checkMilliseconds } from '../../base/limits.js';
import { checkKey, checkName } from '../names.js';
import { type Outcome, ok } from '../outcome.js';
import type {
  AckResult,
  CallOptions,
  Entry,
  EntryBatch,
  GroupReader,
  GroupReaderOptions,
  ReaderLimits,
} from '../transport.js';
import { BatchQueue } from './batch-queue.js';
import type { Caller } from './caller.js';
import { ClaimWatch } from './claim-watch.js';
import { ConsumerLedger } from './consumer-ledger.js';
import { GroupLoop, type GroupLoopOptions } from './group-loop.js';
import type { ReadLoop, ReadLoopDeps } from './read-loop.js';
import { integer } from './replies.js';

export interface ReaderDeps extends Omit<ReadLoopDeps, 'queue'> {
  readonly caller: Caller;
  readonly responsiveNow: () => number;
  part(key: string): string;
  onClosed(reader: Closable): void;
}

export interface Closable {
  close(): Promise<void>;
}

export interface ResolvedLimits {
  readonly count: number;
  readonly blockMs: number;
}

export function resolveLimits(limits: ReaderLimits): ResolvedLimits {
  return {
    count: checkInteger('count', limits.count ?? 128, 1, 65_536),
    blockMs: checkInteger('blockMs', limits.blockMs ?? 250, 1, 10_000),
  };
}

export function queueFor(limits: ReaderLimits): BatchQueue {
  return new BatchQueue({
    maxItems: limits.maxQueuedEntries ?? 4_096,
    maxBytes: limits.maxQueuedBytes ?? 8 * 1024 * 1024,
  });
}

/** Streams by the part of the cluster they live in: one loop reads one part. */
export function byPart(streams: Iterable<string>, part: (key: string) => string): Map<string, string[]> {
  const parts = new Map<string, string[]>();
  for (const stream of streams) {
    const name = part(stream);
    parts.set(name, [...(parts.get(name) ?? []), stream]);
  }
  return parts;
}

/** Runs one loop per part and keeps them in step with the set of streams. */
export class LoopSet<Loop extends ReadLoop> {
  private readonly loops = new Map<string, Loop>();
  private readonly part: (key: string) => string;
  private readonly make: (streams: readonly string[]) => Loop;

  constructor(part: (key: string) => string, make: (streams: readonly string[]) => Loop) {
    this.part = part;
    this.make = make;
  }

  follow(streams: Iterable<string>): void {
    const parts = byPart(streams, this.part);
    for (const [name, loop] of this.loops) if (!parts.has(name)) loop.follow([]);
    for (const [name, members] of parts) {
      const loop = this.loops.get(name);
      if (loop === undefined) this.loops.set(name, this.make(members));
      else loop.follow(members);
    }
  }

  wake(): void {
    for (const loop of this.loops.values()) loop.wake();
  }

  close(): void {
    for (const loop of this.loops.values()) loop.close();
  }
}

export class GroupReaderClient implements GroupReader {
  private readonly group: string;
  private readonly queue: BatchQueue;
  private readonly ledger = new ConsumerLedger();
  private readonly loops: LoopSet<GroupLoop>;
  private readonly claims: ClaimWatch | undefined;
  private readonly deps: ReaderDeps;
  private streams: readonly string[];
  private closed = false;

  constructor(options: GroupReaderOptions, deps: ReaderDeps) {
    this.deps = deps;
    this.group = checkName('group', options.group);
    this.queue = queueFor(options);
    this.streams = checkStreams(options.streams);
    const loopOptions: GroupLoopOptions = {
      group: this.group,
      consumer: checkName('consumer', options.consumer),
      start: options.start ?? '$',
      onMissingGroup: options.onMissingGroup ?? 'recreate',
      ...resolveLimits(options),
    };
    const loopDeps: ReadLoopDeps = { ...deps, queue: this.queue };
    this.loops = new LoopSet(
      deps.part,
      (streams) => new GroupLoop(streams, loopOptions, this.ledger, loopDeps),
    );
    this.queue.onRoom = () => this.loops.wake();
    this.loops.follow(this.streams);
    if (options.claim !== undefined) this.claims = this.watch(options, options.claim);
  }

  private watch(options: GroupReaderOptions, claim: NonNullable<GroupReaderOptions['claim']>): ClaimWatch {
    return new ClaimWatch(
      {
        group: this.group,
        consumer: options.consumer,
        leaseKey: checkKey('leaseKey', claim.leaseKey),
        leaseMs: checkMilliseconds('leaseMs', claim.leaseMs ?? 5_000, 100),
      },
      {
        clock: this.deps.clock,
        responsiveNow: this.deps.responsiveNow,
        caller: this.deps.caller,
        ledger: this.ledger,
        streams: () => this.streams,
        roomy: () => !this.queue.full,
        hand: (entries) => this.hand(entries),
        emit: this.deps.emit,
      },
    );
  }

  private hand(entries: readonly Entry[]): void {
    const now = this.deps.clock.now();
    const fresh = entries.filter((e) => this.ledger.deliver(e.stream, e.id, e.deliveries, now));
    this.queue.push(fresh, true);
  }

  get unacknowledged(): number {
    return this.ledger.size;
  }

  next(signal?: AbortSignal): Promise<EntryBatch | undefined> {
    return this.queue.next(signal);
  }

  async ack(
    entries: readonly Pick<Entry, 'stream' | 'id'>[],
    options?: CallOptions,
  ): Promise<Outcome<AckResult>> {
    const byStream = new Map<string, string[]>();
    for (const { stream, id } of entries) {
      const ids = byStream.get(stream);
      if (ids === undefined) byStream.set(stream, [id]);
      else ids.push(id);
    }
    const outcomes = await Promise.all(
      [...byStream].map(([stream, ids]) => this.ackStream(stream, ids, options)),
    );
    let acknowledged = 0;
    for (const outcome of outcomes) {
      if (outcome.status !== 'ok') return outcome;
      acknowledged += outcome.value;
    }
    return ok({ acknowledged, missing: entries.length - acknowledged });
  }

  private async ackStream(
    stream: string,
    ids: readonly string[],
    options?: CallOptions,
  ): Promise<Outcome<number>> {
    const outcome = await this.deps.caller.call(
      {
        lane: 'hot',
        command: 'XACK',
        args: [stream, this.group, ...ids],
        retry: 'always',
        key: stream,
        read: integer,
      },
      options,
    );
    if (outcome.status === 'ok') for (const id of ids) this.ledger.release(stream, id);
    return outcome;
  }

  setStreams(streams: readonly string[]): void {
    this.streams = checkStreams(streams);
    if (!this.closed) this.loops.follow(this.streams);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.claims?.close();
    this.loops.close();
    this.queue.close();
    this.deps.onClosed(this);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function checkStreams(streams: readonly string[]): readonly string[] {
  return [...new Set(streams.map((stream) => checkKey('streams', stream)))];
}
