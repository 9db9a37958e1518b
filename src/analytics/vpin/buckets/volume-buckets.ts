import { LimitExceeded } from '../../errors.js';
import type { Bar } from '../bars/bars.js';
import { grow } from '../exact.js';
import type { Measure } from '../measure.js';
import type { StateReader, StateWriter } from '../snapshot.js';
import type { PieceClock, TradeClock } from '../time.js';
import type { BarTaker, BucketSink, Buckets, ClosedBucket } from './buckets.js';

/** The most buckets that one trade or bar may fill. */
const maxBucketsPerPiece = 2 ** 20;

export function bucketTooSmall(size: number): LimitExceeded {
  return new LimitExceeded(
    `one trade fills more than ${maxBucketsPerPiece} buckets of ${size}: too small a size`,
  );
}

/**
 * Fills buckets of equal size. A piece of volume that crosses a border is split there, and every part keeps the
 * piece's classification; a piece may fill many buckets. A bucket that is exactly full closes at once.
 *
 * With whole units and classifications of -1, 0 and 1 the imbalance is counted in units, exactly; otherwise as shares
 * of the bucket in a compensated sum (Neumaier 1974), which does not depend on the exponent of the units either.
 */
export class VolumeBuckets implements Buckets, BarTaker {
  fill = 0;
  readonly #measure: Measure;
  readonly #counting: boolean;
  readonly #sink: BucketSink;
  #imbalance = 0;
  #correction = 0;
  #duration = 0;
  #start = 0n;

  /** @param wholeSides every classification will be -1, 0 or 1 */
  constructor(measure: Measure, wholeSides: boolean, sink: BucketSink) {
    this.#measure = measure;
    this.#counting = measure.exact && wholeSides;
    this.#sink = sink;
  }

  get openShare(): number {
    return this.#counting ? this.#imbalance / this.#measure.bucket : this.#imbalance + this.#correction;
  }

  wait(duration: number): void {
    this.#duration += duration;
  }

  /** Adds the rows `from` to `to` (exclusive) that have a positive weight, each at the time of its offset. */
  addTrades(
    from: number,
    to: number,
    weights: Float64Array,
    sides: Int8Array,
    offsets: Float64Array,
    clock: TradeClock,
  ): void {
    const counting = this.#counting;
    for (let i = from; i < to; i++) {
      const weight = weights[i];
      if (!(weight > 0)) continue;
      this.#duration += clock.moveTo(offsets[i]);
      const fill = this.fill;
      if (counting && fill > 0 && weight < this.#measure.bucket - fill) {
        this.fill = fill + weight;
        this.#imbalance += weight * sides[i];
      } else {
        this.add(weight, sides[i], clock, 0);
      }
    }
  }

  addBar(bar: Bar, side: number, clock: PieceClock): void {
    this.add(bar.weight, side, clock, bar.duration);
  }

  /**
   * Adds one piece.
   * @throws LimitExceeded when it fills more than 2^20 buckets
   * @param side share of buys minus share of sells, -1 to 1
   * @param duration trading time over which the piece is spread evenly, ns
   */
  add(weight: number, side: number, clock: PieceClock, duration: number): void {
    if (weight > maxBucketsPerPiece * this.#measure.bucket) {
      throw bucketTooSmall(this.#measure.bucket / this.#measure.unitsPerWhole);
    }
    let rest = weight;
    while (rest > 0) {
      if (this.fill === 0) this.#start = clock.at(1 - rest / weight);
      const room = this.#measure.bucket - this.fill;
      const part = Math.min(rest, room);
      this.#take(part, side);
      this.#duration += duration * (part / weight);
      rest -= part;
      if (part === room) this.#close(clock.at(1 - rest / weight));
      else this.fill += part;
    }
  }

  rescale(factor: number): void {
    this.fill = grow(this.fill, factor, 'the fill of a bucket');
    if (this.#counting) this.#imbalance *= factor;
  }

  save(writer: StateWriter): void {
    writer.numbers([this.fill, this.#imbalance, this.#correction, this.#duration]);
    writer.bigint(this.#start);
  }

  load(reader: StateReader): void {
    [this.fill, this.#imbalance, this.#correction, this.#duration] =
      reader.numbers() as unknown as FourNumbers;
    this.#start = reader.bigint();
  }

  #take(part: number, side: number): void {
    if (this.#counting) {
      this.#imbalance += part * side;
      return;
    }
    const term = (part / this.#measure.bucket) * side;
    const sum = this.#imbalance + term;
    this.#correction +=
      Math.abs(this.#imbalance) >= Math.abs(term)
        ? this.#imbalance - sum + term
        : term - sum + this.#imbalance;
    this.#imbalance = sum;
  }

  #close(end: bigint): void {
    const { bucket, unitsPerWhole } = this.#measure;
    const volume = bucket / unitsPerWhole;
    const share = this.openShare;
    const closed: ClosedBucket = {
      start: this.#start,
      end,
      duration: this.#duration,
      volume,
      buyVolume: this.#counting ? (bucket + this.#imbalance) / 2 / unitsPerWhole : (volume * (1 + share)) / 2,
      sellVolume: this.#counting
        ? (bucket - this.#imbalance) / 2 / unitsPerWhole
        : (volume * (1 - share)) / 2,
      imbalance: this.#counting ? this.#imbalance / unitsPerWhole : volume * share,
      share,
    };
    this.fill = 0;
    this.#imbalance = 0;
    this.#correction = 0;
    this.#duration = 0;
    this.#measure.adopt();
    this.#sink.bucket(closed);
  }
}

type FourNumbers = [number, number, number, number];
