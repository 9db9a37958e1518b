import { DualbusError, InvalidArgument } from '../../base/errors.js';
import type { Instrument, InstrumentTable } from '../../market/index.js';

/** A message names an instrument whose exponents are not known here. */
export class UnknownInstrument extends DualbusError {
  readonly instrument: number;

  constructor(instrument: number) {
    super(
      'DUALBUS_UNKNOWN_INSTRUMENT',
      `instrument ${instrument} is not defined here: its prices and sizes have no scale`,
    );
    this.instrument = instrument;
  }
}

const DIRECT = 65_536;
const MAX_DIGITS = 18;

/**
 * The exponents by which prices and sizes of plain objects become the integer mantissas of the wire. Definitions come
 * from instrumentDefinition messages; one that changes an exponent replaces the table, never an entry of it.
 */
export class InstrumentScales {
  /** 10^-exponent by slot. */
  price: Float64Array = new Float64Array(16);
  size: Float64Array = new Float64Array(16);
  /** The slot of each id below 65,536, or -1; slot() knows the others too. */
  readonly direct: Int32Array = new Int32Array(DIRECT).fill(-1);
  readonly #others = new Map<number, number>();
  #table: Map<number, Instrument> = new Map();
  #count = 0;
  #agreed: InstrumentTable | undefined;
  #agreedWith: InstrumentTable | undefined;

  constructor(instruments: Iterable<Instrument> = []) {
    for (const instrument of instruments) this.define(instrument);
  }

  /** The instruments as batches of columns carry them; a new map after every change. */
  get table(): InstrumentTable {
    return this.#table;
  }

  define(instrument: Instrument): void {
    const { id, priceExponent, sizeExponent } = instrument;
    if (id !== id >>> 0) throw new InvalidArgument('instrument.id', `${id} is no u32`);
    const slot = this.#find(id) ?? this.#newSlot(id);
    this.price[slot] = scaleOf(priceExponent, 'priceExponent');
    this.size[slot] = scaleOf(sizeExponent, 'sizeExponent');
    this.#table = new Map(this.#table).set(id, instrument);
  }

  /** The place of an instrument in `price` and `size`. Throws UnknownInstrument. */
  slot(id: number): number {
    const slot = id < DIRECT ? this.direct[id] : this.#others.get(id);
    if (slot === undefined || slot < 0) throw new UnknownInstrument(id);
    return slot;
  }

  /** Throws InvalidArgument when a table gives an instrument other exponents than those known here. */
  checkAgreement(table: InstrumentTable): void {
    if (table === this.#agreed && this.#agreedWith === this.#table) return;
    for (const { id, symbol, priceExponent, sizeExponent } of table.values()) {
      const known = this.#table.get(id);
      if (known === undefined) throw new UnknownInstrument(id);
      if (known.priceExponent !== priceExponent || known.sizeExponent !== sizeExponent)
        throw new InvalidArgument(
          'columns.instruments',
          `${symbol} (${id}) has other exponents than its definition`,
        );
    }
    this.#agreed = table;
    this.#agreedWith = this.#table;
  }

  #find(id: number): number | undefined {
    const slot = id < DIRECT ? this.direct[id] : this.#others.get(id);
    return slot === -1 ? undefined : slot;
  }

  #newSlot(id: number): number {
    const slot = this.#count++;
    if (slot === this.price.length) {
      this.price = grow(this.price);
      this.size = grow(this.size);
    }
    if (id < DIRECT) this.direct[id] = slot;
    else this.#others.set(id, slot);
    return slot;
  }
}

function grow(old: Float64Array): Float64Array {
  const larger = new Float64Array(2 * old.length);
  larger.set(old);
  return larger;
}

/** 10^-exponent for an exponent of -18 to 0. */
export function scaleOf(exponent: number, argument: string): number {
  if (!Number.isInteger(exponent) || exponent > 0 || exponent < -MAX_DIGITS)
    throw new InvalidArgument(argument, `an integer from -${MAX_DIGITS} to 0, not ${exponent}`);
  return 10 ** -exponent;
}
