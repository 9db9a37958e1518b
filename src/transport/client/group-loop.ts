import type { Rejected, Unknown } from '../outcome.js';
import { compareIds, firstId, type StreamId } from '../stream-id.js';
import type { Argument, Entry, PendingEntry, Reply } from '../transport.js';
import type { ConsumerLedger } from './consumer-ledger.js';
import { ReadLoop, type ReadLoopDeps } from './read-loop.js';
import { anything, okText, pendingEntries, readReply, streamEntries, streamInfo } from './replies.js';

export interface GroupLoopOptions {
  readonly group: string;
  readonly consumer: string;
  readonly start: StreamId | '0' | '$';
  readonly onMissingGroup: 'recreate' | 'fail';
  readonly count: number;
  readonly blockMs: number;
  /** How often the pending entries are gone through again without a reconnect. Default 5,000. */
  readonly auditMs?: number;
}

const defaultAuditMs = 5_000;

/**
 * What a group member does on one connection: make missing groups, re-read its own pending entries, then wait for new
 * ones. Every reconnect begins with the pending entries, because a reply can be lost after the server noted it as
 * delivered. And they are gone through again now and then: a read that was on its way when its connection broke can run
 * after the new connection's look at them.
 */
export class GroupLoop extends ReadLoop {
  /** Streams whose group was seen to exist since the last reconnect, and ever. */
  private readonly prepared = new Set<string>();
  private readonly known = new Set<string>();
  /** How far the pending entries of a stream were gone through since then; 'done' at their end. */
  private readonly replayed = new Map<string, StreamId | 'done'>();
  private nextAudit = 0;
  private readonly options: GroupLoopOptions;
  private readonly ledger: ConsumerLedger;

  constructor(
    streams: readonly string[],
    options: GroupLoopOptions,
    ledger: ConsumerLedger,
    deps: ReadLoopDeps,
  ) {
    super(streams, deps);
    this.options = options;
    this.ledger = ledger;
  }

  protected onConnected(): void {
    this.prepared.clear();
    this.replayed.clear();
  }

  protected step(): void {
    const now = this.deps.clock.now();
    if (now >= this.nextAudit) {
      this.nextAudit = now + (this.options.auditMs ?? defaultAuditMs);
      this.replayed.clear();
    }
    const unprepared = this.streams.filter((stream) => !this.prepared.has(stream));
    if (unprepared.length > 0) {
      unprepared.forEach((stream) => void this.prepare(stream));
      return;
    }
    const unread = this.streams.filter((stream) => this.replayed.get(stream) !== 'done');
    if (unread.length > 0) {
      unread.forEach((stream) => void this.replay(stream));
      return;
    }
    this.readNew();
  }

  protected onFailure(outcome: Rejected | Unknown): boolean {
    if (outcome.reason === 'no-group') {
      if (this.options.onMissingGroup === 'fail') return false;
      this.onConnected();
    }
    return true;
  }

  /** Makes the group where it is missing. One that existed before goes on after the last entry that was seen. */
  private prepare(stream: string): void {
    const seen = this.ledger.lastSeen(stream);
    if (!this.known.has(stream)) this.createGroup(stream, this.options.start);
    else if (seen === undefined) this.createGroup(stream, '0');
    else this.recreate(stream, seen);
  }

  /** If the stream itself is gone, what is in it now is all new, and may even have lower ids. */
  private recreate(stream: string, seen: StreamId): void {
    this.send({
      command: 'XINFO',
      args: ['STREAM', stream],
      retry: 'always',
      read: streamInfo,
      done: (info) => this.createGroup(stream, compareIds(info.lastId, seen) < 0 ? '0' : seen),
      accepts: (outcome) => {
        if (outcome.reason !== 'no-group') return false;
        this.createGroup(stream, '0');
        return true;
      },
    });
  }

  private createGroup(stream: string, from: StreamId | '0' | '$'): void {
    const { group } = this.options;
    this.send({
      command: 'XGROUP',
      args: ['CREATE', stream, group, from, 'MKSTREAM'],
      retry: 'always',
      read: okText,
      done: () => {
        if (this.known.has(stream)) this.deps.emit({ type: 'group-lost', stream, group, recreatedAt: from });
        this.markPrepared(stream);
      },
      accepts: (outcome) => {
        if (outcome.reply !== 'BUSYGROUP') return false;
        this.markPrepared(stream);
        return true;
      },
    });
  }

