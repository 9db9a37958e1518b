import type { Instrument, QuoteColumns, TradeColumns } from '#dualbus/market/index.js';

export interface TestTrade {
  /** ns since the epoch, or from `base`. */
  time: number | bigint;
  price: number;
  size: number;
  side?: number;
  bid?: number;
  ask?: number;
  instrument?: number;
}

export const plain: Instrument = { id: 0, symbol: 'TEST', priceExponent: 0, sizeExponent: 0 };

/** Trades in mantissas as one batch. */
export function tradeColumns(
  trades: readonly TestTrade[],
  instruments: readonly Instrument[] = [plain],
  base = 0n,
): TradeColumns {
  const real = (pick: (trade: TestTrade) => number): Float64Array => Float64Array.from(trades, pick);
  return {
    kind: 'trade',
    length: trades.length,
    instruments: new Map(instruments.map((instrument) => [instrument.id, instrument])),
    timeBase: base,
    timeOffset: real(({ time }) => Number(BigInt(time) - base)),
    instrument: Uint32Array.from(trades, (trade) => trade.instrument ?? instruments[0].id),
    side: Int8Array.from(trades, (trade) => trade.side ?? 0),
    price: real((trade) => trade.price),
    size: real((trade) => trade.size),
    ...(trades.some((trade) => trade.bid !== undefined)
      ? { bid: real((trade) => trade.bid ?? Number.NaN), ask: real((trade) => trade.ask ?? Number.NaN) }
      : {}),
  };
}

export function quoteColumns(
  quotes: readonly { time: number; bid?: number; ask?: number }[],
  instrument: Instrument = plain,
): QuoteColumns {
  const real = (pick: (quote: (typeof quotes)[number]) => number | undefined): Float64Array =>
    Float64Array.from(quotes, (quote) => pick(quote) ?? Number.NaN);
  return {
    kind: 'quote',
    length: quotes.length,
    instruments: new Map([[instrument.id, instrument]]),
    timeBase: 0n,
    timeOffset: real(({ time }) => time),
    instrument: Uint32Array.from(quotes, () => instrument.id),
    bid: real(({ bid }) => bid),
    bidSize: new Float64Array(quotes.length),
    ask: real(({ ask }) => ask),
    askSize: new Float64Array(quotes.length),
  };
}

/** The rows `from` to `to` (exclusive) as a batch of their own, over the same memory. */
export function slice(columns: TradeColumns, from: number, to: number): TradeColumns {
  return {
    ...columns,
    length: to - from,
    timeOffset: columns.timeOffset.subarray(from, to),
    instrument: columns.instrument.subarray(from, to),
    side: columns.side.subarray(from, to),
    price: columns.price.subarray(from, to),
    size: columns.size.subarray(from, to),
    ...(columns.bid && columns.ask
      ? { bid: columns.bid.subarray(from, to), ask: columns.ask.subarray(from, to) }
      : {}),
  };
}
