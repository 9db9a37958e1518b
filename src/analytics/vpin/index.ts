export type { PriceChange } from './bars/bars.js';
export type { BarOrigin } from './bars/time-bars.js';
export type { BucketColumns, VpinBucket } from './bucket-rows.js';
export type {
  BarOptions,
  BucketSizeOptions,
  Classifier,
  PerSymbol,
  SigmaRule,
  VpinOptions,
  VpinPreset,
} from './options.js';
export type { Rational, Volume } from './rational.js';
export type { VpinSource } from './source.js';
export type { VpinState } from './state.js';
export { summarize, type VpinSummary } from './summary.js';
export { Vpin, type VpinSample } from './vpin.js';
