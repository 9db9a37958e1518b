import type { Bar } from '../bars/bars.js';
import type { Saved } from '../snapshot.js';
import type { PieceClock } from '../time.js';

/** Takes buckets as they close. Volumes are in volume (or money); times in ns since the epoch, `duration` in ns. */
export interface BucketSink {
  bucket(bucket: ClosedBucket): void;
}

export interface ClosedBucket {
  /** When the first and the last of its volume traded; inside a time bar by linear interpolation. */
  start: bigint;
  end: bigint;
  /** Trading time since the bucket before closed. */
  duration: number;
  volume: number;
  buyVolume: number;
  sellVolume: number;
  /** buyVolume - sellVolume. */
  imbalance: number;
  /** imbalance / volume, -1 to 1; NaN when the volume could not be classified. */
  share: number;
}

/** The open bucket of one instrument. */
export interface Buckets extends Saved {
  /** Units in it. */
  readonly fill: number;
  /** (buy - sell) / bucket size of it. */
  readonly openShare: number;
  /** Takes over the units of the measure after they changed. @param factor by which amounts grew */
  rescale(factor: number): void;
}

/** Buckets that classified bars go into. */
export interface BarTaker {
  /** @param side share of buys minus share of sells; NaN when it is not known */
  addBar(bar: Bar, side: number, clock: PieceClock): void;
  /** Trading time passes without volume, ns. */
  wait(duration: number): void;
}
