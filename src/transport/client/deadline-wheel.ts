import type { Clock, Timer } from '../../base/clock.js';

/** Something that ends at a time. The fields belong to the wheel it is in. */
export interface Expirable {
  due: number;
  slot: number;
  previous: Expirable | undefined;
  next: Expirable | undefined;
}

const outside = -1;
const inGrace = -2;

const slotCount = 256;

/** A timer that fires later than this means that our own loop was busy, not that the server was slow. */
export const stallToleranceMs = 10;

/**
 * One timer for all deadlines instead of one per command: items hang in slots of `slotMs`, in and out in O(1).
 * Before an item expires the loop polls for input once more (twice after a stall of our own), because Node runs expired
 * timers before it reads the replies that wait in the kernel. `onExpired` gets how late the timer was.
 */
export class DeadlineWheel<Item extends Expirable> {
  private readonly heads: (Expirable | undefined)[] = new Array(slotCount);
  private count = 0;
  private timer: Timer | undefined;
  private armedFor = Number.POSITIVE_INFINITY;
  private handled: number;
  private readonly clock: Clock;
  private readonly slotMs: number;
  private readonly onExpired: (item: Item, latenessMs: number) => void;

  constructor(clock: Clock, onExpired: (item: Item, latenessMs: number) => void, slotMs = 4) {
    this.clock = clock;
    this.onExpired = onExpired;
    this.slotMs = slotMs;
    this.handled = Math.floor(clock.now() / slotMs);
  }

  /** Items whose time has not come. */
  get size(): number {
    return this.count;
  }

  add(item: Item, due: number): void {
    item.due = due;
    if (this.count === 0)
      this.handled = Math.max(this.handled, Math.floor(this.clock.now() / this.slotMs) - 1);
    this.insert(item);
    const wake = (this.tickOf(due) + 1) * this.slotMs;
    if (wake < this.armedFor) this.arm(wake);
  }

  /** Takes the item out; also during its grace, and harmless when it is not in. */
  remove(item: Item): void {
    if (item.slot === outside) return;
    if (item.slot !== inGrace) this.unlink(item);
    item.slot = outside;
  }

  /** Whether the item still waits for its time or for the end of its grace. */
  holds(item: Item): boolean {
    return item.slot !== outside;
  }

  private tickOf(due: number): number {
    return Math.max(Math.floor(due / this.slotMs), this.handled + 1);
  }

  private insert(item: Expirable): void {
    // Beyond one turn of the wheel an item waits in the last slot and is placed again from there.
    const tick = Math.min(this.tickOf(item.due), this.handled + slotCount - 1);
    const slot = tick % slotCount;
    const head = this.heads[slot];
    item.slot = slot;
    item.previous = undefined;
    item.next = head;
    if (head !== undefined) head.previous = item;
    this.heads[slot] = item;
    this.count++;
  }

  private unlink(item: Expirable): void {
    if (item.previous === undefined) this.heads[item.slot] = item.next;
    else item.previous.next = item.next;
    if (item.next !== undefined) item.next.previous = item.previous;
    item.previous = undefined;
    item.next = undefined;
    this.count--;
  }

  private arm(at: number): void {
    this.timer?.cancel();
    this.armedFor = at;
    this.timer = this.clock.after(Math.max(0, at - this.clock.now()), () => this.fire());
  }

  private fire(): void {
    const now = this.clock.now();
    const lateness = Math.max(0, now - this.armedFor);
    this.timer = undefined;
    this.armedFor = Number.POSITIVE_INFINITY;
    const expired = this.collect(now);
    if (expired.length > 0) this.giveGrace(expired, lateness, lateness > stallToleranceMs ? 2 : 1);
    this.rearm();
  }

  /** Unhooks everything that is due at `now`. */
  private collect(now: number): Item[] {
    const expired: Item[] = [];
    const last = Math.floor(now / this.slotMs) - 1;
    const first = Math.max(this.handled + 1, last - slotCount + 1);
    for (let tick = first; tick <= last; tick++) {
      let item = this.heads[tick % slotCount];
      while (item !== undefined) {
        const next = item.next;
        this.unlink(item);
        item.slot = outside;
        expired.push(item as Item);
        item = next;
      }
    }
    this.handled = Math.max(this.handled, last);
    return expired.filter((item) => {
      if (item.due <= now) {
        item.slot = inGrace;
        return true;
      }
      this.insert(item);
      return false;
    });
  }

  private giveGrace(items: Item[], lateness: number, polls: number): void {
    this.clock.soon(() => {
      if (polls > 1) return this.giveGrace(items, lateness, polls - 1);
      for (const item of items) {
        if (item.slot !== inGrace) continue;
        item.slot = outside;
        this.onExpired(item, lateness);
      }
    });
  }

  private rearm(): void {
    if (this.count === 0 || this.timer !== undefined) return;
    for (let tick = this.handled + 1; tick < this.handled + 1 + slotCount; tick++) {
      if (this.heads[tick % slotCount] === undefined) continue;
      this.arm((tick + 1) * this.slotMs);
      return;
    }
  }
}
