export { alignInstruments, InstrumentUnion } from './align.js';
export type { BarColumns, Columns, MarketColumns, QuoteColumns, Side, TradeColumns } from './columns.js';
export type { BadRowReason } from './csv/row.js';
export type { TimeUnit } from './csv/time.js';
export type { FormatOptions, MarketFormat } from './formats/detect.js';
export type { Session } from './formats/lean.js';
export type { Instrument, InstrumentTable } from './instrument.js';
export { mergeByTime, rowsOf } from './merge.js';
export {
  type MarketStream,
  type ReadOptions,
  readBars,
  readMarketBytes,
  readMarketFile,
  readMarketFiles,
  readQuotes,
  readTrades,
} from './read.js';
export type { ReadReport } from './report.js';
export {
  type DayType,
  probabilityOfInformedTrading,
  rates as arrivalRates,
  type SequentialTradeModel,
} from './synthetic/model.js';
export type { SyntheticInstrument, SyntheticMarketOptions } from './synthetic/options.js';
export { type SyntheticDay, SyntheticMarket } from './synthetic/synthetic-market.js';
export { type InstrumentTotals, marketTotals, type TotalsOptions } from './totals.js';
