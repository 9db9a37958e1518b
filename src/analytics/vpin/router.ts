import { InvalidArgument } from '../../base/errors.js';
import type { BarColumns, MarketColumns, QuoteColumns, TradeColumns } from '../../market/columns.js';
import type { Instrument, InstrumentTable } from '../../market/instrument.js';
import { powersOfTen } from '../../market/scale.js';
import { grow } from './exact.js';

/** What the router feeds, one for each instrument. */
export interface Receiver {
  /** With the exponents that amounts and prices are counted in. */
  readonly instrument: Instrument;
  /** Takes over exponents of which none is coarser than before. */
  refine(instrument: Instrument): void;
  /** Offsets of the next rows refer to `base`. */
  rebase(base: bigint): void;
  trades(columns: TradeColumns, from: number, to: number): void;
  quotes(columns: QuoteColumns, from: number, to: number): void;
  bars(columns: BarColumns, from: number, to: number): void;
}

interface Route<R> {
  readonly receiver: R;
  /** The last batch that the receiver's time was based on. */
  batch: number;
}

/**
 * Splits batches by instrument, in order of arrival. Instruments are recognised by symbol, so that batches of several
 * sources, with different ids and exponents, make one series.
 */
export class Router<R extends Receiver> {
  readonly symbols: string[] = [];
  readonly receivers: R[] = [];
  readonly #create: (instrument: Instrument, slot: number) => R;
  #table: InstrumentTable | undefined;
  #coarse = false;
  /** By id, for the ids of the current table that have traded. */
  #byId: (Route<R> | undefined)[] = [];
  #batch = 0;

  constructor(create: (instrument: Instrument, slot: number) => R) {
    this.#create = create;
  }

  route(batch: MarketColumns): void {
    if (batch.instruments !== this.#table) this.#enter(batch.instruments);
    this.#batch++;
    const columns = this.#coarse ? this.#aligned(batch) : batch;
    const { instrument, length } = columns;
    let from = 0;
    while (from < length) {
      const id = instrument[from];
      let to = from + 1;
      while (to < length && instrument[to] === id) to++;
      const route = this.#byId[id] ?? this.#newRoute(id);
      const { receiver } = route;
      if (route.batch !== this.#batch) {
        route.batch = this.#batch;
        receiver.rebase(columns.timeBase);
      }
      if (columns.kind === 'trade') receiver.trades(columns, from, to);
      else if (columns.kind === 'quote') receiver.quotes(columns, from, to);
      else receiver.bars(columns, from, to);
      from = to;
    }
  }

  find(symbol: string): R | undefined {
    const slot = this.symbols.indexOf(symbol);
    return slot < 0 ? undefined : this.receivers[slot];
  }

  add(instrument: Instrument): R {
    const receiver = this.#create(instrument, this.receivers.length);
    this.symbols.push(instrument.symbol);
    this.receivers.push(receiver);
    return receiver;
  }

  #newRoute(id: number): Route<R> {
    const instrument = this.#table?.get(id);
    if (instrument === undefined)
      throw new InvalidArgument('columns.instrument', `${id} is not in the table of instruments`);
    const route = { receiver: this.add(instrument), batch: -1 };
    this.#byId[id] = route;
    return route;
  }

  /** Takes over a new table: finer exponents change the state, coarser ones will change the batches. */
  #enter(table: InstrumentTable): void {
    const byId: Route<R>[] = [];
    const bySymbol = new Map(this.receivers.map((receiver) => [receiver.instrument.symbol, receiver]));
    const seen = new Set<string>();
    let coarse = false;
    for (const [id, instrument] of table) {
      const { symbol } = instrument;
      if (seen.has(symbol))
        throw new InvalidArgument('columns.instruments', `${symbol} stands in the table twice`);
      seen.add(symbol);
      const receiver = bySymbol.get(symbol);
      if (receiver === undefined) continue;
      byId[id] = { receiver, batch: -1 };
      const finest = mergeExponents(receiver.instrument, instrument);
      if (!sameExponents(finest, receiver.instrument)) receiver.refine(finest);
      coarse ||= !sameExponents(finest, instrument);
    }
    this.#table = table;
    this.#byId = byId;
    this.#coarse = coarse;
  }

  /** A copy of the batch with the mantissas in the exponents of the state. */
  #aligned(batch: MarketColumns): MarketColumns {
    const { length, instrument, instruments } = batch;
    const factors = new Map<number, [price: number, size: number]>();
    for (const [id, { priceExponent, sizeExponent }] of instruments) {
      const state = this.#byId[id]?.receiver.instrument;
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
