import { InvalidArgument } from '../../base/errors.js';
import type { MarketColumns } from '../../market/columns.js';
import type { Instrument, InstrumentTable } from '../../market/instrument.js';
import { powersOfTen } from '../../market/scale.js';
import { grow } from './exact.js';

/** What a directory keeps, one for each instrument. */
export interface Listed {
  /** With the exponents that amounts and prices are counted in. */
  readonly instrument: Instrument;
  /** Takes over exponents of which none is coarser than before. */
  refine(instrument: Instrument): void;
}

/**
 * The instruments that have traded, in the order of their first trades. They are recognised by symbol, so that batches
 * of several sources, with different ids and exponents, make one series.
 */
export class Directory<R extends Listed> {
  readonly symbols: string[];
  readonly members: R[] = [];
  readonly #create: (instrument: Instrument, slot: number) => R;
  #table: InstrumentTable | undefined;
  #coarse = false;
  /** Slots by id, for the ids of the current table that have traded; and those ids. */
  slots: (number | undefined)[] = [];
  ids: number[] = [];

  /** @param symbols filled in as members are added */
  constructor(create: (instrument: Instrument, slot: number) => R, symbols: string[] = []) {
    this.#create = create;
    this.symbols = symbols;
  }

  /**
   * The batch in the exponents of the members, after they took over finer ones of its table.
   * @returns the batch itself wherever nothing has to be scaled
   */
  align(batch: MarketColumns): MarketColumns {
    if (batch.instruments !== this.#table) this.#enter(batch.instruments);
    return this.#coarse ? this.#aligned(batch) : batch;
  }

  find(symbol: string): R | undefined {
    const slot = this.symbols.indexOf(symbol);
    return slot < 0 ? undefined : this.members[slot];
  }

  add(instrument: Instrument): R {
    const member = this.#create(instrument, this.members.length);
    this.symbols[this.members.length] = instrument.symbol;
    this.members.push(member);
    return member;
  }

  /** Adds the instrument that trades under an id for the first time; returns its slot. @throws InvalidArgument if no table has it */
  discover(id: number): number {
    const instrument = this.#table?.get(id);
    if (instrument === undefined)
      throw new InvalidArgument('columns.instrument', `${id} is not in the table of instruments`);
    this.add(instrument);
    const slot = this.members.length - 1;
    this.slots[id] = slot;
    this.ids.push(id);
    return slot;
  }

  /** Takes over a new table: finer exponents change the state, coarser ones will change the batches. */
  #enter(table: InstrumentTable): void {
    const slots: number[] = [];
    const ids: number[] = [];
    const bySymbol = new Map(this.members.map(({ instrument }, slot) => [instrument.symbol, slot]));
    const seen = new Set<string>();
    let coarse = false;
    for (const [id, instrument] of table) {
      const { symbol } = instrument;
      if (seen.has(symbol))
        throw new InvalidArgument('columns.instruments', `${symbol} stands in the table twice`);
      seen.add(symbol);
      const slot = bySymbol.get(symbol);
      if (slot === undefined) continue;
      slots[id] = slot;
      ids.push(id);
      const member = this.members[slot];
      const finest = mergeExponents(member.instrument, instrument);
      if (!sameExponents(finest, member.instrument)) member.refine(finest);
      coarse ||= !sameExponents(finest, instrument);
    }
    this.#table = table;
    this.slots = slots;
    this.ids = ids;
    this.#coarse = coarse;
  }

  /** A copy of the batch with the mantissas in the exponents of the state. */
  #aligned(batch: MarketColumns): MarketColumns {
    const { length, instrument, instruments } = batch;
    const factors = new Map<number, [price: number, size: number]>();
    for (const [id, { priceExponent, sizeExponent }] of instruments) {
      const slot = this.slots[id];
      const state = slot === undefined ? undefined : this.members[slot].instrument;
      const price = powersOfTen[priceExponent - (state?.priceExponent ?? priceExponent)];
      const size = powersOfTen[sizeExponent - (state?.sizeExponent ?? sizeExponent)];
      factors.set(id, [price, size]);
    }
    const scaled = (column: Float64Array, which: 0 | 1): Float64Array =>
      Float64Array.from({ length }, (_, i) =>
        grow(column[i], factors.get(instrument[i])?.[which] ?? 1, 'a price or size'),
      );
    if (batch.kind === 'bar') return { ...batch, volume: scaled(batch.volume, 1) };
    const prices = (column: Float64Array | undefined): Float64Array | undefined =>
      column && scaled(column, 0);
    if (batch.kind === 'quote') return { ...batch, bid: scaled(batch.bid, 0), ask: scaled(batch.ask, 0) };
    const [bid, ask] = [prices(batch.bid), prices(batch.ask)];
    return {
      ...batch,
      price: scaled(batch.price, 0),
      size: scaled(batch.size, 1),
      ...(bid && ask ? { bid, ask } : {}),
    };
  }
}

function mergeExponents(state: Instrument, batch: Instrument): Instrument {
  return {
    ...batch,
    priceExponent: Math.min(state.priceExponent, batch.priceExponent),
    sizeExponent: Math.min(state.sizeExponent, batch.sizeExponent),
  };
}

function sameExponents(a: Instrument, b: Instrument): boolean {
  return a.priceExponent === b.priceExponent && a.sizeExponent === b.sizeExponent;
}
