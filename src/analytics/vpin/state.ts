import type { VpinStateNumbers } from '../../compute/native/vpin.js';
import { type Measure, VolumeMeasure } from './measure.js';
import { type Rational, rational } from './rational.js';

/** What is known of one instrument between two batches. Volumes are in volume, or money for buckets of value. */
export interface VpinState {
  readonly instrument: string;
  /** Closed buckets. */
  readonly buckets: number;
  /** Rows taken: trades, or finished bars. */
  readonly trades: number;
  /** Rows refused: price or size not a number, or size negative or no whole mantissa. */
  readonly rejected: number;
  /** UTC days with trades. */
  readonly days: number;
  /** The size of the open bucket; undefined where every bar is a bucket. */
  readonly bucketVolume: number | undefined;
  /** Volume in the open bucket, and its buys minus its sells. */
  readonly openVolume: number;
  readonly openImbalance: number;
  /** `openVolume` exactly; undefined for buckets of value. */
  readonly openVolumeExact: Rational | undefined;
  /** Volume in the open bar of a bulk classifier, which is not in any bucket yet. */
  readonly pendingVolume: number;
  /** As of the last closed bucket; NaN during warm-up. */
  readonly vpin: number;
  readonly signedVpin: number;
  readonly cdf: number;
  /** VPIN as if the open bucket, as far as it is filled, were the newest; NaN where every bar is a bucket. */
  readonly interimVpin: number;
}

/** A state from what is counted in the units of the measure; `pending` units wait in an open bar. */
export function describeState(
  symbol: string,
  measure: Measure,
  perBar: boolean,
  numbers: VpinStateNumbers,
): VpinState {
  const { bucket, fill, openShare, pending, ...others } = numbers;
  const { unitsPerWhole } = measure;
  const bucketVolume = bucket / unitsPerWhole;
  return {
    ...others,
    instrument: symbol,
    bucketVolume: perBar ? undefined : bucketVolume,
    openVolume: fill / unitsPerWhole,
    openImbalance: openShare * bucketVolume,
    openVolumeExact: measure instanceof VolumeMeasure ? rational(BigInt(fill), measure.perWhole) : undefined,
    pendingVolume: pending / unitsPerWhole,
  };
}
