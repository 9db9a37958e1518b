import type { Side } from '../columns.js';
import { slotCount } from './layout.js';

/** One row as the reader found it: numbers are mantissa * 10^-decimals, NaN = missing. */
export class Row {
  readonly mantissa = new Float64Array(slotCount);
  readonly decimals = new Uint8Array(slotCount);
  /** Since the Unix epoch, UTC. */
  seconds = 0;
  nanos = 0;
  side: Side = 0;
  instrument = 0;
}

/** Why a row is bad. */
export type BadRowReason =
  | 'columns'
  | 'quoting'
  | 'number'
  | 'negative-size'
  | 'time'
  | 'time-order'
  | 'side'
  | 'symbol'
  | 'exactness';

/**
 * What is wrong with a row. Where one field is to blame, `column` is its index in the layout or `slot` the place of
 * its number, and `message` goes on after the name and text of that field (and, for
 * reason 'exactness', before "does not fit in the exact integers below 2^53").
 */
export interface Fault {
  readonly reason: BadRowReason;
  readonly message: string;
  readonly column?: number;
  readonly slot?: number;
}
