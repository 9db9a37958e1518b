import type { Clock } from '../../base/clock.js';

/** A source of uniform numbers in [0, 1): Math.random, or a seeded one. */
export type Random = () => number;

export const maxAttempts = 3;

/** Full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"): uniform in [0, min(cap, base 2^attempt)). */
export function fullJitter(random: Random, baseMs: number, capMs: number, attempt: number): number {
  return random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 30));
}

/** Waits between attempts of one call: short, because its deadline is. */
export function callBackoff(random: Random, attempt: number): number {
  return fullJitter(random, 2, 20, attempt);
}

/**
 * Retries that a bus may add to its load: a tenth of its calls plus a few per second, so that a server in trouble is
 * not buried under repetitions (token bucket as in the AWS SDKs and Finagle).
 */
export class RetryBudget {
  private tokens: number;
  private refilledAt: number;
  private readonly clock: Clock;
  private readonly capacity: number;
  private readonly perSecond: number;
  private readonly perCall: number;

  constructor(clock: Clock, { capacity = 500, perSecond = 5, perCall = 0.1 } = {}) {
    this.clock = clock;
    this.capacity = capacity;
    this.perSecond = perSecond;
    this.perCall = perCall;
    this.tokens = capacity;
    this.refilledAt = clock.now();
  }

  /** A call was made for the first time. */
  earn(): void {
    this.tokens = Math.min(this.capacity, this.tokens + this.perCall);
  }

  /** True when one more retry is within the budget, which it then uses. */
  spend(): boolean {
    const now = this.clock.now();
    const refill = ((now - this.refilledAt) / 1000) * this.perSecond;
    this.tokens = Math.min(this.capacity, this.tokens + refill);
    this.refilledAt = now;
    if (this.tokens < 1) return false;
    this.tokens--;
    return true;
  }
}

/** How long a connection must live before its next loss counts as the first again. */
const stableMs = 1_000;

/**
 * Delays between attempts to connect: the first at once (plus the stagger of its role), then full jitter from 10 ms up
 * to 1 s; after a refused login from 100 ms up to 5 s. A connection that opens and dies at once does not reset them.
 */
export class ReconnectBackoff {
  private failures = 0;
  private openedAt: number | undefined;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly staggerMs: number;

  constructor(clock: Clock, random: Random, staggerMs: number) {
    this.clock = clock;
    this.random = random;
    this.staggerMs = staggerMs;
  }

  opened(): void {
    this.openedAt = this.clock.now();
  }

  /** The delay before the next attempt, after a loss or a failed attempt. */
  next(loginRefused: boolean): number {
    if (this.openedAt !== undefined && this.clock.now() - this.openedAt >= stableMs) this.failures = 0;
    this.openedAt = undefined;
    const attempt = this.failures++;
    if (loginRefused) return 50 + fullJitter(this.random, 100, 5_000, attempt);
    return attempt === 0 ? this.random() * this.staggerMs : fullJitter(this.random, 10, 1_000, attempt);
  }
}
