import type { QuoteColumns, TradeColumns } from '../../../market/columns.js';
import type { Saved } from '../snapshot.js';

/** Decides for every trade who took the initiative, by integers only: the same bits in every implementation. */
export interface TradeClassifier extends Saved {
  /**
   * Writes +1 (buy), -1 (sell) or 0 (unknown: half and half) for the rows `from` to `to` (exclusive) that have a
   * positive weight to the same places of `sides`.
   */
  classify(columns: TradeColumns, from: number, to: number, weights: Float64Array, sides: Int8Array): void;
  quotes(columns: QuoteColumns, from: number, to: number): void;
  /** Times given so far are `shift` ns larger relative to the next batch. */
  shift(shift: number): void;
  /** @param factor by which price mantissas grew */
  refine(factor: number): void;
}

/** Trusts the source's own flag. */
export class AggressorClassifier implements TradeClassifier {
  classify(columns: TradeColumns, from: number, to: number, _weights: Float64Array, sides: Int8Array): void {
    for (let i = from; i < to; i++) sides[i] = Math.sign(columns.side[i]);
  }

  quotes(): void {}
  shift(): void {}
  refine(): void {}
  save(): void {}
  load(): void {}
}
