import { zoneOffset } from './zone.js';

const msPerDay = 86_400_000;

/**
 * One calendar day of an exchange: turns milliseconds since its midnight, as wall clocks show them, into UTC.
 * Days on which the clocks change are right as well: a time that exists twice is the first of the two.
 */
export class ExchangeDay {
  /** Midnight as if the wall clock were UTC, in ms since the Unix epoch. */
  readonly #wallMidnight: number;
  /** UTC minus wall clock, in ms, before and from the change of clocks. */
  readonly #before: number;
  readonly #after: number;
  /** Wall-clock ms since midnight at which `#after` begins to hold. */
  readonly #change: number;

  /** `zone` is an IANA name. @throws InvalidArgument for a zone that this runtime does not know */
  constructor(zone: string, year: number, month: number, day: number) {
    const offset = zoneOffset(zone);
    this.#wallMidnight = Date.UTC(year, month - 1, day);
    const start = this.#wallMidnight - offset(this.#wallMidnight - offset(this.#wallMidnight));
    const end = start + 25 * 3_600_000;
    const [before, after] = [offset(start), offset(end)];
    this.#before = -before;
    this.#after = -after;
    this.#change =
      before === after ? Number.POSITIVE_INFINITY : wallChange(offset, start, end, this.#wallMidnight);
  }

  /** ms since the Unix epoch, UTC, of a wall-clock time in ms since midnight. */
  utc(ms: number): number {
    return this.#wallMidnight + ms + (ms < this.#change ? this.#before : this.#after);
  }

  /** Whether a number can be ms since midnight. */
  static contains(ms: number): boolean {
    return ms >= 0 && ms < msPerDay;
  }
}

/** Wall-clock ms since midnight at which the later offset begins: found by bisection to the minute. */
function wallChange(offset: (utc: number) => number, start: number, end: number, midnight: number): number {
  const later = offset(end);
  let low = start;
  let high = end;
  while (high - low > 60_000) {
    const middle = low + Math.floor((high - low) / 120_000) * 60_000;
    if (offset(middle) === later) high = middle;
    else low = middle;
  }
  // Clocks going back: the hour before the change exists twice on the wall; the first of the two is meant.
  return high + offset(low) - midnight;
}
