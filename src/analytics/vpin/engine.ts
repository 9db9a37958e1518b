import type { MarketColumns } from '../../market/columns.js';
import type { Instrument } from '../../market/instrument.js';
import type { BucketRows } from './bucket-rows.js';
import type { Volume } from './rational.js';
import type { VpinState } from './state.js';

/** One instrument's state as the bytes that `InstrumentSeries` writes. */
export interface SavedSeries {
  readonly instrument: Instrument;
  readonly bytes: Uint8Array;
}

/** The states of one `Vpin`; every engine gives the same bits, and takes over the states of another. */
export interface VpinEngine {
  /** In the order of their first trades, like everything here. */
  readonly symbols: string[];
  /** Adds a batch; `rows` takes the buckets that it closes. */
  add(columns: MarketColumns, rows: BucketRows): void;
  /** Closes the open bars. */
  end(rows: BucketRows): void;
  states(): VpinState[];
  state(symbol: string): VpinState | undefined;
  resize(symbol: string, size: Volume): void;
  save(): SavedSeries[];
}
