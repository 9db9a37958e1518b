import { compareIds, firstId, idAfter, type StreamId } from '../stream-id.js';

export interface StoredEntry {
  readonly id: StreamId;
  /** Names and values in turn. */
  readonly fields: readonly Buffer[];
}

export interface PendingItem {
  consumer: string;
  deliveredAt: number;
  deliveries: number;
}

/** A consumer group. Pending entries are in the order of their ids, since ids are delivered in order. */
export interface Group {
  lastDelivered: StreamId;
  readonly pending: Map<StreamId, PendingItem>;
  readonly consumers: Set<string>;
}

/** A stream: entries in the order of their ids, and its groups. */
export class StreamValue {
  lastId: StreamId = firstId;
  readonly groups = new Map<string, Group>();
  private entries: StoredEntry[] = [];
  private start = 0;

  get length(): number {
    return this.entries.length - this.start;
  }

  get first(): StoredEntry | undefined {
    return this.entries[this.start];
  }

  append(entry: StoredEntry): void {
    this.entries.push(entry);
    this.lastId = entry.id;
  }

  get(id: StreamId): StoredEntry | undefined {
    const entry = this.entries[this.position(id)];
    return entry?.id === id ? entry : undefined;
  }

  /** Up to `count` entries from `from` to `to`, both included. */
  range(from: StreamId, to: StreamId, count: number): StoredEntry[] {
    const found: StoredEntry[] = [];
    for (let i = this.position(from); i < this.entries.length && found.length < count; i++) {
      const entry = this.entries[i]!;
      if (compareIds(entry.id, to) > 0) break;
      found.push(entry);
    }
    return found;
  }

  after(id: StreamId, count: number): StoredEntry[] {
    if (compareIds(id, this.lastId) >= 0) return [];
    return this.range(idAfter(id), this.lastId, count);
  }

  /** Removes entries before `id`; the value is how many. */
  trimBefore(id: StreamId): number {
    const keep = this.position(id);
    const removed = keep - this.start;
    this.start = keep;
    if (this.start * 2 > this.entries.length) {
      this.entries = this.entries.slice(this.start);
      this.start = 0;
    }
    return removed;
  }

  trimTo(length: number): number {
    const excess = this.length - length;
    if (excess <= 0) return 0;
    const keep = this.entries[this.start + excess];
    return this.trimBefore(keep?.id ?? idAfter(this.lastId));
  }

  /** The place of the first entry that is not before `id`. */
  private position(id: StreamId): number {
    let low = this.start;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareIds(this.entries[middle]!.id, id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
