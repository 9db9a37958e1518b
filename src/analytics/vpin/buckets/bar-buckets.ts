import type { Bar } from '../bars/bars.js';
import type { Measure } from '../measure.js';
import type { StateReader, StateWriter } from '../snapshot.js';
import type { PieceClock } from '../time.js';
import type { BarTaker, BucketSink, Buckets } from './buckets.js';

/** Every bar is a bucket of its own volume. */
export class BarBuckets implements Buckets, BarTaker {
  readonly fill = 0;
  readonly openShare = 0;
  #waited = 0;

  constructor(
    private readonly measure: Measure,
    private readonly sink: BucketSink,
  ) {}

  addBar({ weight, duration }: Bar, side: number, clock: PieceClock): void {
    const volume = weight / this.measure.unitsPerWhole;
    this.sink.bucket({
      start: clock.at(0),
      end: clock.at(1),
      duration: this.#waited + duration,
      volume,
      buyVolume: (volume * (1 + side)) / 2,
      sellVolume: (volume * (1 - side)) / 2,
      imbalance: volume * side,
      share: side,
    });
    this.#waited = 0;
  }

  wait(duration: number): void {
    this.#waited += duration;
  }

  rescale(): void {}

  save(writer: StateWriter): void {
    writer.number(this.#waited);
  }

  load(reader: StateReader): void {
    this.#waited = reader.number();
  }
}
