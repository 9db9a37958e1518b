import type { BarColumns } from '../../../market/columns.js';
import type { Saved, StateReader, StateWriter } from '../snapshot.js';
import type { TradeClock } from '../time.js';
import type { BarSink, PriceChange } from './bars.js';

/** Bars that come finished, from a file. The time of a bar is the one that its row has. */
export class GivenBars implements Saved {
  #previous = Number.NaN;

  constructor(
    private readonly change: PriceChange,
    private readonly clock: TradeClock,
    private readonly sink: BarSink,
  ) {}

  /** Rows that are no bars weigh less than 0; a bar without volume contributes time, and never a price. */
  add({ timeOffset, open, close }: BarColumns, from: number, to: number, weights: Float64Array): void {
    for (let i = from; i < to; i++) {
      const weight = weights[i];
      if (weight < 0) continue;
      const duration = this.clock.moveTo(timeOffset[i]);
      if (weight === 0) {
        this.sink.empty(1, duration);
        continue;
      }
      const chained = this.change === 'close-to-close' && !Number.isNaN(this.#previous);
      const start = chained ? this.#previous : open[i];
      const change = Number.isNaN(start) ? 0 : close[i] - start;
      const counts = chained || this.change === 'in-bar';
      this.sink.bar({ weight, change, counts, duration }, this.clock);
      this.#previous = close[i];
    }
  }

  rebase(base: bigint): void {
    this.clock.rebase(base);
  }

  save(writer: StateWriter): void {
    this.clock.save(writer);
    writer.number(this.#previous);
  }

  load(reader: StateReader): void {
    this.clock.load(reader);
    this.#previous = reader.number();
  }
}
