import type { Instrument } from '../../market/instrument.js';
import { AmountBars } from './bars/amount-bars.js';
import type { BarSink, Bars } from './bars/bars.js';
import { GivenBars } from './bars/given-bars.js';
import { TimeBars } from './bars/time-bars.js';
import { BarBuckets } from './buckets/bar-buckets.js';
import type { BucketSink, Buckets } from './buckets/buckets.js';
import { VolumeBuckets } from './buckets/volume-buckets.js';
import { type BulkRule, bulkNormal, bulkStudentT } from './classify/bulk.js';
import { PriceClassifier } from './classify/price-classifier.js';
import { AggressorClassifier, type TradeClassifier } from './classify/trade-classifier.js';
import { BulkFlow } from './flow/bulk-flow.js';
import type { Flow } from './flow/flow.js';
import { TradeFlow } from './flow/trade-flow.js';
import { type Measure, stepMeasure, ValueMeasure, VolumeMeasure } from './measure.js';
import { toRational } from './rational.js';
import { fixedSigma, type Settings, valueFor } from './settings.js';
import { RollingSigma } from './sigma/rolling-sigma.js';
import { EwmaSigma, ExpandingSigma, FixedSigma, type Sigma } from './sigma/sigma.js';
import { TradeClock } from './time.js';

/** Builds the parts that serve one instrument. @throws InvalidArgument when sizes are by symbol and it has none */
export function makeMeasure({ bucket }: Settings, instrument: Instrument): Measure {
  switch (bucket.kind) {
    case 'volume':
      return new VolumeMeasure(
        toRational(valueFor(bucket.size, instrument.symbol, 'bucketVolume'), 'bucketVolume'),
        instrument,
      );
    case 'value':
      return new ValueMeasure(valueFor(bucket.size, instrument.symbol, 'bucketValue'), instrument);
    default:
      return stepMeasure(instrument);
  }
}

export function makeParts(
  settings: Settings,
  instrument: Instrument,
  measure: Measure,
  sink: BucketSink,
): { buckets: Buckets; flow: Flow } {
  if (!settings.bulk) {
    const buckets = new VolumeBuckets(measure, true, sink);
    const flow = new TradeFlow(makeClassifier(settings), new TradeClock(settings.sessionGap), buckets);
    return { buckets, flow };
  }
  const perBar = settings.bucket.kind === 'bar';
  const buckets = perBar ? new BarBuckets(measure, sink) : new VolumeBuckets(measure, false, sink);
  const flow = new BulkFlow(
    (bars) => makeBars(settings, instrument, bars),
    makeSigma(settings, instrument),
    settings.countEmptyBars,
    perBar ? onlyWithSigma(bulkOf(settings)) : bulkOf(settings),
    buckets,
  );
  return { buckets, flow };
}

/** The way of trades into bars, and the way of bars that come finished. */
export function makeBars(
  settings: Settings,
  instrument: Instrument,
  sink: BarSink,
): { bars: Bars; given: GivenBars } {
  const { bar, barOrigin, priceChange, sessionGap } = settings;
  const bars =
    bar.kind === 'time'
      ? new TimeBars(bar.ns, barOrigin, priceChange, instrument, sink)
      : new AmountBars(bar, sessionGap, priceChange, instrument, sink);
  return { bars, given: new GivenBars(priceChange, new TradeClock(sessionGap), sink) };
}

function makeClassifier({ classifier, quoteLag }: Settings): TradeClassifier {
  if (classifier === 'tick' || classifier === 'quote' || classifier === 'lee-ready')
    return new PriceClassifier(classifier, quoteLag);
  return new AggressorClassifier();
}

function bulkOf({ classifier, df }: Settings): BulkRule {
  return classifier === 'bulk-student-t' ? bulkStudentT(df) : bulkNormal;
}

/** A bar that is a bucket stays unclassified until sigma is known, instead of distorting n windows. */
function onlyWithSigma(rule: BulkRule): BulkRule {
  return (change, sigma) => (Number.isNaN(sigma) ? Number.NaN : rule(change, sigma));
}

function makeSigma(settings: Settings, { symbol }: Instrument): Sigma {
  const { sigma } = settings;
  if (typeof sigma === 'string') return new ExpandingSigma();
  if ('rolling' in sigma) return new RollingSigma(sigma.rolling, sigma.minimum ?? sigma.rolling);
  if ('ewma' in sigma) return new EwmaSigma(sigma.ewma);
  return new FixedSigma(fixedSigma(settings, symbol));
}
