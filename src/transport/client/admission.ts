import type { QueueLimits } from '../../base/bounded-queue.js';
import { checkInteger } from '../../base/limits.js';

/**
 * Counts what a lane holds, from submission until its bytes and its place in the reply order are really free: a call
 * that timed out still counts while its reply is owed. So a frozen server cannot make memory grow.
 */
export class Admission {
  private calls = 0;
  private held = 0;
  private waiting: (() => void)[] = [];
  private idle: (() => void)[] = [];
  private readonly limits: QueueLimits;

  constructor(limits: QueueLimits) {
    checkInteger('maxInFlight', limits.maxItems, 1);
    checkInteger('maxInFlightBytes', limits.maxBytes, 1);
    this.limits = limits;
  }

  get count(): number {
    return this.calls;
  }

  get bytes(): number {
    return this.held;
  }

  /** Takes the call when both limits allow it; a call larger than `maxBytes` only when nothing else is held. */
  admit(bytes: number): boolean {
    const admitted = this.admits(bytes);
    if (admitted) this.adopt(bytes);
    return admitted;
  }

  /** Whether there is room for the call. */
  admits(bytes: number): boolean {
    if (this.calls >= this.limits.maxItems) return false;
    return this.calls === 0 || this.held + bytes <= this.limits.maxBytes;
  }

  /** Takes a call whatever the limits say, for instance one that was admitted elsewhere before. */
  adopt(bytes: number): void {
    this.calls++;
    this.held += bytes;
  }

  release(bytes: number): void {
    this.calls--;
    this.held -= bytes;
    if (this.waiting.length > 0 && this.roomy) this.wake();
    if (this.calls === 0 && this.idle.length > 0) {
      const idle = this.idle;
      this.idle = [];
      for (const callback of idle) callback();
    }
  }

  /** Calls back once half of both limits is free: below that, a waiting sender would stop again at once. */
  whenRoomy(callback: () => void): void {
    if (this.roomy) callback();
    else this.waiting.push(callback);
  }

  whenIdle(callback: () => void): void {
    if (this.calls === 0) callback();
    else this.idle.push(callback);
  }

  /** Wakes everybody who waits for room, for instance because the lane closes. */
  wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const callback of waiting) callback();
  }

  private get roomy(): boolean {
    return this.calls * 2 <= this.limits.maxItems && this.held * 2 <= this.limits.maxBytes;
  }
}
