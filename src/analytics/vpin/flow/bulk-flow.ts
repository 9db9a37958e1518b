import type { BarColumns, TradeColumns } from '../../../market/columns.js';
import type { Instrument } from '../../../market/instrument.js';
import type { Bar, BarSink, Bars } from '../bars/bars.js';
import type { GivenBars } from '../bars/given-bars.js';
import type { BarTaker } from '../buckets/buckets.js';
import type { BulkRule } from '../classify/bulk.js';
import type { Scratch } from '../scratch.js';
import type { Sigma } from '../sigma/sigma.js';
import type { StateReader, StateWriter } from '../snapshot.js';
import type { PieceClock } from '../time.js';
import type { Flow } from './flow.js';

/** All volume of a bar is classified by the bar's price change. */
export class BulkFlow implements Flow, BarSink {
  readonly #bars: Bars;
  readonly #given: GivenBars;

  constructor(
    makeBars: (sink: BarSink) => { bars: Bars; given: GivenBars },
    private readonly sigma: Sigma,
    private readonly countEmptyBars: boolean,
    private readonly rule: BulkRule,
    private readonly buckets: BarTaker,
  ) {
    const { bars, given } = makeBars(this);
    this.#bars = bars;
    this.#given = given;
  }

  get pending(): number {
    return this.#bars.openWeight;
  }

  trades(columns: TradeColumns, from: number, to: number, { weights }: Scratch): void {
    this.#bars.add(columns, from, to, weights);
  }

  bars(columns: BarColumns, from: number, to: number, { weights }: Scratch): void {
    this.#given.add(columns, from, to, weights);
  }

  quotes(): void {}

  close(): void {
    this.#bars.close();
  }

  bar(bar: Bar, clock: PieceClock): void {
    if (bar.counts) this.sigma.update(bar.change);
    this.buckets.addBar(bar, this.rule(bar.change, this.sigma.value), clock);
  }

  empty(count: number, duration: number): void {
    if (this.countEmptyBars) this.sigma.zeros(count);
    this.buckets.wait(duration);
  }

  rebase(base: bigint): void {
    this.#bars.rebase(base);
    this.#given.rebase(base);
  }

  refine(instrument: Instrument, _priceFactor: number, weightFactor: number): void {
    this.#bars.refine(instrument, weightFactor);
  }

  save(writer: StateWriter): void {
    this.#bars.save(writer);
    this.#given.save(writer);
    this.sigma.save(writer);
  }

  load(reader: StateReader): void {
    this.#bars.load(reader);
    this.#given.load(reader);
    this.sigma.load(reader);
  }
}
