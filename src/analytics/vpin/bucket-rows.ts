import { LimitExceeded } from '../errors.js';
import type { ClosedBucket } from './buckets/buckets.js';
import { nsPerSecond } from './time.js';

/** What the window says after a bucket closed. */
export interface WindowValue {
  readonly vpin: number;
  readonly signed: number;
  readonly cdf: number;
}

/** One closed bucket as a plain object. */
export interface VpinBucket {
  /** Counts from 0 for each instrument. */
  readonly index: number;
  readonly instrument: string;
  /** ns since the epoch: when the first and the last of its volume traded. */
  readonly start: bigint;
  readonly end: bigint;
  /** Trading time since the bucket before closed, seconds. */
  readonly duration: number;
  /** In units of the instrument's volume (money for buckets of value). */
  readonly volume: number;
  readonly buyVolume: number;
  readonly sellVolume: number;
  /** buyVolume - sellVolume. */
  readonly imbalance: number;
  /** Of the last `window` buckets, this one included; NaN before so many have closed. */
  readonly vpin: number;
  /** Like `vpin`, with the sign of each imbalance kept. */
  readonly signedVpin: number;
  /** Share of the past VPIN values (at most `cdfWindow`) that are <= `vpin`; NaN without a past. */
  readonly cdf: number;
}

/** Closed buckets in the order in which they closed, one element a bucket in every column. */
export interface BucketColumns extends Iterable<VpinBucket> {
  readonly length: number;
  readonly symbols: readonly string[];
  /** Indices into `symbols`. */
  readonly instrument: Uint32Array;
  readonly index: Float64Array;
  readonly start: BigInt64Array;
  readonly end: BigInt64Array;
  readonly duration: Float64Array;
  readonly volume: Float64Array;
  readonly buyVolume: Float64Array;
  readonly sellVolume: Float64Array;
  readonly imbalance: Float64Array;
  readonly vpin: Float64Array;
  readonly signedVpin: Float64Array;
  readonly cdf: Float64Array;
  at(row: number): VpinBucket;
}

const noInts = new Uint32Array(0);
const noTimes = new BigInt64Array(0);
const noReals = new Float64Array(0);

/** Columns that grow, all in one piece of memory; they take none before a bucket closes. */
export class BucketRows implements BucketColumns {
  length = 0;
  instrument = noInts;
  start = noTimes;
  end = noTimes;
  index = noReals;
  duration = noReals;
  volume = noReals;
  buyVolume = noReals;
  sellVolume = noReals;
  imbalance = noReals;
  vpin = noReals;
  signedVpin = noReals;
  cdf = noReals;
  /** The columns of `realColumns`, one after the other, each as long as there is room. */
  reals = noReals;

  constructor(
    readonly symbols: readonly string[],
    readonly maxLength: number,
  ) {}

  /** @throws LimitExceeded at the maximum length */
  append(instrument: number, index: number, bucket: ClosedBucket, value: WindowValue): void {
    const row = this.length;
    if (row === this.index.length) this.#grow(1);
    this.instrument[row] = instrument;
    this.index[row] = index;
    this.start[row] = bucket.start;
    this.end[row] = bucket.end;
    this.duration[row] = bucket.duration / nsPerSecond;
    this.volume[row] = bucket.volume;
    this.buyVolume[row] = bucket.buyVolume;
    this.sellVolume[row] = bucket.sellVolume;
    this.imbalance[row] = bucket.imbalance;
    this.vpin[row] = value.vpin;
    this.signedVpin[row] = value.signed;
    this.cdf[row] = value.cdf;
    this.length++;
  }

  /** The bucket of one row. */
  at(row: number): VpinBucket {
    return {
      index: this.index[row],
      instrument: this.symbols[this.instrument[row]],
      start: this.start[row],
      end: this.end[row],
      duration: this.duration[row],
      volume: this.volume[row],
      buyVolume: this.buyVolume[row],
      sellVolume: this.sellVolume[row],
      imbalance: this.imbalance[row],
      vpin: this.vpin[row],
      signedVpin: this.signedVpin[row],
      cdf: this.cdf[row],
    };
  }

  *[Symbol.iterator](): Generator<VpinBucket, void, undefined> {
    for (let row = 0; row < this.length; row++) yield this.at(row);
  }

  /** Appends `count` rows at once, which `write` fills in from row `at` on. */
  appendAll(count: number, write: (at: number) => void): void {
    if (count === 0) return;
    if (this.length + count > this.index.length) this.#grow(count);
    write(this.length);
    this.length += count;
  }

  /** The error for a row beyond the maximum length. */
  full(): LimitExceeded {
    return new LimitExceeded(
      `more than ${this.maxLength} buckets closed in one call: the bucket size is too small for these trades`,
    );
  }

  #grow(count: number): void {
    if (this.length + count > this.maxLength) throw this.full();
    const capacity = Math.min(Math.max(64, 2 * this.length, this.length + count), this.maxLength);
    const memory = new ArrayBuffer(capacity * bytesPerRow);
    const column = 8 * capacity;
    this.reals = new Float64Array(memory, 0, realColumns.length * capacity);
    realColumns.forEach((name, i) => {
      this[name] = enlarge(this[name], new Float64Array(memory, i * column, capacity), this.length);
    });
    const times = realColumns.length * column;
    this.start = enlarge(this.start, new BigInt64Array(memory, times, capacity), this.length);
    this.end = enlarge(this.end, new BigInt64Array(memory, times + column, capacity), this.length);
    this.instrument = enlarge(
      this.instrument,
      new Uint32Array(memory, times + 2 * column, capacity),
      this.length,
    );
  }
}

/** In the order of native/vpin/rows.h. */
const realColumns = [
  'index',
  'duration',
  'volume',
  'buyVolume',
  'sellVolume',
  'imbalance',
  'vpin',
  'signedVpin',
  'cdf',
] as const;

const bytesPerRow = 8 * (realColumns.length + 2) + 4;

function enlarge<T extends { set(from: ArrayLike<number> & ArrayLike<bigint>): void }>(
  from: T,
  to: T,
  rows: number,
): T {
  if (rows > 0) to.set(from as never);
  return to;
}
