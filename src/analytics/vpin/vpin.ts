import { type Choice, forcedName } from '../../compute/choose.js';
import { crossover } from '../../compute/crossover.js';
import type { MarketColumns } from '../../market/columns.js';
import { AlreadyClosed, NeedsWholeSample } from '../errors.js';
import { type BucketColumns, BucketRows } from './bucket-rows.js';
import type { VpinEngine } from './engine.js';
import { NativeEngine } from './native-engine.js';
import type { Classifier, VpinOptions } from './options.js';
import { type Rational, toText, type Volume } from './rational.js';
import { ReferenceEngine } from './reference-engine.js';
import { resolve, type Settings } from './settings.js';
import { StateReader, StateWriter } from './snapshot.js';
import { demandTwoPasses, openSource, type VpinSource } from './source.js';
import type { VpinState } from './state.js';
import { summarize, type VpinSummary, vpinValues } from './summary.js';
import { Survey } from './survey.js';

/** VPIN over a whole sample. */
export interface VpinSample {
  readonly buckets: BucketColumns;
  /** After the last batch, one for each instrument. */
  readonly instruments: readonly VpinState[];
  readonly summary: VpinSummary;
}

/** The most buckets that one `push` may close. */
const maxBucketsPerPush = 2 ** 22;

/**
 * Volume-synchronized probability of informed trading of any number of instruments, from batches of trades.
 *
 * Volume is cut into buckets of equal size; VPIN is the mean of |buys - sells| / size over the last `window` closed
 * buckets (Easley, Lopez de Prado, O'Hara 2012). Volumes are counted in integers, so that borders are exact and a
 * trade that crosses one is split there. The result does not depend on how the trades come in batches: bit for bit.
 */
export class Vpin {
  readonly #options: VpinOptions;
  readonly #settings: Settings;
  #engine: VpinEngine;
  /** From how many rows in one call on the states move to C++; they stay there. */
  #nativeFrom: number;
  #closed = false;

