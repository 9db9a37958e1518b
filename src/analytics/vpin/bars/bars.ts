import type { TradeColumns } from '../../../market/columns.js';
import type { Instrument } from '../../../market/instrument.js';
import type { Saved } from '../snapshot.js';
import type { PieceClock } from '../time.js';

/** What one bar tells the classification. */
export interface Bar {
  /** In the units of the measure. */
  readonly weight: number;
  /** Price change, in price. */
  readonly change: number;
  /** Whether the change belongs to the sample of sigma; close-to-close, the first bar has nothing to change from. */
  readonly counts: boolean;
  /** Trading time, ns. */
  readonly duration: number;
}

/** Takes bars as they close. */
export interface BarSink {
  bar(bar: Bar, clock: PieceClock): void;
  /** `count` bars without trades, lasting `duration` ns together. */
  empty(count: number, duration: number): void;
}

/** Cuts the trades of one instrument into bars. */
export interface Bars extends Saved {
  /** Units in the bar that has not closed. */
  readonly openWeight: number;
  /** Adds the rows `from` to `to` (exclusive) that have a positive weight. Offsets refer to the last `rebase`. */
  add(columns: TradeColumns, from: number, to: number, weights: Float64Array): void;
  /** Closes the open bar. */
  close(): void;
  rebase(base: bigint): void;
  /** Takes over finer exponents. @param weightFactor by which units grew */
  refine(instrument: Instrument, weightFactor: number): void;
}

/** `in-bar`: last minus first price of the bar. `close-to-close`: last price minus the last price of the bar before. */
export type PriceChange = 'in-bar' | 'close-to-close';
