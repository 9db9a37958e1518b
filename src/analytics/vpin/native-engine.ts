import { InvalidArgument } from '../../base/errors.js';
import { NativeVpin, type VpinFault, type VpinOutcome } from '../../compute/native/vpin.js';
import type { MarketColumns } from '../../market/columns.js';
import { inexactBar } from './bars/open-bar.js';
import type { BucketRows } from './bucket-rows.js';
import { bucketTooSmall } from './buckets/volume-buckets.js';
import { tooManyQuotes } from './classify/prevailing-quote.js';
import { Directory } from './directory.js';
import type { SavedSeries, VpinEngine } from './engine.js';
import { barsNeedBulk } from './flow/trade-flow.js';
import { NativeSeries } from './native-series.js';
import { nativeSettings } from './native-settings.js';
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
    const native = NativeVpin.open(nativeSettings(settings));
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
      const { row, fault, closed } = this.#take(columns, from, rows.maxLength - rows.length);
      this.#hand(closed, rows);
      if (fault === 'unknown instrument') {
        this.#directory.discover(columns.instrument[row]);
        this.#map();
      } else if (fault !== 'none') {
        const slot = this.#directory.slots[columns.instrument[row]]!;
        const steps = columns.kind === 'bar' ? columns.volume : columns.kind === 'trade' ? columns.size : [];
        throw this.#error(fault, slot, rows, steps[row]);
      }
      from = row;
    }
  }

  end(rows: BucketRows): void {
    const { row, fault, closed } = this.#native.close(rows.maxLength - rows.length);
    this.#hand(closed, rows);
    if (fault !== 'none') throw this.#error(fault, row, rows);
  }

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

  #take(columns: MarketColumns, from: number, limit: number): VpinOutcome {
    if (columns.kind === 'trade') return this.#native.trades(columns, from, limit);
    if (columns.kind === 'quote') return this.#native.quotes(columns, from, limit);
    return this.#native.bars(columns, from, limit);
  }

  #hand(closed: number, rows: BucketRows): void {
    rows.appendAll(closed, (at) => this.#native.take(at, rows));
  }

  #map(): void {
    const { ids, slots } = this.#directory;
    this.#native.map(
      Uint32Array.from(ids),
      Uint32Array.from(ids, (id) => slots[id]!),
    );
    this.#mapped = slots;
  }

  /** @param steps the size of the row in work */
  #error(fault: VpinFault, slot: number, rows: BucketRows, steps = 0): Error {
    const series = this.#directory.members[slot];
    switch (fault) {
      case 'inexact weight':
        return series.inexact(steps);
      case 'inexact bar':
        return inexactBar();
      case 'too many buckets':
        return bucketTooSmall(series.state().bucketVolume!);
      case 'too many rows':
        return rows.full();
      case 'wrong kind':
        return barsNeedBulk();
      default:
        return tooManyQuotes(this.#settings.quoteLag);
    }
  }
}
