import { InvalidInput } from '../base/errors.js';
import {
  alignInstruments,
  type Instrument,
  type InstrumentTable,
  InstrumentUnion,
  type MarketColumns,
  mergeByTime,
  type QuoteColumns,
  type ReadOptions,
  readMarketFile,
  SyntheticMarket,
  type SyntheticMarketOptions,
  type TradeColumns,
} from '../market/index.js';

/** Where market data comes from; plain values, so that another process can be told. */
export type MarketFeed =
  | { readonly kind: 'files'; readonly files: readonly string[]; readonly session?: 'regular' | 'all' }
  | { readonly kind: 'synthetic'; readonly options: SyntheticMarketOptions };

export type Ticks = TradeColumns | QuoteColumns;

/** Reads the whole feed once: all instruments, with ids and exponents that serve every row. Throws InvalidInput. */
export async function surveyInstruments(feed: MarketFeed, signal?: AbortSignal): Promise<InstrumentTable> {
  if (feed.kind === 'synthetic') return new SyntheticMarket(feed.options).instruments;
  const union = new InstrumentUnion();
  for (const file of feed.files)
    for await (const columns of ticksOf(file, feed, signal)) union.add(columns.instruments);
  if (union.table.size === 0) throw new InvalidInput({ file: feed.files.join(', ') }, 'no trades or quotes');
  return union.table;
}

/** All trades and quotes of the feed in order of time, with the given instruments. Throws InvalidInput, ExactnessLost. */
export function openFeed(
  feed: MarketFeed,
  instruments: Iterable<Instrument>,
  signal?: AbortSignal,
): AsyncIterable<Ticks> {
  if (feed.kind === 'synthetic') return passed(new SyntheticMarket(feed.options));
  const table = new Map([...instruments].map((instrument) => [instrument.id, instrument]));
  return mergeByTime(feed.files.map((file) => alignInstruments(ticksOf(file, feed, signal), table)));
}

/** The trades alone, file after file, as a measurement of them reads them. */
export async function* openTrades(
  feed: MarketFeed,
  signal?: AbortSignal,
): AsyncGenerator<TradeColumns, void, undefined> {
  const sources =
    feed.kind === 'synthetic'
      ? [new SyntheticMarket(feed.options)]
      : feed.files.map((file) => ticksOf(file, feed, signal));
  for (const source of sources)
    for await (const columns of source) if (columns.kind === 'trade') yield columns;
}

async function* ticksOf(
  file: string,
  { session }: Extract<MarketFeed, { kind: 'files' }>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Ticks, void, undefined> {
  const options: ReadOptions = { ...(session && { session }), ...(signal && { signal }) };
  for await (const columns of readMarketFile(file, options)) yield ticks(file, columns);
}

function ticks(file: string, columns: MarketColumns): Ticks {
  if (columns.kind === 'bar')
    throw new InvalidInput({ file }, 'holds bars: a fleet replays trades and quotes');
  return columns;
}

async function* passed<T>(source: Iterable<T>): AsyncGenerator<T, void, undefined> {
  yield* source;
}
