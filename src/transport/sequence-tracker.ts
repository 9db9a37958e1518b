import { checkInteger } from '../base/limits.js';

/** What a range of sequence numbers was, when it arrived. */
export interface Observation {
  /** Numbers seen for the first time. */
  readonly fresh: number;
  /** Numbers seen before. */
  readonly duplicates: number;
  /** Numbers before this range that were skipped, and by this arrival became known to be missing. */
  readonly missing: number;
  /** Numbers that had been reported missing and came after all. */
  readonly late: number;
  /** Which of the range are fresh; undefined when all are, or none. */
  readonly freshAt: readonly boolean[] | undefined;
}

interface Session {
  readonly epoch: number;
  /** One bit for each of the last `window` numbers. */
  readonly seen: Uint32Array;
  /** The next number that would leave no gap. */
  next: number;
}

/**
 * Finds gaps and duplicates by (producer, session epoch, sequence number). Exact inside a sliding window per producer;
 * what is older than the window counts as fresh, since losing it would be worse than handling it twice. Numbers begin at 0
 * in every session; a producer met for the first time may be in the middle of one.
 */
export class SequenceTracker {
  private readonly sessions = new Map<string, Session>();
  private readonly window: number;
  private readonly maxProducers: number;

  /** `window` is a power of two; of the producers, the `maxProducers` heard of last are remembered. */
  constructor(window = 65_536, maxProducers = 1_024) {
    checkInteger('window', window, 32, 2 ** 24);
    if ((window & (window - 1)) !== 0) checkInteger('window (a power of two)', Number.NaN, 32);
    this.window = window;
    this.maxProducers = checkInteger('maxProducers', maxProducers, 1);
  }

  /** Notes `count` numbers from `first` on. A range of an older epoch than the last one seen is all duplicates. */
  observe(producer: string, epoch: number, first: number, count: number): Observation {
    let session = this.recall(producer);
    if (session !== undefined && epoch < session.epoch) return allDuplicates(count);
    let missing = 0;
    if (session === undefined || epoch > session.epoch) {
      const known = session !== undefined;
      session = { epoch, seen: new Uint32Array(this.window / 32), next: known ? 0 : first };
      this.remember(producer, session);
    }
    if (first > session.next) {
      missing = first - session.next;
      this.skip(session, first);
    }
    return this.mark(session, first, count, missing);
  }

  private mark(session: Session, first: number, count: number, missing: number): Observation {
    let fresh = 0;
    let late = 0;
    const freshAt: boolean[] = [];
    for (let sequence = first; sequence < first + count; sequence++) {
      const isNext = sequence >= session.next;
      const beyondWindow = sequence < session.next - this.window;
      const isFresh = isNext || beyondWindow || !this.has(session, sequence);
      if (isNext) this.skip(session, sequence + 1);
      if (isFresh && !beyondWindow) this.set(session, sequence);
      if (isFresh && !isNext && !beyondWindow) late++;
      if (isFresh) fresh++;
      freshAt.push(isFresh);
    }
    const mixed = fresh > 0 && fresh < count;
    return { fresh, duplicates: count - fresh, missing, late, freshAt: mixed ? freshAt : undefined };
  }

  /** Moves the window up to `next`; numbers that enter it are unseen. */
  private skip(session: Session, next: number): void {
    if (next - session.next >= this.window) session.seen.fill(0);
    else for (let sequence = session.next; sequence < next; sequence++) this.clear(session, sequence);
    session.next = next;
  }

  private has(session: Session, sequence: number): boolean {
    const bit = sequence % this.window;
    return (session.seen[bit >>> 5]! & (1 << (bit & 31))) !== 0;
  }

  private set(session: Session, sequence: number): void {
    const bit = sequence % this.window;
    session.seen[bit >>> 5]! |= 1 << (bit & 31);
  }

  private clear(session: Session, sequence: number): void {
    const bit = sequence % this.window;
    session.seen[bit >>> 5]! &= ~(1 << (bit & 31));
  }

  private recall(producer: string): Session | undefined {
    const session = this.sessions.get(producer);
    if (session !== undefined) this.remember(producer, session);
    return session;
  }

  private remember(producer: string, session: Session): void {
    this.sessions.delete(producer);
    this.sessions.set(producer, session);
    if (this.sessions.size <= this.maxProducers) return;
    for (const oldest of this.sessions.keys()) {
      this.sessions.delete(oldest);
      return;
    }
  }
}

function allDuplicates(count: number): Observation {
  return { fresh: 0, duplicates: count, missing: 0, late: 0, freshAt: undefined };
}
