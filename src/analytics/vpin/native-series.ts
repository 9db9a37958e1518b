import type { ExactnessLost } from '../../base/errors.js';
import type { NativeVpin } from '../../compute/native/vpin.js';
import type { Instrument } from '../../market/instrument.js';
import { BucketRows } from './bucket-rows.js';
import type { Listed } from './directory.js';
import type { Measure } from './measure.js';
import { seriesNumbers } from './native-settings.js';
import type { Volume } from './rational.js';
import { restoreSeries, saveSeries } from './reference-engine.js';
import { makeScratch } from './scratch.js';
import { InstrumentSeries } from './series.js';
import type { Settings } from './settings.js';
import { describeState, type VpinState } from './state.js';

/** One instrument of a `NativeEngine`: its state is in C++, what changes it rarely is done by the reference. */
export class NativeSeries implements Listed {
  instrument: Instrument;
  #measure: Measure;

  constructor(
    private readonly native: NativeVpin,
    private readonly settings: Settings,
    instrument: Instrument,
    private readonly slot: number,
  ) {
    this.instrument = instrument;
    this.#measure = this.#store(this.#reference());
  }

  /** @throws InvalidSnapshot when the bytes are no whole state of these settings */
  load(bytes: Uint8Array): void {
    const series = this.#reference();
    restoreSeries(series, bytes);
    this.#measure = this.#store(series);
  }

  save(): Uint8Array {
    return this.native.save(this.slot);
  }

  state(): VpinState {
    const perBar = this.settings.bucket.kind === 'bar';
    return describeState(this.instrument.symbol, this.#measure, perBar, this.native.state(this.slot));
  }

  refine(instrument: Instrument): void {
    this.#change((series) => series.refine(instrument));
  }

  resize(size: Volume): void {
    this.#change((series) => series.resize(size));
  }

  inexact(steps: number): ExactnessLost {
    return this.#measure.inexact(steps);
  }

  #change(change: (series: InstrumentSeries) => void): void {
    const series = this.#reference();
    restoreSeries(series, this.save());
    change(series);
    this.#measure = this.#store(series);
  }

  #reference(): InstrumentSeries {
    const target = { rows: new BucketRows([], 0) };
    return new InstrumentSeries(this.settings, this.instrument, this.slot, target, makeScratch());
  }

  #store(series: InstrumentSeries): Measure {
    const { instrument, measure } = series;
    this.native.load(this.slot, saveSeries(series), seriesNumbers(this.settings, instrument, measure));
    this.instrument = instrument;
    return measure;
  }
}
