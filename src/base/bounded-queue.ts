import { Deque } from './deque.js';
import { checkInteger } from './limits.js';

/** How much a queue may hold. Both limits apply. */
export interface QueueLimits {
  readonly maxItems: number;
  readonly maxBytes: number;
}

/**
 * A first-in first-out queue bounded by count and by bytes. An item larger than `maxBytes` is taken when the queue is
 * empty, so that it can pass at all.
 */
export class BoundedQueue<T> {
  private readonly items = new Deque<T>();
  private readonly sizes = new Deque<number>();
  private held = 0;
  readonly limits: QueueLimits;

  constructor(limits: QueueLimits) {
    checkInteger('maxItems', limits.maxItems, 1);
    checkInteger('maxBytes', limits.maxBytes, 1);
    this.limits = limits;
  }

  get length(): number {
    return this.items.length;
  }

  /** Bytes of all queued items. */
  get bytes(): number {
    return this.held;
  }

  get full(): boolean {
    return this.items.length >= this.limits.maxItems || this.held >= this.limits.maxBytes;
  }

  /** True when the item was taken; false when a limit forbids it. */
  push(item: T, bytes: number): boolean {
    const overBytes = this.held + bytes > this.limits.maxBytes && this.items.length > 0;
    if (this.items.length >= this.limits.maxItems || overBytes) return false;
    this.items.push(item);
    this.sizes.push(bytes);
    this.held += bytes;
    return true;
  }

  /** Takes the item in any case and drops the oldest ones until the limits hold; returns what was dropped. */
  pushDroppingOldest(item: T, bytes: number): T[] {
    const dropped: T[] = [];
    while (!this.push(item, bytes)) dropped.push(this.shift() as T);
    return dropped;
  }

  shift(): T | undefined {
    this.held -= this.sizes.shift() ?? 0;
    return this.items.shift();
  }

  peek(): T | undefined {
    return this.items.peek();
  }

  clear(): T[] {
    this.sizes.takeAll();
    this.held = 0;
    return this.items.takeAll();
  }
}
