import type { BarColumns, MarketColumns, TradeColumns } from '../../market/columns.js';
import type { Instrument } from '../../market/instrument.js';
import { exactLimit } from '../../market/scale.js';
import { makeBars } from './assembly.js';
import type { Bar, BarSink, Bars } from './bars/bars.js';
import type { GivenBars } from './bars/given-bars.js';
import { Directory } from './directory.js';
import { type AmountColumns, amountsOfBars, stepMeasure, type VolumeMeasure } from './measure.js';
import type { VpinOptions } from './options.js';
import { type Rational, rational, toText } from './rational.js';
import { type Receiver, Router } from './router.js';
import { growScratch, makeScratch, type Scratch } from './scratch.js';
import type { BucketRule, Settings } from './settings.js';
import { ExpandingSigma } from './sigma/sigma.js';
import { TradingDays } from './time.js';

/** The first pass over a sample: total volume, days with trades, standard deviation of the price changes of bars. */
export class Survey {
  readonly #settings: Settings;
  readonly #scratch = makeScratch();
  readonly #router: Router<SurveyedInstrument>;

  /** Whether these settings need it. */
  static isNeeded({ bucket, bulk, sigma }: Settings): boolean {
    return bucket.kind === 'total' || (bulk && sigma === 'sample');
  }

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#router = new Router(
      new Directory((instrument) => new SurveyedInstrument(settings, instrument, this.#scratch)),
    );
  }

  push(columns: MarketColumns): void {
    if (columns.kind === 'quote') return;
    growScratch(this.#scratch, columns.length);
    this.#router.route(columns);
  }

  /** The same options with sizes and sigmas that are explicit for every instrument seen. */
  calibrate(options: VpinOptions): VpinOptions {
    const { buckets: _buckets, bucketsPerDay: _bucketsPerDay, ...rest } = options;
    const { bucket, bulk, sigma } = this.#settings;
    const bySymbol = <T>(value: (seen: SurveyedInstrument) => T): Record<string, T> =>
      Object.fromEntries(this.#router.directory.members.map((seen) => [seen.instrument.symbol, value(seen)]));
    return {
      ...(bucket.kind === 'total'
        ? { ...rest, bucketVolume: bySymbol((seen) => toText(seen.bucketSize(bucket))) }
        : options),
      ...(bulk && sigma === 'sample' ? { sigma: { fixed: bySymbol((seen) => seen.sigma) } } : {}),
    };
  }
}

class SurveyedInstrument implements Receiver, BarSink {
  instrument: Instrument;
  readonly #settings: Settings;
  readonly #scratch: Scratch;
  readonly #steps: VolumeMeasure;
  readonly #days = new TradingDays();
  readonly #bars: { bars: Bars; given: GivenBars } | undefined;
  readonly #changes = new ExpandingSigma();
  /** Total volume in steps: what is carried, and what a double still holds exactly. */
  #total = 0n;
  #recent = 0;

  constructor(settings: Settings, instrument: Instrument, scratch: Scratch) {
    this.#settings = settings;
    this.#scratch = scratch;
    this.instrument = instrument;
    this.#steps = stepMeasure(instrument);
    if (settings.bulk && settings.sigma === 'sample') this.#bars = makeBars(settings, instrument, this);
  }

  /** Total volume over the wanted number of buckets; 1 without any volume. */
  bucketSize({ buckets, perDay }: Extract<BucketRule, { kind: 'total' }>): Rational {
    this.#carry();
    const days = perDay ? BigInt(Math.max(this.#days.count, 1)) : 1n;
    const total = this.#total === 0n ? this.#steps.perWhole : this.#total;
    return rational(total * buckets.denominator, this.#steps.perWhole * days * buckets.numerator);
  }

  /** 0 below two bars. */
  get sigma(): number {
    this.#bars?.bars.close();
    return this.#changes.value || 0;
  }

  trades(columns: TradeColumns, from: number, to: number): void {
    this.#sum(columns, from, to);
    this.#bars?.bars.add(columns, from, to, this.#scratch.weights);
  }

  bars(columns: BarColumns, from: number, to: number): void {
    this.#sum(amountsOfBars(columns), from, to);
    this.#bars?.given.add(columns, from, to, this.#scratch.weights);
  }

  #sum(columns: AmountColumns, from: number, to: number): void {
    const { weights } = this.#scratch;
    const end = this.#steps.weigh(columns, from, to, weights);
    if (end < to) throw this.#steps.inexact(columns.size[end]);
    this.#days.see(columns.timeOffset, from, to, weights);
    for (let i = from; i < to; i++) {
      const weight = weights[i];
      if (weight > exactLimit - this.#recent) this.#carry();
      if (weight > 0) this.#recent += weight;
    }
  }

  #carry(): void {
    this.#total += BigInt(this.#recent);
    this.#recent = 0;
  }

  quotes(): void {}

  rebase(base: bigint): void {
    this.#days.rebase(base);
    this.#bars?.bars.rebase(base);
    this.#bars?.given.rebase(base);
  }

  refine(instrument: Instrument): void {
    this.#carry();
    const factor = this.#steps.refine(instrument);
    this.#total *= BigInt(factor);
    this.#bars?.bars.refine(instrument, factor);
    this.instrument = instrument;
  }

  bar({ change, counts }: Bar): void {
    if (counts) this.#changes.update(change);
  }

  empty(count: number): void {
    if (this.#settings.countEmptyBars) this.#changes.zeros(count);
  }
}
