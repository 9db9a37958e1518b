import type { QueueLimits } from '../../base/bounded-queue.js';
import { Deque } from '../../base/deque.js';
import { checkInteger } from '../../base/limits.js';
import type { Entry, EntryBatch } from '../transport.js';

interface Waiter {
  resolve(batch: EntryBatch | undefined): void;
  reject(error: unknown): void;
}

/**
 * Batches that were read and not asked for yet. Bounded by pausing the reader: one read that is on its way when a limit
 * is reached is still taken, for what was read and refused would be lost.
 */
export class BatchQueue {
  /** Called when the queue can take a batch again. */
  onRoom: (() => void) | undefined;
  private readonly batches = new Deque<EntryBatch>();
  private readonly waiters: Waiter[] = [];
  private readonly limits: QueueLimits;
  private entries = 0;
  private bytes = 0;
  private closed = false;
  private error: Error | undefined;

  constructor(limits: QueueLimits) {
    checkInteger('maxQueuedEntries', limits.maxItems, 1);
    checkInteger('maxQueuedBytes', limits.maxBytes, 1);
    this.limits = limits;
  }

  /** Whether reading must pause. */
  get full(): boolean {
    return this.entries >= this.limits.maxItems || this.bytes >= this.limits.maxBytes;
  }

  /** Hands the batch to whoever waits, or keeps it. */
  push(entries: readonly Entry[], redelivered: boolean): void {
    if (entries.length === 0 || this.closed) return;
    const batch: EntryBatch = { entries, redelivered };
    const waiter = this.waiters.shift();
    if (waiter !== undefined) {
      waiter.resolve(batch);
      return;
    }
    this.batches.push(batch);
    this.entries += entries.length;
    this.bytes += sizeOf(entries);
  }

  next(signal?: AbortSignal): Promise<EntryBatch | undefined> {
    const batch = this.take();
    if (batch !== undefined) return Promise.resolve(batch);
    if (this.error !== undefined) return Promise.reject(this.error);
    if (this.closed) return Promise.resolve(undefined);
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => this.wait({ resolve, reject }, signal));
  }

  close(): void {
    this.closed = true;
    for (const waiter of this.waiters.splice(0)) waiter.resolve(undefined);
  }

  /** What is queued still comes out; then next() rejects. */
  fail(error: Error): void {
    this.error ??= error;
    for (const waiter of this.waiters.splice(0)) waiter.reject(this.error);
  }

  /** The next batch if there is one. */
  take(): EntryBatch | undefined {
    const batch = this.batches.shift();
    if (batch === undefined) return undefined;
    this.entries -= batch.entries.length;
    this.bytes -= sizeOf(batch.entries);
    if (!this.full) this.onRoom?.();
    return batch;
  }

  private wait(waiter: Waiter, signal: AbortSignal | undefined): void {
    if (signal === undefined) {
      this.waiters.push(waiter);
      return;
    }
    const abort = (): void => {
      const at = this.waiters.indexOf(entry);
      if (at >= 0) this.waiters.splice(at, 1);
      waiter.reject(signal.reason);
    };
    const entry: Waiter = {
      resolve: (batch) => {
        signal.removeEventListener('abort', abort);
        waiter.resolve(batch);
      },
      reject: (error) => {
        signal.removeEventListener('abort', abort);
        waiter.reject(error);
      },
    };
    signal.addEventListener('abort', abort, { once: true });
    this.waiters.push(entry);
  }
}

function sizeOf(entries: readonly Entry[]): number {
  let bytes = 0;
  for (const entry of entries) bytes += entry.frame.byteLength;
  return bytes;
}
