import type { BarColumns, MarketColumns, QuoteColumns, TradeColumns } from '../../market/columns.js';
import type { Directory, Listed } from './directory.js';

/** What is fed with the rows of one instrument. */
export interface Receiver extends Listed {
  /** Offsets of the next rows refer to `base`. */
  rebase(base: bigint): void;
  trades(columns: TradeColumns, from: number, to: number): void;
  quotes(columns: QuoteColumns, from: number, to: number): void;
  bars(columns: BarColumns, from: number, to: number): void;
}

/** Splits batches by instrument, in order of arrival. */
export class Router<R extends Receiver> {
  /** The last batch that each receiver's time was based on. */
  readonly #based: number[] = [];
  #batch = 0;

  constructor(readonly directory: Directory<R>) {}

  route(batch: MarketColumns): void {
    const columns = this.directory.align(batch);
    const { instrument, length } = columns;
    this.#batch++;
    let from = 0;
    while (from < length) {
      const id = instrument[from];
      let to = from + 1;
      while (to < length && instrument[to] === id) to++;
      const receiver = this.#receiver(id, columns.timeBase);
      if (columns.kind === 'trade') receiver.trades(columns, from, to);
      else if (columns.kind === 'quote') receiver.quotes(columns, from, to);
      else receiver.bars(columns, from, to);
      from = to;
    }
  }

  #receiver(id: number, timeBase: bigint): R {
    const slot = this.directory.slots[id] ?? this.directory.discover(id);
    const receiver = this.directory.members[slot];
    if (this.#based[slot] !== this.#batch) {
      this.#based[slot] = this.#batch;
      receiver.rebase(timeBase);
    }
    return receiver;
  }
}
