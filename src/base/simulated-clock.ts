import type { Clock, Timer } from './clock.js';

/** What happens in which phase of one turn of the loop: timers, then input, then `soon`. */
type Phase = 'timer' | 'input';

interface Scheduled {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/**
 * A clock that moves only when told to. One turn runs what is due in the order of Node's event loop: timers, input,
 * `soon`; so a stalled loop (`stall`) finds expired timers before the replies that arrived meanwhile, as a real one does.
 * Everything is synchronous, so that thousands of seeds run in seconds.
 */
export class SimulatedClock implements Clock {
  private time = 0;
  private order = 0;
  private readonly due: Record<Phase, Heap> = { timer: new Heap(), input: new Heap() };
  private checks: (() => void)[] = [];
  private deferred: (() => void)[] = [];
  private readonly wallOriginMs: number;
  private wallShiftMs = 0;

  constructor(wallOriginMs = 1_700_000_000_000) {
    this.wallOriginMs = wallOriginMs;
  }

  now(): number {
    return this.time;
  }

  monotonicNs(): bigint {
    return BigInt(Math.round(this.time * 1e6));
  }

  wallMs(): number {
    return Math.floor(this.wallOriginMs + this.wallShiftMs + this.time);
  }

  wallNs(): bigint {
    return BigInt(this.wallOriginMs + this.wallShiftMs) * 1_000_000n + this.monotonicNs();
  }

  /** Sets the wall clock forward or back (NTP step, operator); the monotonic clock does not notice. */
  shiftWall(ms: number): void {
    this.wallShiftMs += ms;
  }

  after(ms: number, callback: () => void): Timer {
    return this.schedule('timer', ms, callback);
  }

  /** Input that arrives after `ms`: the loop reads it in the phase after timers. */
  input(ms: number, callback: () => void): Timer {
    return this.schedule('input', ms, callback);
  }

  soon(callback: () => void): void {
    this.checks.push(callback);
  }

  defer(callback: () => void): void {
    this.deferred.push(callback);
  }

  /** The loop sleeps for `ms`: time passes, nothing runs. */
  stall(ms: number): void {
    this.time += ms;
  }

  /** Runs everything that is due within the next `ms`. */
  advance(ms: number): void {
    const end = this.time + ms;
    while (this.turn(end));
    this.time = Math.max(this.time, end);
  }

  /** One turn of the loop, sleeping first until something is due; false when nothing is due until `end`. */
  turn(end = Number.POSITIVE_INFINITY): boolean {
    this.runDeferred();
    if (this.checks.length === 0) {
      const next = Math.min(this.due.timer.next(), this.due.input.next());
      if (next > end || next === Number.POSITIVE_INFINITY) return false;
      this.time = Math.max(this.time, next);
    }
    this.runPhase('timer');
    this.runPhase('input');
    const checks = this.checks;
    this.checks = [];
    for (const check of checks) this.run(check);
    return true;
  }

  /** Callbacks that wait for a time or for the next turn. */
  get waiting(): number {
    return this.due.timer.size + this.due.input.size + this.checks.length + this.deferred.length;
  }

  private schedule(phase: Phase, ms: number, run: () => void): Timer {
    const entry: Scheduled = { at: this.time + Math.max(0, ms), order: this.order++, run, cancelled: false };
    this.due[phase].push(entry);
    return {
      cancel: () => {
        entry.cancelled = true;
      },
    };
  }

  private runPhase(phase: Phase): void {
    const last = this.order;
    for (let entry = this.due[phase].peek(); entry !== undefined; entry = this.due[phase].peek()) {
      if (!entry.cancelled && (entry.at > this.time || entry.order >= last)) return;
      this.due[phase].pop();
      if (!entry.cancelled) this.run(entry.run);
    }
  }

  private run(callback: () => void): void {
    callback();
    this.runDeferred();
  }

  private runDeferred(): void {
    for (let i = 0; i < this.deferred.length; i++) this.deferred[i]!();
    this.deferred.length = 0;
  }
}

/** A binary heap by time, then by order of scheduling. */
class Heap {
  private readonly entries: Scheduled[] = [];

  get size(): number {
    return this.entries.length;
  }

  peek(): Scheduled | undefined {
    return this.entries[0];
  }

  /** The time of the first entry that was not cancelled. */
  next(): number {
    while (this.entries[0]?.cancelled) this.pop();
    return this.entries[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  push(entry: Scheduled): void {
    const entries = this.entries;
    let i = entries.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (before(entries[parent]!, entry)) break;
      entries[i] = entries[parent]!;
      i = parent;
    }
    entries[i] = entry;
  }

  pop(): void {
    const entries = this.entries;
    const last = entries.pop();
    if (last === undefined || entries.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= entries.length) break;
      if (child + 1 < entries.length && before(entries[child + 1]!, entries[child]!)) child++;
      if (before(last, entries[child]!)) break;
      entries[i] = entries[child]!;
      i = child;
    }
    entries[i] = last;
  }
}

function before(a: Scheduled, b: Scheduled): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
