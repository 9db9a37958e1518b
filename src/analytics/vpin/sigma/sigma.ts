import type { Saved, StateReader, StateWriter } from '../snapshot.js';

/** The standard deviation of the price changes of bars, updated with each closed bar. */
export interface Sigma extends Saved {
  /** As of the latest change, which counts; NaN while there are too few. */
  readonly value: number;
  update(change: number): void;
  /** `count` changes of 0, from bars without trades. */
  zeros(count: number): void;
}

/** Known beforehand, from a whole sample. */
export class FixedSigma implements Sigma {
  constructor(readonly value: number) {}
  update(): void {}
  zeros(): void {}
  save(): void {}
  load(): void {}
}

/** Of all changes so far, with n - 1 in the denominator; by Welford's recurrence. NaN below two changes. */
export class ExpandingSigma implements Sigma {
  #count = 0;
  #mean = 0;
  #squares = 0;

  get value(): number {
    return this.#count < 2 ? Number.NaN : Math.sqrt(this.#squares / (this.#count - 1));
  }

  update(change: number): void {
    this.#count++;
    const before = change - this.#mean;
    this.#mean += before / this.#count;
    this.#squares += before * (change - this.#mean);
  }

  /** Merges a sample of zeros (Chan, Golub, LeVeque 1979). */
  zeros(count: number): void {
    if (count === 0) return;
    const total = this.#count + count;
    this.#squares += this.#mean * this.#mean * ((this.#count * count) / total);
    this.#mean *= this.#count / total;
    this.#count = total;
  }

  save(writer: StateWriter): void {
    writer.numbers([this.#count, this.#mean, this.#squares]);
  }

  load(reader: StateReader): void {
    [this.#count, this.#mean, this.#squares] = reader.numbers() as unknown as [number, number, number];
  }
}

/**
 * Exponentially weighted: variance = decay * variance + (1 - decay) * change^2, from the first change on; the mean of
 * price changes is taken as 0. NaN before the first change.
 */
export class EwmaSigma implements Sigma {
  #variance = Number.NaN;

  constructor(readonly decay: number) {}

  get value(): number {
    return Math.sqrt(this.#variance);
  }

  update(change: number): void {
    const square = change * change;
    if (Number.isNaN(this.#variance)) this.#variance = square;
    else this.#variance = this.decay * this.#variance + (1 - this.decay) * square;
  }

  zeros(count: number): void {
    if (count === 0) return;
    this.#variance = Number.isNaN(this.#variance) ? 0 : this.#variance * wholePower(this.decay, count);
  }

  save(writer: StateWriter): void {
    writer.number(this.#variance);
  }

  load(reader: StateReader): void {
    this.#variance = reader.number();
  }
}

/** base^exponent by squaring: the same bits everywhere, which the libraries' pow has not. */
function wholePower(base: number, exponent: number): number {
  let power = 1;
  for (let [left, factor] = [exponent, base]; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= factor;
    factor *= factor;
  }
  return power;
}
