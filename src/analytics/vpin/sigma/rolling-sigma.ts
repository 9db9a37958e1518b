import type { StateReader, StateWriter } from '../snapshot.js';
import type { Sigma } from './sigma.js';

/** Of the last `bars` changes, with n - 1 in the denominator. NaN below `minimum` changes. */
export class RollingSigma implements Sigma {
  readonly #ring: Float64Array;
  #oldest = 0;
  #count = 0;

  constructor(
    bars: number,
    readonly minimum: number,
  ) {
    this.#ring = new Float64Array(bars);
  }

  /** Two passes over the window, anchored at its oldest change, so that equal changes give exactly 0. */
  get value(): number {
    if (this.#count < this.minimum) return Number.NaN;
    const anchor = this.#at(0);
    let sum = 0;
    for (let i = 0; i < this.#count; i++) sum += this.#at(i) - anchor;
    const mean = sum / this.#count;
    let squares = 0;
    for (let i = 0; i < this.#count; i++) {
      const deviation = this.#at(i) - anchor - mean;
      squares += deviation * deviation;
    }
    return Math.sqrt(squares / (this.#count - 1));
  }

  update(change: number): void {
    const ring = this.#ring;
    ring[(this.#oldest + this.#count) % ring.length] = change;
    if (this.#count < ring.length) this.#count++;
    else this.#oldest = (this.#oldest + 1) % ring.length;
  }

  zeros(count: number): void {
    for (let i = Math.min(count, this.#ring.length); i > 0; i--) this.update(0);
  }

  save(writer: StateWriter): void {
    writer.numbers(Float64Array.from({ length: this.#count }, (_, i) => this.#at(i)));
  }

  load(reader: StateReader): void {
    for (const change of reader.numbers()) this.update(change);
  }

  #at(i: number): number {
    return this.#ring[(this.#oldest + i) % this.#ring.length];
  }
}
