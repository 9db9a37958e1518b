import { Vpin, type VpinOptions, type VpinState, type VpinSummary } from '../../analytics/index.js';
import { InvalidArgument } from '../../base/errors.js';
import type { MarketColumns } from '../../market/index.js';
import { defineTask } from '../task.js';

export interface VpinColumns {
  /** In order of time; arrays in shared memory. */
  readonly batches: readonly MarketColumns[];
  /** Receives the VPIN of each closed bucket, in the order in which they closed; NaN before the window is full. */
  readonly vpin?: Float64Array;
}

export interface VpinTaskResult {
  /** How many buckets closed. */
  readonly buckets: number;
  readonly instruments: readonly VpinState[];
  readonly summary: VpinSummary;
}

/** VPIN of a sample under one set of options; see Vpin.compute. */
export async function computeVpin(
  { batches, vpin }: VpinColumns,
  options: VpinOptions,
): Promise<VpinTaskResult> {
  const { buckets, instruments, summary } = await Vpin.compute(batches, options);
  if (vpin !== undefined) {
    if (vpin.length < buckets.length)
      throw new InvalidArgument(
        'columns.vpin',
        `has ${vpin.length} elements, ${buckets.length} buckets closed`,
      );
    vpin.set(buckets.vpin.subarray(0, buckets.length));
  }
  return { buckets: buckets.length, instruments, summary };
}

/** `pool.sweep(vpinTask, { batches }, [{ bucketVolume: 1_000 }, { bucketVolume: 2_000 }])`. */
export const vpinTask = { ...defineTask<typeof computeVpin>(import.meta.url, 'computeVpin'), name: 'vpin' };
