import type { BucketRows } from './bucket-rows.js';
import type { BucketSink, ClosedBucket } from './buckets/buckets.js';
import { EmpiricalCdf } from './cdf.js';
import type { Saved, StateReader, StateWriter } from './snapshot.js';
import { BucketWindow } from './window.js';

/** Where buckets go at the moment: every call of `push` brings its own rows. */
export interface RowsInWork {
  rows: BucketRows;
}

/** Gives each closed bucket of one instrument its VPIN and its CDF, and writes it down. */
export class VpinOutput implements BucketSink, Saved {
  buckets = 0;
  /** Of the latest VPIN. */
  cdf = Number.NaN;
  readonly window: BucketWindow;
  readonly #past: EmpiricalCdf;

  /** @param ofVolume buckets differ in volume: VPIN is a ratio of sums instead of a mean of shares */
  constructor(
    private readonly slot: number,
    window: number,
    cdfWindow: number,
    private readonly ofVolume: boolean,
    private readonly target: RowsInWork,
  ) {
    this.window = new BucketWindow(window);
    this.#past = new EmpiricalCdf(cdfWindow);
  }

  bucket(bucket: ClosedBucket): void {
    if (this.ofVolume) this.window.push(bucket.imbalance, bucket.volume);
    else this.window.push(bucket.share, 1);
    const { vpin, signed } = this.window;
    this.cdf = this.#past.update(vpin);
    this.target.rows.append(this.slot, this.buckets, bucket, { vpin, signed, cdf: this.cdf });
    this.buckets++;
  }

  save(writer: StateWriter): void {
    writer.numbers([this.buckets, this.cdf]);
    this.window.save(writer);
    this.#past.save(writer);
  }

  load(reader: StateReader): void {
    [this.buckets, this.cdf] = reader.numbers() as unknown as [number, number];
    this.window.load(reader);
    this.#past.load(reader);
  }
}
