import type { BucketColumns } from './bucket-rows.js';

/** The distribution of the VPIN values of a sample, warm-up left out; NaN without any. */
export interface VpinSummary {
  readonly count: number;
  readonly min: number;
  readonly q1: number;
  readonly median: number;
  readonly mean: number;
  readonly q3: number;
  readonly max: number;
}

/** Quartiles by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, the default of R). */
export function summarize(vpin: Iterable<number>): VpinSummary {
  const values = Float64Array.from(vpin)
    .filter((value) => !Number.isNaN(value))
    .sort();
  return {
    count: values.length,
    min: quantile(values, 0),
    q1: quantile(values, 0.25),
    median: quantile(values, 0.5),
    mean: mean(values),
    q3: quantile(values, 0.75),
    max: quantile(values, 1),
  };
}

/** The VPIN column without its unused end. */
export function vpinValues({ vpin, length }: BucketColumns): Float64Array {
  return vpin.subarray(0, length);
}

function quantile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const low = sorted[below];
  const high = sorted[Math.min(below + 1, sorted.length - 1)];
  return low + (place - below) * (high - low);
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? Number.NaN : sum / values.length;
}
