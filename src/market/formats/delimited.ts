import { InvalidInput } from '../../base/errors.js';
import type { MarketColumns } from '../columns.js';
import { printable } from '../csv/bytes.js';
import {
  Action, BarSlot, type Column, type Layout, number, QuoteSlot, skipped, special, TradeSlot,
} from '../csv/layout.js'; // biome-ignore format: one line a thing
import type { TimeUnit } from '../csv/time.js';
import type { Sample } from './sample.js';

/** Names of columns, without case and punctuation, in order of preference. */
const aliases = {
  time: [
    'timestamp',
    'tradems',
    'transacttime',
    'tradetime',
    'time',
    'ts',
    'datetime',
    'date',
    'eventms',
    'recvns',
  ],
  price: ['price', 'tradeprice', 'px'],
  size: ['size', 'volume', 'qty', 'quantity', 'amount'],
  side: ['side', 'aggressor', 'aggressorside', 'takerside'],
  maker: ['isbuyermaker', 'buyerismaker'],
  bid: ['bid', 'bidprice', 'bestbid'],
  bidSize: ['bidsize', 'bidqty', 'bidvolume', 'bidamount'],
  ask: ['ask', 'askprice', 'bestask', 'offer'],
  askSize: ['asksize', 'askqty', 'askvolume', 'askamount'],
  open: ['open'],
  high: ['high'],
  low: ['low'],
  close: ['close'],
  barVolume: ['volume', 'cumvol', 'vol'],
  symbol: ['symbol', 'name', 'ticker', 'instrument'],
} as const;

type Meaning = keyof typeof aliases;

/** Finds columns by meaning. */
class Header {
  readonly #names: readonly string[];
  readonly #columns: Column[];

  constructor(names: readonly string[]) {
    this.#names = names.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''));
    this.#columns = names.map((name) => skipped(printable(name, 40)));
  }

  has(...meanings: Meaning[]): boolean {
    return meanings.every((meaning) => this.#find(meaning) >= 0);
  }

  /** Gives the column of that meaning, if there is one, what the reader has to do with it. */
  assign(meaning: Meaning, make: (name: string) => Column): this {
    const index = this.#find(meaning);
    if (index >= 0) this.#columns[index] = make(this.#columns[index].name);
    return this;
  }

  get columns(): readonly Column[] {
    return this.#columns;
  }

  #find(meaning: Meaning): number {
    for (const alias of aliases[meaning]) {
      const index = this.#names.indexOf(alias);
      if (index >= 0) return index;
    }
    return -1;
  }
}

/**
 * Any csv whose header names its columns: bars (time, open, high, low, close, and volume), trades (time, price, size,
 * and side or buyer-is-maker, bid and ask) or quotes (time, bid, ask, and their sizes), each with a column for the
 * symbol or without. Names count without case and punctuation; columns that mean nothing here are skipped.
 */
export function delimitedLayout(sample: Sample, symbol: string, timeUnit: TimeUnit): Layout | undefined {
  const header = new Header(sample.first);
  if (!header.has('time')) return undefined;
  const kind = kindOf(header);
  if (kind === undefined) return undefined;
  header.assign('time', (name) => special(name, Action.time));
  header.assign('symbol', (name) => special(name, Action.symbol));
  assignColumns[kind](header);
  return { format: `csv ${kind}s`, kind, columns: header.columns, hasHeader: true, symbol, timeUnit };
}

function kindOf(header: Header): MarketColumns['kind'] | undefined {
  if (header.has('open', 'high', 'low', 'close')) return 'bar';
  if (header.has('price', 'size')) return 'trade';
  return header.has('bid', 'ask') ? 'quote' : undefined;
}

const optional = { required: false };

const assignColumns: Record<MarketColumns['kind'], (header: Header) => void> = {
  bar(header) {
    for (const field of ['open', 'high', 'low', 'close'] as const)
      header.assign(field, (name) => number(name, BarSlot[field], optional));
    header.assign('barVolume', (name) => number(name, BarSlot.volume, optional));
  },
  trade(header) {
    header.assign('price', (name) => number(name, TradeSlot.price));
    header.assign('size', (name) => number(name, TradeSlot.size));
    if (header.has('maker')) header.assign('maker', (name) => special(name, Action.buyerIsMaker));
    else header.assign('side', (name) => special(name, Action.side));
    if (header.has('bid', 'ask')) {
      header.assign('bid', (name) => number(name, TradeSlot.bid, optional));
      header.assign('ask', (name) => number(name, TradeSlot.ask, optional));
    }
  },
  quote(header) {
    for (const field of ['bid', 'bidSize', 'ask', 'askSize'] as const)
      header.assign(field, (name) => number(name, QuoteSlot[field], optional));
  },
};

/** What to say about a file that no format takes. */
export function unknownFormat({ file, first }: Sample): InvalidInput {
  const shown = printable(first.join(','));
  return new InvalidInput(
    { file, line: 1 },
    `no known format begins with "${shown}": a csv needs a header with columns for time, price and size (trades), ` +
      'time, bid and ask (quotes), or time, open, high, low and close (bars)',
  );
}
