import type { MarketColumns } from '../columns.js';
import type { Fault, Row } from './row.js';
import type { TimeUnit } from './time.js';

/** What the reader does with a field. */
export const Action = { skip: 0, number: 1, time: 2, side: 3, buyerIsMaker: 4, symbol: 5 } as const;
export type Action = (typeof Action)[keyof typeof Action];

/** Where a row keeps its numbers: one slot per column of the batch that is made of it. */
export const TradeSlot = { price: 0, size: 1, bid: 2, ask: 3 } as const;
export const QuoteSlot = { bid: 0, bidSize: 1, ask: 2, askSize: 3 } as const;
export const BarSlot = { open: 0, high: 1, low: 2, close: 3, volume: 4 } as const;
/** Slots of formats that time their rows within a day and flag them. */
export const TickSlot = { timeOfDay: 5, suspicious: 6 } as const;
export const slotCount = 7;

export interface Column {
  /** The name in messages. */
  readonly name: string;
  readonly action: Action;
  /** Where a number goes; 0 for the other actions. */
  readonly slot: number;
  /** A row whose field is empty or NaN is bad. Otherwise the number is missing: NaN. */
  readonly required: boolean;
  /** Decimals that the file leaves out: 4 where it has price * 10000. */
  readonly impliedDecimals: number;
}

/** How the lines of one file become rows. */
export interface Layout {
  /** What the format is called in messages and reports. */
  readonly format: string;
  readonly kind: MarketColumns['kind'];
  readonly columns: readonly Column[];
  readonly hasHeader: boolean;
  /** The instrument of every row, where the file has no column for it. */
  readonly symbol: string;
  readonly timeUnit: TimeUnit;
  /** Completes a row whose columns hold only a part of it (a time within a day), or says why it cannot. */
  readonly complete?: (row: Row) => Fault | undefined;
  /** False: the row is sound, but not asked for. */
  readonly wanted?: (row: Row) => boolean;
}

export function skipped(name: string): Column {
  return { name, action: Action.skip, slot: 0, required: false, impliedDecimals: 0 };
}

export function number(name: string, slot: number, options: Partial<Column> = {}): Column {
  return { name, action: Action.number, slot, required: true, impliedDecimals: 0, ...options };
}

export function special(name: string, action: Action): Column {
  return { name, action, slot: 0, required: true, impliedDecimals: 0 };
}
