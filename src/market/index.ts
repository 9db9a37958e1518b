export type { Columns, MarketColumns, QuoteColumns, Side, TradeColumns } from './columns.js';
export type { Instrument, InstrumentTable } from './instrument.js';
