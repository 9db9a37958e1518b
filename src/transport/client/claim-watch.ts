import type { Clock, Timer } from '../../base/clock.js';
import type { Entry, PendingEntry, Reply, TransportEvent } from '../transport.js';
import type { Caller } from './caller.js';
import type { ConsumerLedger } from './consumer-ledger.js';
import { LeaseObserver } from './lease-observer.js';
import { integer, list, pairs, pendingEntries, streamEntries, text } from './replies.js';

export interface ClaimOptions {
  readonly group: string;
  readonly consumer: string;
  readonly leaseKey: string;
  readonly leaseMs: number;
}

export interface ClaimDeps {
  readonly clock: Clock;
  readonly responsiveNow: () => number;
  readonly caller: Caller;
  readonly ledger: ConsumerLedger;
  streams(): readonly string[];
  /** Whether there is room for more entries. */
  roomy(): boolean;
  hand(entries: readonly Entry[]): void;
  emit(event: TransportEvent): void;
}

/** Most entries that one round claims from one stream. */
const claimCount = 100;

/**
 * Keeps this consumer's lease, renews the idle time of the entries it holds, and takes over the entries of consumers
 * whose lease stands still. Idle time alone decides nothing: a server whose clock jumps would give away live entries.
 */
export class ClaimWatch {
  private readonly options: ClaimOptions;
  private readonly deps: ClaimDeps;
  private readonly leases: LeaseObserver;
  private beats = 0;
  private lastBeat: number;
  private timer: Timer | undefined;
  private closed = false;

  constructor(options: ClaimOptions, deps: ClaimDeps) {
    this.options = options;
    this.deps = deps;
    this.leases = new LeaseObserver(options.leaseMs);
    this.lastBeat = deps.clock.now();
    this.schedule();
  }

  close(): void {
    this.closed = true;
    this.timer?.cancel();
  }

  private schedule(): void {
    if (this.closed) return;
    const beat = (): void => void this.beat().finally(() => this.schedule());
    this.timer = this.deps.clock.after(this.options.leaseMs / 3, beat, true);
  }

  private async beat(): Promise<void> {
    const overslept = this.deps.clock.now() - this.lastBeat > this.options.leaseMs;
    this.lastBeat = this.deps.clock.now();
    await this.call('HSET', [this.options.leaseKey, this.options.consumer, String(++this.beats)], integer);
    const counts = await this.call('HGETALL', [this.options.leaseKey], pairs);
    if (counts === undefined || this.closed) return;
    this.leases.observe(
      [...counts].map(([consumer, count]) => [consumer, text(count)]),
      this.deps.responsiveNow(),
    );
    for (const stream of this.deps.streams()) {
      if (overslept) await this.reconcile(stream);
      await this.renew(stream);
      if (this.deps.roomy() && !this.closed) await this.claim(stream);
    }
  }

  /** After a pause longer than the lease, others may have claimed what we hold: that is theirs now. */
  private async reconcile(stream: string): Promise<void> {
    const { group, consumer } = this.options;
    const held = this.deps.ledger.heldIds(stream);
    const mine = await this.call(
      'XPENDING',
      [stream, group, '-', '+', held.length + claimCount, consumer],
      pendingEntries,
    );
    if (mine === undefined) return;
    const ids = new Set(mine.map((entry) => entry.id));
    for (const id of held) if (!ids.has(id)) this.deps.ledger.release(stream, id);
  }

  private async renew(stream: string): Promise<void> {
    const { group, consumer, leaseMs } = this.options;
    const now = this.deps.clock.now();
    const due = this.deps.ledger.takeDue(stream, now - leaseMs / 4, now);
    for (let i = 0; i < due.length; i += claimCount)
      await this.call(
        'XCLAIM',
        [stream, group, consumer, 0, ...due.slice(i, i + claimCount), 'JUSTID'],
        list,
      );
  }

  private async claim(stream: string): Promise<void> {
    const { group, leaseMs } = this.options;
    const args = [stream, group, 'IDLE', Math.ceil(leaseMs), '-', '+', claimCount];
    const idle = await this.call('XPENDING', args, pendingEntries);
    const now = this.deps.responsiveNow();
    const left = new Map<string, PendingEntry[]>();
    for (const entry of idle ?? []) {
      if (entry.consumer === this.options.consumer || !this.leases.isDead(entry.consumer, now)) continue;
      left.set(entry.consumer, [...(left.get(entry.consumer) ?? []), entry]);
    }
    for (const [from, pending] of left) await this.takeOver(stream, from, pending);
  }

  private async takeOver(stream: string, from: string, pending: readonly PendingEntry[]): Promise<void> {
    const { group, consumer, leaseMs } = this.options;
    const args = [stream, group, consumer, Math.ceil(leaseMs), ...pending.map((entry) => entry.id)];
    const claimed = await this.call('XCLAIM', args, (reply) => streamEntries(stream, reply, 1));
    if (claimed === undefined || this.closed) return;
    const deliveries = new Map(pending.map((entry) => [entry.id, entry.deliveries + 1]));
    const entries = claimed.entries.map((entry) => ({ ...entry, deliveries: deliveries.get(entry.id) ?? 2 }));
    this.deps.emit({ type: 'claimed', stream, group, from, count: entries.length });
    this.deps.hand(entries);
    const got = new Set(entries.map((entry) => entry.id));
    await this.countTrimmed(
      stream,
      pending.map((entry) => entry.id).filter((id) => !got.has(id)),
    );
  }

  /** What could not be claimed was claimed by somebody else, or is not stored any more: the latter is a loss. */
  private async countTrimmed(stream: string, ids: readonly string[]): Promise<void> {
    const { group } = this.options;
    const gone: string[] = [];
    for (const id of ids) {
      const found = await this.call('XRANGE', [stream, id, id], list);
      if (found?.length === 0) gone.push(id);
    }
    if (gone.length === 0) return;
    this.deps.emit({ type: 'trimmed', stream, group, count: gone.length });
    await this.call('XACK', [stream, group, ...gone], integer);
  }

  private async call<T>(
    command: string,
    args: readonly (string | number)[],
    read: (reply: Reply) => T,
  ): Promise<T | undefined> {
    const key = String(args[0]);
    const outcome = await this.deps.caller.call(
      { lane: 'control', command, args, retry: 'always', key, read },
      claimDeadline,
    );
    return outcome.status === 'ok' ? outcome.value : undefined;
  }
}

const claimDeadline = { deadlineMs: 1_000 };
