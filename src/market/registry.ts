import type { Instrument, InstrumentTable } from './instrument.js';

/** More symbols than any market has: what is read is not a column of symbols. */
const maxInstruments = 1_000_000;

/** In UTF-16 units. */
export const longestSymbol = 64;

export type Measure = 'price' | 'size';

/** The instruments of one source as they are met: ids from 0, decimals so far, latest time. */
export class Registry {
  #decimals = { price: new Uint8Array(16), size: new Uint8Array(16) };
  #lastSeconds = new Float64Array(16);
  #lastNanos = new Float64Array(16);
  readonly #symbols: string[] = [];
  readonly #ids = new Map<string, number>();
  #table: InstrumentTable | undefined;

  /** The id of a symbol; a new one when it was not met before. */
  idOf(symbol: string): number {
    const known = this.#ids.get(symbol);
    if (known !== undefined) return known;
    const id = this.#symbols.length;
    if (id === this.#lastSeconds.length) this.#grow();
    this.#symbols.push(symbol);
    this.#ids.set(symbol, id);
    this.#lastSeconds[id] = Number.NEGATIVE_INFINITY;
    this.#table = undefined;
    return id;
  }

  symbolOf(id: number): string {
    return this.#symbols[id];
  }

  /** Whether another instrument may be added, and under this name. */
  accepts(symbol: string): boolean {
    const fits = symbol.length > 0 && symbol.length <= longestSymbol && !/\p{Cc}/u.test(symbol);
    return fits && this.#symbols.length < maxInstruments;
  }

  /** Decimals of the mantissas, by id. */
  decimals(measure: Measure): Uint8Array {
    return this.#decimals[measure];
  }

  setDecimals(measure: Measure, id: number, decimals: number): void {
    this.#decimals[measure][id] = decimals;
    this.#table = undefined;
  }

  /** Whether a time lies before the latest one of its instrument. */
  isBefore(id: number, seconds: number, nanos: number): boolean {
    const last = this.#lastSeconds[id];
    return seconds < last || (seconds === last && nanos < this.#lastNanos[id]);
  }

  setTime(id: number, seconds: number, nanos: number): void {
    this.#lastSeconds[id] = seconds;
    this.#lastNanos[id] = nanos;
  }

  secondsSince(id: number, seconds: number, nanos: number): number {
    return ((seconds - this.#lastSeconds[id]) * 1e9 + (nanos - this.#lastNanos[id])) / 1e9;
  }

  /** The same object until an instrument is added or refined. */
  table(): InstrumentTable {
    if (this.#table === undefined) {
      const { price, size } = this.#decimals;
      const entries = this.#symbols.map((symbol, id): [number, Instrument] => [
        id,
        { id, symbol, priceExponent: negated(price[id]), sizeExponent: negated(size[id]) },
      ]);
      this.#table = new Map(entries);
    }
    return this.#table;
  }

  #grow(): void {
    const length = this.#lastSeconds.length * 2;
    this.#decimals = {
      price: grown(new Uint8Array(length), this.#decimals.price),
      size: grown(new Uint8Array(length), this.#decimals.size),
    };
    this.#lastSeconds = grown(new Float64Array(length), this.#lastSeconds);
    this.#lastNanos = grown(new Float64Array(length), this.#lastNanos);
  }
}

function grown<T extends Uint8Array | Float64Array>(made: T, old: T): T {
  made.set(old);
  return made;
}

/** -0 is no exponent. */
function negated(decimals: number): number {
  return decimals === 0 ? 0 : -decimals;
}
