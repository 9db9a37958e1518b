// How old a frame is, and whether work on it is still wanted. Pure: the caller brings the time.

import type { Clock } from '../base/clock.js';
import type { Cause, Envelope } from './envelope.js';

/** A moment as both clocks of a machine show it. */
export interface Moment {
  readonly clockId: bigint;
  readonly mono: bigint;
  readonly wall: bigint;
}

export interface Age {
  /** ns since the first message of the frame was given to send(); not negative. */
  readonly ns: bigint;
  /** ns by which the true age may differ: 0 on the sender's own clock. */
  readonly bound: bigint;
  /** Whether sender and receiver share a monotonic clock: only such ages belong into one-way histograms. */
  readonly exact: boolean;
}

export function momentOf(clock: Pick<Clock, 'monotonicNs' | 'wallNs'>, clockId: bigint): Moment {
  return { clockId, mono: clock.monotonicNs(), wall: clock.wallNs() };
}

/** The age of a frame: exact on a shared clock, else the wall difference give or take `wallErrorNs`. */
export function ageOf(envelope: Envelope, now: Moment, wallErrorNs: bigint): Age {
  const exact = envelope.clockId === now.clockId && now.clockId !== 0n;
  const ns = exact ? now.mono - envelope.sentMono : now.wall - envelope.sentWall;
  return { ns: ns > 0n ? ns : 0n, bound: exact ? 0n : wallErrorNs, exact };
}

/** Whether the frame may be older than its budget allows. Without a budget it never is. */
export function isExpired(envelope: Envelope, now: Moment, wallErrorNs: bigint): boolean {
  return remainingNs(envelope, now, wallErrorNs) < 0n;
}

/** ns of the budget that are certainly left; negative = expired; the largest u64 without a budget. */
export function remainingNs(envelope: Envelope, now: Moment, wallErrorNs: bigint): bigint {
  if (envelope.budgetUs === undefined) return 2n ** 64n - 1n;
  const { ns, bound } = ageOf(envelope, now, wallErrorNs);
  return BigInt(envelope.budgetUs) * 1000n - ns - bound;
}

/** The cause that messages derived from message `index` of a frame carry. */
export function causeOf(envelope: Envelope, index: number): Cause {
  const { producer, epoch, sequence } = envelope;
  return { producer, epoch, sequence, index };
}

/** One text for each cause, to key sets and maps with. */
export function causeKey({ producer, epoch, sequence, index }: Cause): string {
  return `${producer.toString(36)}.${epoch}.${sequence.toString(36)}.${index}`;
}
