import { BoundedQueue } from '../base/bounded-queue.js';
import type { Envelope } from '../codec/index.js';
import type { Entry } from '../transport/index.js';
import type { Conflation, Superseded } from './conflation.js';
import type { Source } from './source.js';

/** A frame that was read and not handed out yet. */
export interface Item {
  readonly entry: Entry;
  /** undefined: the frame is malformed. */
  readonly envelope: Envelope | undefined;
  readonly source: Source;
  /** Of a conflated frame: the places of the messages that are left. */
  readonly kept?: readonly number[];
}

export interface FeedLimits {
  /** Most frames and bytes that wait. */
  readonly maxItems: number;
  readonly maxBytes: number;
}

const nothingLost = { superseded: [], dropped: [] };

/** Frames of all sources of one subscription, in order of arrival, for one reader. */
export class Feed {
  readonly #queue: BoundedQueue<Item>;
  #waiter: { resolve(item: Item | undefined): void; reject(error: unknown): void } | undefined;
  #room: (() => void)[] = [];
  #error: unknown;
  #closed = false;

  constructor(limits: FeedLimits) {
    this.#queue = new BoundedQueue(limits);
  }

  get length(): number {
    return this.#queue.length;
  }

  /** Takes a frame; resolves when there is room for more. */
  async put(item: Item): Promise<void> {
    if (this.#hand(item)) return;
    while (!this.#closed && !this.#queue.push(item, item.entry.frame.byteLength))
      await new Promise<void>((resolve) => this.#room.push(resolve));
  }

  /** Takes a frame in any case; returns the oldest ones, which it dropped for it. */
  putDroppingOldest(item: Item): readonly Item[] {
    if (this.#hand(item)) return [];
    return this.#queue.pushDroppingOldest(item, item.entry.frame.byteLength);
  }

  /**
   * Takes a frame in any case. A full queue keeps the newest message of each instrument; where those are still too many,
   * the oldest frames go.
   */
  putConflating(
    item: Item,
    conflation: Conflation,
  ): { readonly superseded: readonly Superseded[]; readonly dropped: readonly Item[] } {
    if (this.#hand(item) || this.#queue.push(item, item.entry.frame.byteLength)) return nothingLost;
    const { kept, superseded } = conflation.apply([...this.#queue.clear(), item]);
    const dropped: Item[] = [];
    for (const left of kept)
      dropped.push(...this.#queue.pushDroppingOldest(left, left.entry.frame.byteLength));
    // Room for a quarter, so that going through the queue pays.
    while (this.#queue.length > Math.max(1, 0.75 * this.#queue.limits.maxItems))
      dropped.push(this.#queue.shift()!);
    return { superseded, dropped };
  }

  #hand(item: Item): boolean {
    if (this.#closed) return true;
    const waiter = this.#waiter;
    if (waiter === undefined || this.#queue.length > 0) return false;
    this.#waiter = undefined;
    waiter.resolve(item);
    return true;
  }

  /** The next frame; undefined at the end. Rejects with the error that ended a source, or the signal's reason. */
  next(signal?: AbortSignal): Promise<Item | undefined> {
    const item = this.#queue.shift();
    if (item !== undefined) {
      for (const resolve of this.#room.splice(0)) resolve();
      return Promise.resolve(item);
    }
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#closed) return Promise.resolve(undefined);
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#waiter = undefined;
        reject(signal!.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      const settle = <T>(callback: (value: T) => void): ((value: T) => void) => {
        return (value) => {
          signal?.removeEventListener('abort', abort);
          callback(value);
        };
      };
      this.#waiter = { resolve: settle(resolve), reject: settle(reject) };
    });
  }

  /** Ends the feed; with an error, whoever reads on gets it, after what waits here unless that is to be dropped. */
  close(error?: unknown, drop = error === undefined): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#error = error;
    if (drop) this.#queue.clear();
    for (const resolve of this.#room.splice(0)) resolve();
    const waiter = this.#waiter;
    this.#waiter = undefined;
    if (error === undefined) waiter?.resolve(undefined);
    else waiter?.reject(error);
  }
}
