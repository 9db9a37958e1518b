import type { NativeVpinSettings, SeriesNumbers } from '../../compute/native/vpin.js';
import type { Instrument } from '../../market/instrument.js';
import { powersOfTen } from '../../market/scale.js';
import { barTarget } from './bars/amount-bars.js';
import type { Measure } from './measure.js';
import { fixedSigma, type Settings } from './settings.js';

/** The settings as C++ takes them; what does not apply has any value in range. */
export function nativeSettings(settings: Settings): NativeVpinSettings {
  const { bucket, bar, barOrigin, priceChange } = settings;
  return {
    ...settings,
    ...nativeSigma(settings),
    byValue: bucket.kind === 'value',
    perBar: bucket.kind === 'bar',
    bar: bar.kind,
    barLength: bar.kind === 'time' ? bar.ns : 1,
    fromMidnight: barOrigin === 'midnight',
    closeToClose: priceChange === 'close-to-close',
  };
}

function nativeSigma({ sigma }: Settings): Pick<NativeVpinSettings, SigmaNames> {
  const others = { sigmaBars: 2, sigmaMinimum: 2, decay: 0.5 };
  if (typeof sigma === 'string') return { ...others, sigma: 'expanding' };
  if ('ewma' in sigma) return { ...others, sigma: 'ewma', decay: sigma.ewma };
  if ('fixed' in sigma) return { ...others, sigma: 'fixed' };
  const { rolling, minimum = rolling } = sigma;
  return { ...others, sigma: 'rolling', sigmaBars: rolling, sigmaMinimum: minimum };
}

type SigmaNames = 'sigma' | 'sigmaBars' | 'sigmaMinimum' | 'decay';

/** What C++ has to know of one instrument. */
export function seriesNumbers(settings: Settings, instrument: Instrument, measure: Measure): SeriesNumbers {
  const { bar } = settings;
  return {
    ...measure.numbers(),
    stepsPerWhole: powersOfTen[-instrument.sizeExponent],
    ticksPerWhole: powersOfTen[-instrument.priceExponent],
    barTarget: bar.kind === 'time' ? 1 : barTarget(bar, instrument),
    sigma: fixedSigma(settings, instrument.symbol),
  };
}