  private markPrepared(stream: string): void {
    this.prepared.add(stream);
    this.known.add(stream);
  }

  /** Asks which entries are pending for this consumer, and fetches those that this process does not hold. */
  private replay(stream: string): void {
    const { group, consumer, count } = this.options;
    const after = this.replayed.get(stream);
    this.ledger.beginReplay(stream);
    this.send({
      command: 'XPENDING',
      args: [stream, group, after === undefined ? '-' : `(${after}`, '+', count, consumer],
      retry: 'always',
      read: pendingEntries,
      done: (pending) => {
        const missing = pending.find((entry) => !this.ledger.holds(stream, entry.id));
        if (missing === undefined) this.replayedTo(stream, pending);
        else this.fetch(stream, missing.id, pending);
      },
    });
  }

  private replayedTo(stream: string, page: readonly PendingEntry[]): void {
    const last = page.at(-1);
    const more = last !== undefined && page.length >= this.options.count;
    this.replayed.set(stream, more ? last.id : 'done');
    if (!more) this.ledger.endReplay(stream);
  }

  private fetch(stream: string, first: StreamId, pending: readonly PendingEntry[]): void {
    const { group, consumer, count } = this.options;
    this.send({
      command: 'XREADGROUP',
      args: ['GROUP', group, consumer, 'COUNT', count, 'STREAMS', stream, idBefore(first)],
      retry: 'always',
      read: (reply) => streamEntries(stream, readReply(reply)[0]?.[1] ?? [], 1),
      done: ({ entries, trimmed }) => {
        const deliveries = new Map(pending.map((entry) => [entry.id, entry.deliveries + 1]));
        this.hand(
          entries.map((entry) => ({ ...entry, deliveries: deliveries.get(entry.id) ?? 2 })),
          true,
        );
        if (trimmed.length > 0) this.forget(stream, trimmed);
        this.replayedTo(stream, pending);
      },
    });
  }

  /** Entries that were trimmed while pending are counted, raised, and acknowledged, so that they end. */
  private forget(stream: string, ids: readonly StreamId[]): void {
    const { group } = this.options;
    this.deps.emit({ type: 'trimmed', stream, group, count: ids.length });
    this.send({
      command: 'XACK',
      args: [stream, group, ...ids],
      retry: 'always',
      read: anything,
      done: () => {},
    });
  }

  private readNew(): void {
    const { group, consumer, count, blockMs } = this.options;
    const args: Argument[] = ['GROUP', group, consumer, 'COUNT', count, 'BLOCK', blockMs, 'STREAMS'];
    args.push(...this.streams);
    for (let i = 0; i < this.streams.length; i++) args.push('>');
    this.send({
      command: 'XREADGROUP',
      args,
      retry: 'unless-written',
      read: newEntries,
      done: (entries) => this.hand(entries, false),
      silenceMs: this.silenceFor(blockMs),
    });
  }

  /** Hands out what is not held yet. */
  hand(entries: readonly Entry[], redelivered: boolean): void {
    const now = this.deps.clock.now();
    const fresh = entries.filter((entry) =>
      this.ledger.deliver(entry.stream, entry.id, entry.deliveries, now),
    );
    this.deps.queue.push(fresh, redelivered);
  }
}

/** The entries of a read over several streams, in the order of the reply. */
export function newEntries(reply: Reply): readonly Entry[] {
  const all: Entry[] = [];
  for (const [stream, entries] of readReply(reply)) all.push(...streamEntries(stream, entries, 1).entries);
  return all;
}

/** The greatest id before this one. */
function idBefore(id: StreamId): StreamId {
  const [ms, sequence] = id.split('-') as [string, string];
  if (sequence !== '0') return `${ms}-${BigInt(sequence) - 1n}`;
  return ms === '0' ? firstId : `${BigInt(ms) - 1n}-18446744073709551615`;
}
