import type { Saved, StateReader, StateWriter } from './snapshot.js';

export const nsPerSecond = 1e9;
export const nsPerDay = 86_400 * nsPerSecond;

/** A clock on which a piece of volume was traded: `at(0)` when it began, `at(1)` when it ended; ns since the epoch. */
export interface PieceClock {
  at(fraction: number): bigint;
}

/**
 * The clock of single trades. Offsets are ns from `base`, the time base of the batch in work. Time never runs back:
 * a trade that comes late counts as of the latest time seen.
 */
export class TradeClock implements PieceClock, Saved {
  base = 0n;
  now = Number.NEGATIVE_INFINITY;
  #held = 0n;
  #heldNow = Number.NaN;
  readonly #sessionGap: number;

  /** @param sessionGap ns without trades from which on the time is not trading time */
  constructor(sessionGap: number) {
    this.#sessionGap = sessionGap;
  }

  /** Moves to the time of a trade; returns the trading time that passed, ns. */
  moveTo(offset: number): number {
    if (!(offset > this.now)) return 0;
    const gap = offset - this.now;
    this.now = offset;
    return gap < this.#sessionGap ? gap : 0;
  }

  at(): bigint {
    return this.now === this.#heldNow ? this.#held : this.base + BigInt(Math.floor(this.now));
  }

  rebase(base: bigint): void {
    const time = this.now === Number.NEGATIVE_INFINITY ? undefined : this.at();
    this.base = base;
    if (time !== undefined) this.#hold(time);
  }

  save(writer: StateWriter): void {
    writer.bigint(this.base);
    writer.text(this.now === Number.NEGATIVE_INFINITY ? '' : this.at().toString());
  }

  load(reader: StateReader): void {
    this.base = reader.bigint();
    const time = reader.text();
    if (time !== '') this.#hold(BigInt(time));
  }

  /** A time too far from the base for an exact offset stays exact. */
  #hold(time: bigint): void {
    this.#held = time;
    this.now = Number(time - this.base);
    this.#heldNow = this.now;
  }
}

/** Counts the UTC days that have trades. */
export class TradingDays implements Saved {
  count = 0;
  #day = Number.NEGATIVE_INFINITY;
  #baseDay = 0;
  #baseTime = 0;
  #midnight = Number.NEGATIVE_INFINITY;

  /** Sees the rows `from` to `to` (exclusive) that have a positive weight. Offsets refer to the last `rebase`. */
  see(offsets: Float64Array, from: number, to: number, weights: Float64Array): void {
    for (let i = from; i < to; i++) {
      if (!(offsets[i] >= this.#midnight) || !(weights[i] > 0)) continue;
      this.#day = this.#baseDay + Math.floor((this.#baseTime + offsets[i]) / nsPerDay);
      this.count++;
      this.#setMidnight();
    }
  }

  rebase(base: bigint): void {
    const [day, rest] = splitDay(base);
    this.#baseDay = day;
    this.#baseTime = rest;
    this.#setMidnight();
  }

  save(writer: StateWriter): void {
    writer.number(this.count);
    writer.number(this.#day);
  }

  load(reader: StateReader): void {
    this.count = reader.number();
    this.#day = reader.number();
    this.#setMidnight();
  }

  #setMidnight(): void {
    this.#midnight = (this.#day + 1 - this.#baseDay) * nsPerDay - this.#baseTime;
  }
}

/** A time since the epoch as the number of the UTC day and the ns since its midnight. */
function splitDay(time: bigint): [day: number, rest: number] {
  const day = floorDivide(time, BigInt(nsPerDay));
  return [Number(day), Number(time - day * BigInt(nsPerDay))];
}

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