  /**
   * @throws InvalidArgument naming an option that is unknown or out of range
   * @throws NeedsWholeSample when the options name no bucket size or a sigma of the whole sample; see `calibrate`
   * @param choice forces the implementation ('reference', or 'cpu' for C++); all give the same bits
   */
  constructor(options: VpinOptions, choice: Choice = {}) {
    this.#options = options;
    this.#settings = resolve(options);
    if (Survey.isNeeded(this.#settings)) throw new NeedsWholeSample(missing(this.#settings));
    this.#engine = new ReferenceEngine(this.#settings);
    this.#nativeFrom = nativeFrom(choice);
  }

  /**
   * Reads a sample once and makes its options explicit: bucket sizes from its totals, sigma from all of its bars. The
   * result serves the same sample again, or a stream that follows it.
   */
  static async calibrate(source: VpinSource, options: VpinOptions): Promise<VpinOptions> {
    const [explicit] = await calibrateAll(source, [options]);
    return explicit;
  }

  /**
   * VPIN of a whole sample, instruments side by side. Options that need totals read the source twice.
   * @throws NeedsWholeSample when they do and the source can only be read once
   */
  static async compute(source: VpinSource, options: VpinOptions, choice: Choice = {}): Promise<VpinSample> {
    const [sample] = await Vpin.sweep(source, [options], choice);
    return sample;
  }

  /**
   * The same with any number of variants (bucket sizes, windows, classifiers) over one sample: each is what `compute`
   * gives for it, but the source is read once for all of them, twice where one needs totals.
   * @returns one sample for each variant, in their order
   */
  static async sweep(
    source: VpinSource,
    variants: readonly VpinOptions[],
    choice: Choice = {},
  ): Promise<VpinSample[]> {
    if (variants.some((options) => Survey.isNeeded(resolve(options)))) demandTwoPasses(source);
    const runs = (await calibrateAll(source, variants)).map((options) => {
      const vpin = new Vpin(options, choice);
      return { vpin, buckets: new BucketRows(vpin.#engine.symbols, Number.POSITIVE_INFINITY) };
    });
    for await (const columns of openSource(source))
      for (const { vpin, buckets } of runs) vpin.#add(columns, buckets);
    return runs.map(({ vpin, buckets }) => {
      vpin.#end(buckets);
      return { buckets, instruments: vpin.states(), summary: summarize(vpinValues(buckets)) };
    });
  }

  /** Resumes from `snapshot()`, bit for bit. @throws InvalidSnapshot when the bytes are something else or damaged */
  static restore(snapshot: Uint8Array, choice: Choice = {}): Vpin {
    const reader = new StateReader(snapshot);
    const vpin = new Vpin(JSON.parse(reader.text()) as VpinOptions, choice);
    vpin.#closed = reader.number() === 1;
    vpin.#engine = ReferenceEngine.read(vpin.#settings, reader);
    return vpin;
  }

  /** Buckets in the VPIN. */
  get window(): number {
    return this.#settings.window;
  }

  get classifier(): Classifier {
    return this.#settings.classifier;
  }

  /**
   * Takes a batch of trades, or of quotes (for the rules that look at them), in order of arrival.
   * @returns the buckets that it closed, in the order in which they closed
   * @throws AlreadyClosed after `close`
   * @throws InvalidArgument when a row's instrument is not in the batch's table, or has no bucket size
   * @throws ExactnessLost when a volume, counted in units of the bucket, reaches 2^53; rows before it have been taken
   * @throws LimitExceeded when a batch closes more than 2^22 buckets, or one trade more than 2^20
   */
  push(columns: MarketColumns): BucketColumns {
    const rows = this.#freshRows();
    this.#add(columns, rows);
    return rows;
  }

  /** Ends the data: closes the open bars of bulk classifiers. The open buckets stay open, and are in `states()`. */
  close(): BucketColumns {
    const rows = this.#freshRows();
    this.#end(rows);
    return rows;
  }

  /** What is known of each instrument, in the order of their first trades. */
  states(): VpinState[] {
    return this.#engine.states();
  }

  /** The same of one instrument; undefined before its first trade. */
  state(symbol: string): VpinState | undefined {
    return this.#engine.state(symbol);
  }

  /**
   * Gives an instrument a new bucket size (a new average daily volume, say), from the next bucket border on.
   * @throws InvalidArgument before its first trade, or when every bar is a bucket
   * @throws ExactnessLost when no unit below 2^53 divides both the old size and the new one
   */
  resize(symbol: string, bucketVolume: Volume): void {
    this.#engine.resize(symbol, bucketVolume);
  }

  /** The whole state with its options, as bytes for `restore`. */
  snapshot(): Uint8Array {
    const writer = new StateWriter();
    writer.text(JSON.stringify(this.#options, plainVolumes));
    writer.number(this.#closed ? 1 : 0);
    const saved = this.#engine.save();
    writer.number(saved.length);
    for (const { instrument, bytes } of saved) {
      writer.text(instrument.symbol);
      writer.number(instrument.priceExponent);
      writer.number(instrument.sizeExponent);
      writer.raw(bytes);
    }
    return writer.finish();
  }

  #freshRows(): BucketRows {
    if (this.#closed) throw new AlreadyClosed('this Vpin');
    return new BucketRows(this.#engine.symbols, maxBucketsPerPush);
  }

  #add(columns: MarketColumns, rows: BucketRows): void {
    if (columns.kind === 'quote' && !usesQuotes(this.#settings)) return;
    if (columns.length >= this.#nativeFrom) this.#moveToNative();
    this.#engine.add(columns, rows);
  }

  #end(rows: BucketRows): void {
    this.#engine.end(rows);
    this.#closed = true;
  }

  #moveToNative(): void {
    this.#nativeFrom = Number.POSITIVE_INFINITY;
    const { symbols } = this.#engine;
    this.#engine = NativeEngine.open(this.#settings, this.#engine.save(), symbols) ?? this.#engine;
  }
}

/** All options explicit, in one pass where any of them needs totals. */
async function calibrateAll(
  source: VpinSource,
  variants: readonly VpinOptions[],
): Promise<readonly VpinOptions[]> {
  const surveys = variants.map((options) => {
    const settings = resolve(options);
    return Survey.isNeeded(settings) ? new Survey(settings) : undefined;
  });
  if (surveys.every((survey) => survey === undefined)) return variants;
  for await (const columns of openSource(source)) for (const survey of surveys) survey?.push(columns);
  return variants.map((options, i) => surveys[i]?.calibrate(options) ?? options);
}

/** Below it a call costs less in TypeScript than the way into C++ alone. */
function nativeFrom(choice: Choice): number {
  const forced = forcedName(choice);
  if (forced === 'reference') return Number.POSITIVE_INFINITY;
  return forced === 'cpu' ? 0 : crossover('cpu', 'vpin');
}

function usesQuotes({ classifier }: Settings): boolean {
  return classifier === 'tick' || classifier === 'quote' || classifier === 'lee-ready';
}

function missing({ bucket }: Settings): string {
  const what = bucket.kind === 'total' ? 'bucket sizes from the total volume' : 'sigma of the whole sample';
  return `${what} cannot be known from a stream: pass bucketVolume and a causal sigma, or use Vpin.calibrate or Vpin.compute`;
}

/** JSON has no bigint: exact volumes become texts, which are volumes too. */
function plainVolumes(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'object' && value !== null && 'numerator' in value) return toText(value as Rational);
  return value;
}
