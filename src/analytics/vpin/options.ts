import type { PriceChange } from './bars/bars.js';
import type { BarOrigin } from './bars/time-bars.js';
import type { PriceRule } from './classify/price-classifier.js';
import type { Volume } from './rational.js';

/**
 * - `aggressor` (default): every trade by the source's aggressor flag.
 * - `elo2012`: Easley, Lopez de Prado, O'Hara 2012: 60 s bars, close to close, bulk classification by the normal
 *   distribution. Sigma is of all bars so far, so that a stream can be followed.
 * - `pinstimation`: R package PINstimation 0.2.0: 60 s bars with empty ones counted, change inside the bar, sigma of
 *   the whole sample (look-ahead: batch only).
 * - `ratio`: every row is a bar and a bucket (volume or dollar bars from a file), close to close, sigma of the last 20
 *   bars, window 20; sum of |imbalance| over sum of volume.
 */
export type VpinPreset = 'aggressor' | 'elo2012' | 'pinstimation' | 'ratio';

/** Who took the initiative: by flag, by price, or by the price change of a bar for all of its volume. */
export type Classifier = 'aggressor' | PriceRule | 'bulk-normal' | 'bulk-student-t';

/** One value for all instruments, or one by symbol. */
export type PerSymbol<T> = T | Readonly<Record<string, T>>;

/**
 * The standard deviation that the price changes of bars are measured by: of the whole sample (batch only), of all
 * bars so far, of the last bars (not known before `minimum` of them, by default all), exponentially weighted with
 * this decay, or known beforehand, in price.
 */
export type SigmaRule =
  | 'sample'
  | 'expanding'
  | { readonly rolling: number; readonly minimum?: number }
  | { readonly ewma: number }
  | { readonly fixed: PerSymbol<number> };

/** The bucket size; at most one of these, default `bucketsPerDay: 50`. A stream needs one of the first three. */
export interface BucketSizeOptions {
  /** Volume of a bucket, exactly. */
  readonly bucketVolume?: PerSymbol<Volume>;
  /** Money in a bucket (price times size). Counted in f64: borders are not claimed exact. */
  readonly bucketValue?: PerSymbol<number>;
  /** Every bar is a bucket of its own volume (bulk classifiers only). */
  readonly bucketPerBar?: true;
  /** The total volume of the sample over this number. */
  readonly buckets?: number;
  /** The total volume of the sample over this number times the number of UTC days with trades. */
  readonly bucketsPerDay?: number;
}

/** How bulk classifiers cut bars; at most one of these, default `barSeconds: 60`. */
export interface BarOptions {
  readonly barSeconds?: number;
  readonly barTrades?: number;
  readonly barVolume?: Volume;
  /** Money (price times size), in f64. */
  readonly barValue?: number;
}

export interface VpinOptions extends BucketSizeOptions, BarOptions {
  /** Sets the defaults of all other options. */
  readonly preset?: VpinPreset;
  readonly classifier?: Classifier;
  /** Buckets in the VPIN, n. Default 50. */
  readonly window?: number;
  /** Degrees of freedom of `bulk-student-t`. Default 0.25. */
  readonly df?: number;
  /** Default `midnight`. */
  readonly barOrigin?: BarOrigin;
  /** Default `close-to-close`. */
  readonly priceChange?: PriceChange;
  /** Whether time bars without trades count in sigma, as changes of 0. Default false. */
  readonly countEmptyBars?: boolean;
  /** Default `expanding`. */
  readonly sigma?: SigmaRule;
  /** By how many seconds a quote must be older than the trade (rules `quote`, `lee-ready`). Default 0. */
  readonly quoteLagSeconds?: number;
  /** So many seconds without trades are no trading time and count in no duration. Default 3600. */
  readonly sessionGapSeconds?: number;
  /** How many past VPIN values the CDF sees; 0 switches it off. Default 12500, a year of 50 buckets a day. */
  readonly cdfWindow?: number;
}
