import { InvalidArgument } from '../../../base/errors.js';
import type { QuoteColumns, TradeColumns } from '../../../market/columns.js';
import type { Instrument } from '../../../market/instrument.js';
import type { VolumeBuckets } from '../buckets/volume-buckets.js';
import type { TradeClassifier } from '../classify/trade-classifier.js';
import type { Scratch } from '../scratch.js';
import type { StateReader, StateWriter } from '../snapshot.js';
import type { TradeClock } from '../time.js';
import type { Flow } from './flow.js';

/** Every trade is classified on its own. */
export class TradeFlow implements Flow {
  readonly pending = 0;

  constructor(
    private readonly classifier: TradeClassifier,
    private readonly clock: TradeClock,
    private readonly buckets: VolumeBuckets,
  ) {}

  trades(columns: TradeColumns, from: number, to: number, { weights, sides }: Scratch): void {
    this.classifier.classify(columns, from, to, weights, sides);
    this.buckets.addTrades(from, to, weights, sides, columns.timeOffset, this.clock);
  }

  bars(): void {
    throw barsNeedBulk();
  }

  quotes(columns: QuoteColumns, from: number, to: number): void {
    this.classifier.quotes(columns, from, to);
  }

  close(): void {}

  rebase(base: bigint, before: bigint): void {
    this.clock.rebase(base);
    this.classifier.shift(Number(before - base));
  }

  refine(_instrument: Instrument, priceFactor: number): void {
    this.classifier.refine(priceFactor);
  }

  save(writer: StateWriter): void {
    this.classifier.save(writer);
    this.clock.save(writer);
  }

  load(reader: StateReader): void {
    this.classifier.load(reader);
    this.clock.load(reader);
  }
}

export function barsNeedBulk(): InvalidArgument {
  return new InvalidArgument('columns', 'bars can only be classified in bulk: choose a bulk classifier');
}
