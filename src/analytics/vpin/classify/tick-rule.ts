import type { Side } from '../../../market/columns.js';
import { grow } from '../exact.js';
import type { Saved, StateReader, StateWriter } from '../snapshot.js';

/** The tick rule: a trade above the last different price is a buy, below it a sell; 0 before any price changed. */
export class TickRule implements Saved {
  #price = Number.NaN;
  #side: Side = 0;

  side(price: number): Side {
    if (price > this.#price) this.#side = 1;
    else if (price < this.#price) this.#side = -1;
    this.#price = price;
    return this.#side;
  }

  /** @param factor by which price mantissas grew */
  refine(factor: number): void {
    this.#price = grow(this.#price, factor, 'the last price');
  }

  save(writer: StateWriter): void {
    writer.number(this.#price);
    writer.number(this.#side);
  }

  load(reader: StateReader): void {
    this.#price = reader.number();
    this.#side = Math.sign(reader.number()) as Side;
  }
}
