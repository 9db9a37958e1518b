import { InvalidArgument } from '../../base/errors.js';
import type { BarColumns, QuoteColumns, TradeColumns } from '../../market/columns.js';
import type { Instrument } from '../../market/instrument.js';
import { powersOfTen } from '../../market/scale.js';
import { makeMeasure, makeParts } from './assembly.js';
import type { Buckets } from './buckets/buckets.js';
import type { Flow } from './flow/flow.js';
import { type AmountColumns, amountsOfBars, type Measure } from './measure.js';
import { type RowsInWork, VpinOutput } from './output.js';
import { toRational, type Volume } from './rational.js';
import type { Receiver } from './router.js';
import type { Scratch } from './scratch.js';
import type { Settings } from './settings.js';
import type { Saved, StateReader, StateWriter } from './snapshot.js';
import { describeState, type VpinState } from './state.js';
import { TradingDays } from './time.js';

/** The VPIN of one instrument. */
export class InstrumentSeries implements Receiver, Saved {
  instrument: Instrument;
  readonly measure: Measure;
  readonly #output: VpinOutput;
  readonly #buckets: Buckets;
  readonly #flow: Flow;
  readonly #scratch: Scratch;
  readonly #perBar: boolean;
  readonly #days = new TradingDays();
  #base = 0n;
  #rows = 0;
  #rejected = 0;

  constructor(
    settings: Settings,
    instrument: Instrument,
    slot: number,
    target: RowsInWork,
    scratch: Scratch,
  ) {
    this.instrument = instrument;
    this.#scratch = scratch;
    this.#perBar = settings.bucket.kind === 'bar';
    this.measure = makeMeasure(settings, instrument);
    this.#output = new VpinOutput(slot, settings.window, settings.cdfWindow, this.#perBar, target);
    const { buckets, flow } = makeParts(settings, instrument, this.measure, this.#output);
    this.#buckets = buckets;
    this.#flow = flow;
  }

  trades(columns: TradeColumns, from: number, to: number): void {
    const end = this.#weigh(columns, from, to);
    this.#flow.trades(columns, from, end, this.#scratch);
    if (end < to) throw this.measure.inexact(columns.size[end]);
  }

  bars(columns: BarColumns, from: number, to: number): void {
    const end = this.#weigh(amountsOfBars(columns), from, to);
    this.#flow.bars(columns, from, end, this.#scratch);
    if (end < to) throw this.measure.inexact(columns.volume[end]);
  }

  quotes(columns: QuoteColumns, from: number, to: number): void {
    this.#flow.quotes(columns, from, to);
  }

  close(): void {
    this.#flow.close();
  }

  rebase(base: bigint): void {
    if (base === this.#base) return;
    this.#days.rebase(base);
    this.#flow.rebase(base, this.#base);
    this.#base = base;
  }

  refine(instrument: Instrument): void {
    const priceFactor = powersOfTen[this.instrument.priceExponent - instrument.priceExponent];
    const weightFactor = this.measure.refine(instrument);
    this.instrument = instrument;
    this.#buckets.rescale(weightFactor);
    this.#flow.refine(instrument, priceFactor, weightFactor);
  }

  /** @throws InvalidArgument where every bar is a bucket */
  resize(size: Volume): void {
    if (this.#perBar) throw new InvalidArgument('size', 'every bar is a bucket: there is no size to change');
    const weightFactor = this.measure.resize(toRational(size, 'size'));
    if (this.#buckets.fill === 0) this.measure.adopt();
    this.#buckets.rescale(weightFactor);
    this.#flow.refine(this.instrument, 1, weightFactor);
  }

  state(): VpinState {
    const { fill, openShare } = this.#buckets;
    const { window, buckets, cdf } = this.#output;
    const { bucket } = this.measure;
    return describeState(this.instrument.symbol, this.measure, this.#perBar, {
      buckets,
      trades: this.#rows,
      rejected: this.#rejected,
      days: this.#days.count,
      bucket,
      fill,
      openShare,
      vpin: window.vpin,
      signedVpin: window.signed,
      cdf,
      interimVpin: this.#perBar ? Number.NaN : window.interim(openShare, fill / bucket),
      pending: this.#flow.pending,
    });
  }

  save(writer: StateWriter): void {
    writer.numbers([this.#rows, this.#rejected]);
    writer.bigint(this.#base);
    for (const part of this.#parts()) part.save(writer);
  }

  load(reader: StateReader): void {
    [this.#rows, this.#rejected] = reader.numbers() as unknown as [number, number];
    this.#base = reader.bigint();
    for (const part of this.#parts()) part.load(reader);
    this.#days.rebase(this.#base);
    this.#flow.rebase(this.#base, this.#base);
  }

  /** Returns where the rows end that can be taken. */
  #weigh(columns: AmountColumns, from: number, to: number): number {
    const { weights } = this.#scratch;
    const end = this.measure.weigh(columns, from, to, weights);
    this.#rejected += this.measure.refused;
    this.#rows += end - from - this.measure.refused;
    this.#days.see(columns.timeOffset, from, end, weights);
    return end;
  }

  #parts(): Saved[] {
    return [this.measure, this.#days, this.#buckets, this.#output, this.#flow];
  }
}
