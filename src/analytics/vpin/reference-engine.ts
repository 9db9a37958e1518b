import { InvalidArgument } from '../../base/errors.js';
import type { MarketColumns } from '../../market/columns.js';
import { BucketRows } from './bucket-rows.js';
import { Directory } from './directory.js';
import type { SavedSeries, VpinEngine } from './engine.js';
import type { Volume } from './rational.js';
import { Router } from './router.js';
import { growScratch, makeScratch } from './scratch.js';
import { InstrumentSeries } from './series.js';
import type { Settings } from './settings.js';
import { StateReader, StateWriter } from './snapshot.js';
import type { VpinState } from './state.js';

/** The states of a `Vpin` in TypeScript: the specification of every other engine. */
export class ReferenceEngine implements VpinEngine {
  readonly #target = { rows: new BucketRows([], 0) };
  readonly #scratch = makeScratch();
  readonly #router: Router<InstrumentSeries>;

  constructor(settings: Settings) {
    const directory = new Directory(
      (instrument, slot) => new InstrumentSeries(settings, instrument, slot, this.#target, this.#scratch),
    );
    this.#router = new Router(directory);
  }

  /** From the end of a snapshot. @throws InvalidSnapshot when it is no state of these settings */
  static read(settings: Settings, reader: StateReader): ReferenceEngine {
    const engine = new ReferenceEngine(settings);
    for (let left = reader.number(); left > 0; left--) {
      const symbol = reader.text();
      const [priceExponent, sizeExponent] = [reader.number(), reader.number()];
      engine.#router.directory.add({ id: 0, symbol, priceExponent, sizeExponent }).load(reader);
    }
    reader.demandEnd();
    return engine;
  }

  get symbols(): string[] {
    return this.#router.directory.symbols;
  }

  add(columns: MarketColumns, rows: BucketRows): void {
    this.#target.rows = rows;
    growScratch(this.#scratch, columns.length);
    this.#router.route(columns);
  }

  end(rows: BucketRows): void {
    this.#target.rows = rows;
    for (const series of this.#router.directory.members) series.close();
  }

  states(): VpinState[] {
    return this.#router.directory.members.map((series) => series.state());
  }

  state(symbol: string): VpinState | undefined {
    return this.#router.directory.find(symbol)?.state();
  }

  resize(symbol: string, size: Volume): void {
    const series = this.#router.directory.find(symbol);
    if (series === undefined) throw new InvalidArgument('symbol', `${symbol} has not traded yet`);
    series.resize(size);
  }

  save(): SavedSeries[] {
    return this.#router.directory.members.map((series) => ({
      instrument: series.instrument,
      bytes: saveSeries(series),
    }));
  }
}

export function saveSeries(series: InstrumentSeries): Uint8Array {
  const writer = new StateWriter();
  series.save(writer);
  return writer.payload();
}

/** @throws InvalidSnapshot when the bytes are no whole state of these settings */
export function restoreSeries(series: InstrumentSeries, bytes: Uint8Array): void {
  const writer = new StateWriter();
  writer.raw(bytes);
  const reader = new StateReader(writer.finish());
  series.load(reader);
  reader.demandEnd();
}
