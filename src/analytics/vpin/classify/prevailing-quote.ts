import type { Side } from '../../../market/columns.js';
import { LimitExceeded } from '../../errors.js';
import { grow } from '../exact.js';
import type { Saved, StateReader, StateWriter } from '../snapshot.js';

const maxPending = 2 ** 18;
const rowLength = 3; // time, bid, ask

/** @param lag ns */
export function tooManyQuotes(lag: number): LimitExceeded {
  return new LimitExceeded(`more than ${maxPending} quotes within the quote lag of ${lag / 1e9} s`);
}

/**
 * The best bid and ask that held `lag` ns ago. With lag 0 an update holds for everything that arrives after it; with
 * a lag it holds from its own time plus the lag on. A side that an update does not carry (NaN) stays as it was.
 */
export class PrevailingQuote implements Saved {
  #bid = Number.NaN;
  #ask = Number.NaN;
  /** Updates that do not hold yet, oldest first. */
  #pending: number[] = [];
  #first = 0;

  constructor(readonly lag: number) {}

  /** @param time ns on the scale of `side` @throws LimitExceeded when 2^18 updates lie within the lag */
  update(time: number, bid: number, ask: number): void {
    if (this.lag === 0) {
      this.#apply(bid, ask);
      return;
    }
    this.#advance(time);
    if (this.#pending.length - this.#first >= maxPending * rowLength) throw tooManyQuotes(this.lag);
    this.#pending.push(time, bid, ask);
  }

  /** The quote rule: +1 above the middle of bid and ask, -1 below; 0 at the middle or while a side is missing. */
  side(time: number, price: number): Side {
    if (this.lag > 0) this.#advance(time);
    const twice = 2 * price;
    const sum = this.#bid + this.#ask;
    return twice > sum ? 1 : twice < sum ? -1 : 0;
  }

  /** Times given so far are `shift` ns larger on the scale of the next ones. */
  shift(shift: number): void {
    for (let i = this.#first; i < this.#pending.length; i += rowLength) this.#pending[i] += shift;
  }

  /** @param factor by which price mantissas grew */
  refine(factor: number): void {
    const finer = (price: number): number => grow(price, factor, 'a quote');
    this.#bid = finer(this.#bid);
    this.#ask = finer(this.#ask);
    for (let i = this.#first; i < this.#pending.length; i += rowLength) {
      this.#pending[i + 1] = finer(this.#pending[i + 1]);
      this.#pending[i + 2] = finer(this.#pending[i + 2]);
    }
  }

  save(writer: StateWriter): void {
    writer.number(this.#bid);
    writer.number(this.#ask);
    writer.numbers(this.#pending.slice(this.#first));
  }

  load(reader: StateReader): void {
    this.#bid = reader.number();
    this.#ask = reader.number();
    this.#pending = [...reader.numbers()];
    this.#first = 0;
  }

  #advance(time: number): void {
    const pending = this.#pending;
    while (this.#first < pending.length && pending[this.#first] <= time - this.lag) {
      this.#apply(pending[this.#first + 1], pending[this.#first + 2]);
      this.#first += rowLength;
    }
    if (this.#first > 4096 && 2 * this.#first > pending.length) {
      this.#pending = pending.slice(this.#first);
      this.#first = 0;
    }
  }

  #apply(bid: number, ask: number): void {
    if (!Number.isNaN(bid)) this.#bid = bid;
    if (!Number.isNaN(ask)) this.#ask = ask;
  }
}
