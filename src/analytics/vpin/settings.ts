import { InvalidArgument } from '../../base/errors.js';
import type { BarAmount } from './bars/amount-bars.js';
import type { PriceChange } from './bars/bars.js';
import type { BarOrigin } from './bars/time-bars.js';
import { count, nanoseconds, oneOf, positive } from './checks.js';
import type {
  BarOptions,
  BucketSizeOptions,
  Classifier,
  PerSymbol,
  SigmaRule,
  VpinOptions,
} from './options.js';
import { presets } from './presets.js';
import { type Rational, toRational, type Volume } from './rational.js';

type BarRule = { readonly kind: 'time'; readonly ns: number } | BarAmount;

export type BucketRule =
  | { readonly kind: 'volume'; readonly size: PerSymbol<Volume> }
  | { readonly kind: 'value'; readonly size: PerSymbol<number> }
  | { readonly kind: 'bar' }
  | { readonly kind: 'total'; readonly buckets: Rational; readonly perDay: boolean };

/** Options with every default filled in and every value checked. */
export interface Settings {
  readonly classifier: Classifier;
  readonly bulk: boolean;
  readonly bucket: BucketRule;
  readonly window: number;
  readonly df: number;
  readonly bar: BarRule;
  readonly barOrigin: BarOrigin;
  readonly priceChange: PriceChange;
  readonly countEmptyBars: boolean;
  readonly sigma: SigmaRule;
  /** ns */
  readonly quoteLag: number;
  /** ns */
  readonly sessionGap: number;
  readonly cdfWindow: number;
}

const defaults = {
  classifier: 'aggressor',
  window: 50,
  df: 0.25,
  barOrigin: 'midnight',
  priceChange: 'close-to-close',
  countEmptyBars: false,
  sigma: 'expanding',
  quoteLagSeconds: 0,
  sessionGapSeconds: 3600,
  cdfWindow: 12_500,
} as const satisfies VpinOptions;

const sizeNames = ['bucketVolume', 'bucketValue', 'bucketPerBar', 'buckets', 'bucketsPerDay'] as const;
const barNames = ['barSeconds', 'barTrades', 'barVolume', 'barValue'] as const;
const names = new Set<string>(['preset', ...Object.keys(defaults), ...sizeNames, ...barNames]);

/** @throws InvalidArgument naming the first option that is unknown, out of range, or excluded by another */
export function resolve(options: VpinOptions): Settings {
  for (const name of Object.keys(options))
    if (!names.has(name)) throw new InvalidArgument(name, 'is no option of Vpin');
  const preset = presets[oneOf('preset', options.preset ?? 'aggressor', Object.keys(presets))];
  const merged = { ...defaults, ...preset, ...present(options) };
  const classifier = oneOf('classifier', merged.classifier, classifiers);
  const bulk = classifier.startsWith('bulk-');
  const bucket = bucketRule(chosen(sizeNames, options, preset, { bucketsPerDay: 50 }));
  if (bucket.kind === 'bar' && !bulk)
    throw new InvalidArgument('bucketPerBar', `needs a bulk classifier, not ${classifier}`);
  return {
    classifier,
    bulk,
    bucket,
    window: count('window', merged.window, 1),
    df: positive('df', merged.df),
    bar: barRule(chosen(barNames, options, preset, { barSeconds: 60 })),
    barOrigin: oneOf('barOrigin', merged.barOrigin, ['midnight', 'first-trade']),
    priceChange: oneOf('priceChange', merged.priceChange, ['in-bar', 'close-to-close']),
    countEmptyBars: merged.countEmptyBars,
    sigma: sigmaRule(merged.sigma),
    quoteLag: nanoseconds('quoteLagSeconds', merged.quoteLagSeconds, 0),
    sessionGap: nanoseconds('sessionGapSeconds', merged.sessionGapSeconds, 1),
    cdfWindow: count('cdfWindow', merged.cdfWindow, 0),
  };
}

const classifiers: readonly Classifier[] = [
  'aggressor',
  'tick',
  'quote',
  'lee-ready',
  'bulk-normal',
  'bulk-student-t',
];

