import type { InstrumentTable } from './instrument.js';

/** Who took liquidity: +1 a buyer, -1 a seller, 0 not known. */
export type Side = 1 | -1 | 0;

/** What every batch of columns has. All columns hold at least `length` elements; only the first `length` count. */
export interface Columns {
  readonly length: number;
  readonly instruments: InstrumentTable;
  /** ns since the Unix epoch, UTC, to which `timeOffset` is added. */
  readonly timeBase: bigint;
  /** ns from `timeBase`: exact integers below 2^53 (of bars: exact integers, larger where a double holds them). */
  readonly timeOffset: Float64Array;
  /** Instrument ids (keys of `instruments`). */
  readonly instrument: Uint32Array;
}

/** A batch of trades, one element a trade, in order of arrival. */
export interface TradeColumns extends Columns {
  readonly kind: 'trade';
  /** The aggressor: +1 buyer, -1 seller, 0 not known. */
  readonly side: Int8Array;
  /** Mantissas: exact integers below 2^53, scaled by the instrument's `priceExponent`. */
  readonly price: Float64Array;
  /** Mantissas: exact non-negative integers below 2^53, scaled by the instrument's `sizeExponent`. */
  readonly size: Float64Array;
  /** Best bid and ask prevailing at the trade (price mantissas, NaN = missing), where the source carries them. */
  readonly bid?: Float64Array;
  readonly ask?: Float64Array;
}

/** A batch of best-quote updates. A side that the update does not carry is NaN (price) and 0 (size). */
export interface QuoteColumns extends Columns {
  readonly kind: 'quote';
  readonly bid: Float64Array;
  readonly bidSize: Float64Array;
  readonly ask: Float64Array;
  readonly askSize: Float64Array;
}

/**
 * A batch of bars (OHLCV), one element a bar, in order of time for each instrument. Prices are in units of price as
 * the file has them (f64, nearest to the decimal; NaN = missing), since what is computed from bars is real-valued;
 * volume stays exact.
 */
export interface BarColumns extends Columns {
  readonly kind: 'bar';
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Mantissas: exact non-negative integers below 2^53, scaled by the instrument's `sizeExponent`; NaN = missing. */
  readonly volume: Float64Array;
}

export type MarketColumns = TradeColumns | QuoteColumns | BarColumns;
