import type { Saved, StateReader, StateWriter } from './snapshot.js';
import { SortedValues } from './sorted-values.js';

/** Where a value stands among the values before it: the share of the last `window` ones that are at most as large. */
export class EmpiricalCdf implements Saved {
  readonly #sorted = new SortedValues();
  #past: Float64Array = new Float64Array(16);
  #oldest = 0;

  /** @param window how many past values count; 0 switches the CDF off */
  constructor(readonly window: number) {}

  /** #(past values <= x) / #(past values), NaN without a past; then x becomes the newest past value. */
  update(x: number): number {
    if (this.window === 0 || Number.isNaN(x)) return Number.NaN;
    const share = this.share(x);
    if (this.#sorted.length === this.window) {
      this.#sorted.remove(this.#past[this.#oldest]);
      this.#past[this.#oldest] = x;
      this.#oldest = (this.#oldest + 1) % this.window;
    } else {
      this.#append(x);
    }
    this.#sorted.insert(x);
    return share;
  }

  share(x: number): number {
    return this.#sorted.length === 0 ? Number.NaN : this.#sorted.countUpTo(x) / this.#sorted.length;
  }

  save(writer: StateWriter): void {
    const length = this.#sorted.length;
    writer.number(length);
    for (let i = 0; i < length; i++) writer.number(this.#past[(this.#oldest + i) % length]);
  }

  load(reader: StateReader): void {
    for (const value of reader.numbers()) this.update(value);
  }

  #append(x: number): void {
    const length = this.#sorted.length;
    if (length === this.#past.length) {
      const grown = new Float64Array(Math.min(2 * length, this.window));
      grown.set(this.#past);
      this.#past = grown;
    }
    this.#past[length] = x;
  }
}
