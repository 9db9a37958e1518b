import { InvalidInput } from '../../base/errors.js';
import { type Column, type Layout, number, QuoteSlot, skipped, TickSlot, TradeSlot } from '../csv/layout.js';
import type { Fault, Row } from '../csv/row.js';
import { ExchangeDay } from '../exchange-day.js';
import { powersOfTen } from '../scale.js';
import type { Sample } from './sample.js';

/** Which rows of a tick file are asked for: 'regular' is 9:30 to 16:00 New York time without suspicious ticks. */
export type Session = 'regular' | 'all';

const open = 34_200_000;
const close = 57_600_000;

const namePattern = /(?:^|[/\\])(\d{4})(\d{2})(\d{2})_([^_/\\]+)_(trade|quote)_tick\.csv$/i;

const priceTimes10000 = { impliedDecimals: 4 };

/**
 * QuantConnect Lean equity ticks: a csv without header that is named `20131007_bac_Trade_Tick.csv`, packed in a zip.
 * Date and symbol come from that name; times are ms since midnight in New York; prices are times 10,000. A quote row
 * carries one side, the other one is 0: it becomes NaN with size 0.
 */
export function leanLayout(sample: Sample, symbol: string | undefined, session: Session): Layout | undefined {
  const named = namePattern.exec(sample.name);
  if (named === null) return undefined;
  const [, year, month, day, ticker, kind] = named;
  const isTrade = kind.toLowerCase() === 'trade';
  const columns = isTrade ? tradeColumns() : quoteColumns();
  if (sample.first.length !== columns.length) {
    const found = `expected ${columns.length} columns of a Lean ${kind.toLowerCase()} tick, found ${sample.first.length}`;
    throw new InvalidInput({ file: sample.file, line: 1 }, found);
  }
  const exchangeDay = new ExchangeDay('America/New_York', Number(year), Number(month), Number(day));
  const layout: Layout = {
    format: isTrade ? 'lean trade ticks' : 'lean quote ticks',
    kind: isTrade ? 'trade' : 'quote',
    columns,
    hasHeader: false,
    symbol: symbol ?? ticker.toUpperCase(),
    timeUnit: 'ms',
    complete: isTrade
      ? (row) => setTime(row, exchangeDay)
      : (row) => setTime(row, exchangeDay) ?? dropEmptySide(row),
  };
  return session === 'all' ? layout : { ...layout, wanted: isRegular };
}

function tradeColumns(): Column[] {
  return [
    number('time', TickSlot.timeOfDay),
    number('price', TradeSlot.price, priceTimes10000),
    number('size', TradeSlot.size),
    skipped('exchange'),
    skipped('condition'),
    number('suspicious', TickSlot.suspicious),
  ];
}

function quoteColumns(): Column[] {
  return [
    number('time', TickSlot.timeOfDay),
    number('bid', QuoteSlot.bid, priceTimes10000),
    number('bid size', QuoteSlot.bidSize),
    number('ask', QuoteSlot.ask, priceTimes10000),
    number('ask size', QuoteSlot.askSize),
    skipped('exchange'),
    skipped('condition'),
    number('suspicious', TickSlot.suspicious),
  ];
}

function isRegular(row: Row): boolean {
  const ms = row.mantissa[TickSlot.timeOfDay] / powersOfTen[row.decimals[TickSlot.timeOfDay]];
  return row.mantissa[TickSlot.suspicious] === 0 && ms >= open && ms < close;
}

function setTime(row: Row, day: ExchangeDay): Fault | undefined {
  const power = powersOfTen[row.decimals[TickSlot.timeOfDay]];
  const ms = Math.floor(row.mantissa[TickSlot.timeOfDay] / power);
  if (!ExchangeDay.contains(ms))
    return { reason: 'time', message: 'is not ms since midnight', slot: TickSlot.timeOfDay };
  const utc = day.utc(ms);
  row.seconds = Math.floor(utc / 1000);
  const below = row.mantissa[TickSlot.timeOfDay] - ms * power;
  row.nanos = (utc - row.seconds * 1000) * 1e6 + Math.floor((below / power) * 1e6);
  return undefined;
}

function dropEmptySide(row: Row): undefined {
  if (row.mantissa[QuoteSlot.bid] === 0) row.mantissa[QuoteSlot.bid] = Number.NaN;
  if (row.mantissa[QuoteSlot.ask] === 0) row.mantissa[QuoteSlot.ask] = Number.NaN;
}
