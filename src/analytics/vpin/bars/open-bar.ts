import { ExactnessLost } from '../../../base/errors.js';
import type { Instrument } from '../../../market/instrument.js';
import { exactLimit, powersOfTen } from '../../../market/scale.js';
import { grow } from '../exact.js';
import type { Saved, StateReader, StateWriter } from '../snapshot.js';
import type { Bar, PriceChange } from './bars.js';

/** The bar being built. Prices are integer mantissas, so that the change is exact until it is divided out. */
export class OpenBar implements Saved {
  weight = 0;
  trades = 0;
  #first = Number.NaN;
  #last = Number.NaN;
  #previous = Number.NaN;
  #exponent: number;
  readonly #closeToClose: boolean;

  constructor(change: PriceChange, instrument: Instrument) {
    this.#closeToClose = change === 'close-to-close';
    this.#exponent = instrument.priceExponent;
  }

  add(weight: number, price: number): void {
    if (this.trades === 0) this.#first = price;
    this.#last = price;
    this.trades++;
    this.weight += weight;
  }

  /** The finished bar; the next one is empty. @throws ExactnessLost when its volume reaches 2^53 units */
  finish(duration: number): Bar {
    if (this.weight >= exactLimit) throw inexactBar();
    const chained = this.#closeToClose && !Number.isNaN(this.#previous);
    const from = chained ? this.#previous : this.#first;
    const change = (this.#last - from) / powersOfTen[-this.#exponent];
    const bar = { weight: this.weight, change, counts: chained || !this.#closeToClose, duration };
    this.#previous = this.#last;
    this.weight = 0;
    this.trades = 0;
    return bar;
  }

  refine({ priceExponent }: Instrument, weightFactor: number): void {
    const factor = powersOfTen[this.#exponent - priceExponent];
    this.#exponent = priceExponent;
    this.#first = grow(this.#first, factor, 'a price');
    this.#last = grow(this.#last, factor, 'a price');
    this.#previous = grow(this.#previous, factor, 'a price');
    this.weight = grow(this.weight, weightFactor, 'the volume of a bar');
  }

  save(writer: StateWriter): void {
    writer.numbers([this.weight, this.trades, this.#first, this.#last, this.#previous]);
  }

  load(reader: StateReader): void {
    const [weight, trades, first, last, previous] = reader.numbers() as unknown as number[];
    [this.weight, this.trades] = [weight!, trades!];
    [this.#first, this.#last, this.#previous] = [first!, last!, previous!];
  }
}

export function inexactBar(): ExactnessLost {
  return new ExactnessLost('the volume of a bar');
}
