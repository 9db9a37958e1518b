import { InvalidArgument } from '../../base/errors.js';
import { NativeVpin, type VpinFault, type VpinOutcome } from '../../compute/native/vpin.js';
import type { MarketColumns } from '../../market/columns.js';
import type { BucketRows } from './bucket-rows.js';
import { bucketTooSmall } from './buckets/volume-buckets.js';
import { tooManyQuotes } from './classify/prevailing-quote.js';
import { Directory } from './directory.js';
import type { SavedSeries, VpinEngine } from './engine.js';
import { NativeSeries } from './native-series.js';
import type { Volume } from './rational.js';
import type { Settings } from './settings.js';
import type { VpinState } from './state.js';

/** The states of a `Vpin` in C++. Rare changes (exponents, bucket sizes) are made by the reference on a copy. */
export class NativeEngine implements VpinEngine {
  readonly #native: NativeVpin;
  readonly #directory: Directory<NativeSeries>;
  readonly #settings: Settings;
  /** What the ids mean, as the native side was last told. */
  #mapped: readonly (number | undefined)[] | undefined;

  /** Undefined where the addon is not in use, or does not compute these settings. */
  static open(
    settings: Settings,
    saved: readonly SavedSeries[],
    symbols: string[],
  ): NativeEngine | undefined {
    const { classifier, bucket } = settings;
    if (classifier === 'bulk-normal' || classifier === 'bulk-student-t') return undefined;
    const native = NativeVpin.open({ ...settings, classifier, byValue: bucket.kind === 'value' });
    return native && new NativeEngine(native, settings, saved, symbols);
  }

  private constructor(
    native: NativeVpin,
    settings: Settings,
    saved: readonly SavedSeries[],
    symbols: string[],
  ) {
    this.#native = native;
    this.#settings = settings;
    this.#directory = new Directory(
      (instrument, slot) => new NativeSeries(native, settings, instrument, slot),
      symbols,
    );
    for (const { instrument, bytes } of saved) this.#directory.add(instrument).load(bytes);
  }

  get symbols(): string[] {
    return this.#directory.symbols;
  }

  add(batch: MarketColumns, rows: BucketRows): void {
    const columns = this.#directory.align(batch);
    if (this.#mapped !== this.#directory.slots) this.#map();
    for (let from = 0; from < columns.length; ) {
      const outcome = this.#take(columns, from, rows);
      rows.appendAll(outcome.closed, (at) => this.#native.take(at, rows));
      if (outcome.fault === 'unknown instrument') {
        this.#directory.discover(columns.instrument[outcome.row]);
        this.#map();
      } else if (outcome.fault !== 'none') {
        throw this.#error(columns, outcome.row, outcome.fault, rows);
      }
      from = outcome.row;
    }
  }

  end(): void {}

  states(): VpinState[] {
    return this.#directory.members.map((series) => series.state());
  }

  state(symbol: string): VpinState | undefined {
    return this.#directory.find(symbol)?.state();
  }

  resize(symbol: string, size: Volume): void {
    const series = this.#directory.find(symbol);
    if (series === undefined) throw new InvalidArgument('symbol', `${symbol} has not traded yet`);
    series.resize(size);
  }

  save(): SavedSeries[] {
    return this.#directory.members.map((series) => ({ instrument: series.instrument, bytes: series.save() }));
  }

  #take(columns: MarketColumns, from: number, rows: BucketRows): VpinOutcome {
    const limit = rows.maxLength - rows.length;
    if (columns.kind === 'trade') return this.#native.trades(columns, from, limit);
    if (columns.kind === 'quote') return this.#native.quotes(columns, from, limit);
    throw new InvalidArgument('columns', 'bars can only be classified in bulk: choose a bulk classifier');
  }

  #map(): void {
    const { ids, slots } = this.#directory;
    this.#native.map(
      Uint32Array.from(ids),
      Uint32Array.from(ids, (id) => slots[id]!),
    );
    this.#mapped = slots;
  }

  #error(columns: MarketColumns, row: number, fault: VpinFault, rows: BucketRows): Error {
    const series = this.#directory.members[this.#directory.slots[columns.instrument[row]]!];
    if (fault === 'inexact weight' && columns.kind === 'trade') return series.inexact(columns.size[row]);
    if (fault === 'too many buckets') return bucketTooSmall(series.state().bucketVolume!);
    return fault === 'too many rows' ? rows.full() : tooManyQuotes(this.#settings.quoteLag);
  }
}