/** The value for one instrument. @throws InvalidArgument when values are by symbol and this one has none */
export function valueFor<T>(values: PerSymbol<T>, symbol: string, argument: string): T {
  if (!isBySymbol(values)) return values as T;
  const value = Object.hasOwn(values, symbol) ? values[symbol] : undefined;
  if (value === undefined) throw new InvalidArgument(argument, `has no value for ${symbol}`);
  return value as T;
}

/** The sigma that is known beforehand for one instrument; NaN where the rule is another. */
export function fixedSigma({ sigma }: Pick<Settings, 'sigma'>, symbol: string): number {
  if (typeof sigma === 'string' || !('fixed' in sigma)) return Number.NaN;
  return valueFor(sigma.fixed, symbol, 'sigma.fixed');
}

function isBySymbol<T>(values: PerSymbol<T>): values is Readonly<Record<string, T>> {
  return typeof values === 'object' && values !== null && !('numerator' in values);
}

function present(options: VpinOptions): VpinOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** The one option of a group that the caller gave, else the preset's, else the default. */
function chosen<K extends keyof VpinOptions>(
  group: readonly K[],
  options: VpinOptions,
  preset: VpinOptions,
  fallback: Pick<VpinOptions, K>,
): Pick<VpinOptions, K> {
  const given = group.filter((name) => options[name] !== undefined);
  if (given.length > 1) throw new InvalidArgument(given[1], `cannot go together with ${given[0]}`);
  if (given.length === 1) return options;
  return group.some((name) => preset[name] !== undefined) ? preset : fallback;
}

function bucketRule(options: BucketSizeOptions): BucketRule {
  const { bucketVolume, bucketValue, bucketPerBar, buckets, bucketsPerDay } = options;
  if (bucketVolume !== undefined) {
    each(bucketVolume, (size) => toRational(size, 'bucketVolume'));
    return { kind: 'volume', size: bucketVolume };
  }
  if (bucketValue !== undefined) {
    each(bucketValue, (size) => positive('bucketValue', size));
    return { kind: 'value', size: bucketValue };
  }
  if (bucketPerBar !== undefined) return { kind: 'bar' };
  const perDay = buckets === undefined;
  const argument = perDay ? 'bucketsPerDay' : 'buckets';
  return { kind: 'total', buckets: toRational(buckets ?? bucketsPerDay ?? 50, argument), perDay };
}

function barRule({ barSeconds, barTrades, barVolume, barValue }: BarOptions): BarRule {
  if (barTrades !== undefined) return { kind: 'ticks', size: count('barTrades', barTrades, 1) };
  if (barVolume !== undefined) return { kind: 'volume', size: toRational(barVolume, 'barVolume') };
  if (barValue !== undefined) return { kind: 'value', size: positive('barValue', barValue) };
  return { kind: 'time', ns: nanoseconds('barSeconds', barSeconds ?? 60, 1) };
}

function sigmaRule(rule: SigmaRule): SigmaRule {
  if (rule === 'sample' || rule === 'expanding') return rule;
  if (typeof rule !== 'object' || rule === null)
    throw new InvalidArgument('sigma', `${String(rule)} is none of sample, expanding, rolling, ewma, fixed`);
  if ('rolling' in rule) {
    const bars = count('sigma.rolling', rule.rolling, 2);
    const minimum = count('sigma.minimum', rule.minimum ?? bars, 2);
    if (minimum <= bars) return { rolling: bars, minimum };
    throw new InvalidArgument('sigma.minimum', `${minimum} is more than the ${bars} bars of the window`);
  }
  if ('ewma' in rule) {
    if (rule.ewma > 0 && rule.ewma < 1) return rule;
    throw new InvalidArgument('sigma.ewma', `${rule.ewma} is not between 0 and 1`);
  }
  each(rule.fixed, (value) => {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY))
      throw new InvalidArgument('sigma.fixed', `${value} is not a standard deviation`);
  });
  return rule;
}

function each<T>(values: PerSymbol<T>, check: (value: T) => void): void {
  for (const value of isBySymbol(values) ? Object.values(values) : [values]) check(value as T);
}
