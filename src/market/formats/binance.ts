import {
  Action,
  type Column,
  type Layout,
  number,
  QuoteSlot,
  skipped,
  special,
  TradeSlot,
} from '../csv/layout.js';
import type { Sample } from './sample.js';

const tradeHeader = 'recv_ns,event_ms,trade_ms,trade_id,price,qty,buyer_is_maker,order_type';
const bookTopHeader = 'recv_ns,event_ms,bid,bid_qty,ask,ask_qty';

/**
 * Recorded Binance feeds: trades (time of the exchange, `trade_ms`; `buyer_is_maker` 1 means that the seller was the
 * aggressor) and best quotes (`event_ms`, or the recorder's `recv_ns` where the venue gives no event time: the two
 * clocks differ, so do not measure latency between them). And the exchange's own dumps of trades and aggregated
 * trades, which have no header.
 */
export function binanceLayout(sample: Sample, symbol: string): Layout | undefined {
  const header = sample.first.join(',').toLowerCase();
  if (header === tradeHeader) return layout('binance trades', 'trade', tradeColumns(), true, symbol);
  if (header === bookTopHeader) {
    return layout('binance book top', 'quote', bookTopColumns(sample.second[1] !== ''), true, symbol);
  }
  const dump = dumpColumns(sample.first);
  return dump && layout('binance dump', 'trade', dump, false, symbol);
}

function layout(
  format: string,
  kind: 'trade' | 'quote',
  columns: Column[],
  hasHeader: boolean,
  symbol: string,
): Layout {
  return { format, kind, columns, hasHeader, symbol, timeUnit: 'auto' };
}

function tradeColumns(): Column[] {
  return [
    skipped('recv_ns'),
    skipped('event_ms'),
    special('trade_ms', Action.time),
    skipped('trade_id'),
    number('price', TradeSlot.price),
    number('qty', TradeSlot.size),
    special('buyer_is_maker', Action.buyerIsMaker),
    skipped('order_type'),
  ];
}

function bookTopColumns(hasEventTime: boolean): Column[] {
  return [
    hasEventTime ? skipped('recv_ns') : special('recv_ns', Action.time),
    hasEventTime ? special('event_ms', Action.time) : skipped('event_ms'),
    number('bid', QuoteSlot.bid),
    number('bid_qty', QuoteSlot.bidSize),
    number('ask', QuoteSlot.ask),
    number('ask_qty', QuoteSlot.askSize),
  ];
}

/** Columns of data.binance.vision: trades (six or seven fields) and aggregated trades (seven or eight). */
function dumpColumns(first: readonly string[]): Column[] | undefined {
  const isFlag = (text: string | undefined) => /^(true|false)$/i.test(text ?? '');
  const isNumber = (text: string | undefined) => /^\d+(\.\d+)?$/.test(text ?? '');
  const maker = first.findIndex(isFlag);
  if ((maker !== 5 && maker !== 6) || !first.slice(0, maker).every(isNumber)) return undefined;
  if (first.length > maker + 2 || (first.length === maker + 2 && !isFlag(first[maker + 1]))) return undefined;
  return first.map((_, index) => {
    if (index === 1) return number('price', TradeSlot.price);
    if (index === 2) return number('qty', TradeSlot.size);
    if (index === maker - 1) return special('time', Action.time);
    return index === maker ? special('is_buyer_maker', Action.buyerIsMaker) : skipped(`column ${index + 1}`);
  });
}
