import type { BarColumns, QuoteColumns, TradeColumns } from '../../../market/columns.js';
import type { Instrument } from '../../../market/instrument.js';
import type { Scratch } from '../scratch.js';
import type { Saved } from '../snapshot.js';

/** The way of one instrument's trades into its buckets. */
export interface Flow extends Saved {
  /** Units that wait for their bar to close. */
  readonly pending: number;
  /** Takes the rows `from` to `to` (exclusive), whose weights are in `scratch`. */
  trades(columns: TradeColumns, from: number, to: number, scratch: Scratch): void;
  /** Takes finished bars in the same way. @throws InvalidArgument where single trades are classified */
  bars(columns: BarColumns, from: number, to: number, scratch: Scratch): void;
  quotes(columns: QuoteColumns, from: number, to: number): void;
  close(): void;
  /** The next offsets refer to `base` instead of `before`. */
  rebase(base: bigint, before: bigint): void;
  /** Takes over finer exponents. */
  refine(instrument: Instrument, priceFactor: number, weightFactor: number): void;
}
