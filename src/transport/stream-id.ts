import { InvalidArgument } from '../base/errors.js';

/** An entry id as Redis writes it: `milliseconds-sequence`, both unsigned 64-bit numbers in decimal. */
export type StreamId = string;

export const firstId: StreamId = '0-0';
const maxPart = '18446744073709551615';

const idPattern = /^(0|[1-9][0-9]{0,19})-(0|[1-9][0-9]{0,19})$/;

/** The id, when it is a complete entry id; otherwise InvalidArgument. */
export function checkId(argument: string, id: string): StreamId {
  if (typeof id === 'string' && idPattern.test(id)) return id;
  throw new InvalidArgument(
    argument,
    'an entry id has the form milliseconds-sequence, such as 1700000000000-0',
  );
}

/** Negative, zero or positive as `a` is before, equal to or after `b`. Exact for all 64 bits. */
export function compareIds(a: StreamId, b: StreamId): number {
  if (a === b) return 0;
  const splitA = a.indexOf('-');
  const splitB = b.indexOf('-');
  if (splitA !== splitB) return splitA - splitB;
  if (a.length === b.length) return a < b ? -1 : 1;
  const ms = a.slice(0, splitA);
  const otherMs = b.slice(0, splitB);
  if (ms !== otherMs) return ms < otherMs ? -1 : 1;
  return a.length - b.length;
}

export function laterId(a: StreamId, b: StreamId): StreamId {
  return compareIds(a, b) >= 0 ? a : b;
}

/** The milliseconds of an id. */
export function idMs(id: StreamId): number {
  return Number(id.slice(0, id.indexOf('-')));
}

/** The next possible id. */
export function idAfter(id: StreamId): StreamId {
  const split = id.indexOf('-');
  const sequence = id.slice(split + 1);
  if (sequence === maxPart) return `${BigInt(id.slice(0, split)) + 1n}-0`;
  return `${id.slice(0, split)}-${BigInt(sequence) + 1n}`;
}

/** The greatest id before all entries of this wall time: reading after it replays from `wallMs`. */
export function idBeforeMs(wallMs: number): StreamId {
  return wallMs <= 0 ? firstId : `${Math.floor(wallMs) - 1}-${maxPart}`;
}

/**
 * Gives the entry ids of an owned stream: `max(now, last) milliseconds - sequence`, strictly rising even when the wall
 * clock goes back or an earlier owner's clock was ahead (`raiseTo` its last id).
 */
export class IdGenerator {
  private ms = 0;
  private sequence = 0;

  /** The last id given or raised to. */
  get last(): StreamId {
    return `${this.ms}-${this.sequence}`;
  }

  next(wallMs: number): StreamId {
    if (wallMs > this.ms) {
      this.ms = wallMs;
      this.sequence = 0;
    } else this.sequence++;
    return `${this.ms}-${this.sequence}`;
  }

  raiseTo(id: StreamId): void {
    if (compareIds(id, this.last) <= 0) return;
    const split = id.indexOf('-');
    this.ms = Number(id.slice(0, split));
    this.sequence = Number(id.slice(split + 1));
    // A sequence past 2^53 cannot be counted on exactly; the next millisecond can.
    if (!Number.isSafeInteger(this.sequence)) {
      this.ms++;
      this.sequence = 0;
    }
  }
}
