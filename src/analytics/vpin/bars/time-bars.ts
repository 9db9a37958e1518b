import type { TradeColumns } from '../../../market/columns.js';
import type { Instrument } from '../../../market/instrument.js';
import type { StateReader, StateWriter } from '../snapshot.js';
import { floorDivide, nsPerDay, type PieceClock } from '../time.js';
import type { BarSink, Bars, PriceChange } from './bars.js';
import { OpenBar } from './open-bar.js';

/** Where the grid of time bars starts: midnight (UTC) of the day of the first trade, or the first trade. */
export type BarOrigin = 'midnight' | 'first-trade';

/**
 * Bars of equal time on a grid. Bars without trades are told to the sink, but only within days that have trades: the
 * rest of the day of the last bar, and what lies before the next one on its own day.
 */
export class TimeBars implements Bars, PieceClock {
  readonly #open: OpenBar;
  readonly #sink: BarSink;
  readonly #originRule: BarOrigin;
  readonly #length: bigint;
  /** ns since the epoch at which bar 0 starts; the first trade sets it. */
  #origin: bigint | undefined;
  /** The open bar; -1 before the first trade. */
  #index = -1;
  /** The batch's time base on the grid: whole bars and the rest, ns. */
  #base = 0n;
  #baseIndex = 0;
  #baseRest = 0;
  /** Where the open bar ends, ns from the time base. */
  #end = Number.NEGATIVE_INFINITY;

  /** @param length ns */
  constructor(length: number, origin: BarOrigin, change: PriceChange, instrument: Instrument, sink: BarSink) {
    this.#length = BigInt(length);
    this.#originRule = origin;
    this.#open = new OpenBar(change, instrument);
    this.#sink = sink;
  }

  get openWeight(): number {
    return this.#open.weight;
  }

  add({ price, timeOffset }: TradeColumns, from: number, to: number, weights: Float64Array): void {
    for (let i = from; i < to; i++) {
      const weight = weights[i];
      if (!(weight > 0)) continue;
      if (timeOffset[i] >= this.#end) this.#moveTo(timeOffset[i]);
      this.#open.add(weight, price[i]);
    }
  }

  close(): void {
    if (this.#open.trades > 0) this.#finish();
  }

  at(fraction: number): bigint {
    return this.#startOf(this.#index) + BigInt(Math.round(fraction * Number(this.#length)));
  }

  rebase(base: bigint): void {
    this.#base = base;
    if (this.#origin !== undefined) this.#place(this.#origin);
  }

  refine(instrument: Instrument, weightFactor: number): void {
    this.#open.refine(instrument, weightFactor);
  }

  save(writer: StateWriter): void {
    this.#open.save(writer);
    writer.text(this.#origin?.toString() ?? '');
    writer.number(this.#index);
  }

  load(reader: StateReader): void {
    this.#open.load(reader);
    const origin = reader.text();
    this.#origin = origin === '' ? undefined : BigInt(origin);
    this.#index = reader.number();
  }

  /** Finishes the open bar and opens the one that holds the time `offset`. */
  #moveTo(offset: number): void {
    if (this.#origin === undefined) this.#start(offset);
    const index = this.#baseIndex + Math.floor((this.#baseRest + offset) / Number(this.#length));
    if (this.#index >= 0) {
      this.#finish();
      const skipped = index - this.#index - 1;
      if (skipped > 0) this.#skip(index, skipped);
    }
    this.#index = index;
    this.#setEnd();
  }

  #start(offset: number): void {
    const time = this.#base + BigInt(Math.floor(offset));
    const day = BigInt(nsPerDay);
    this.#origin = this.#originRule === 'midnight' ? floorDivide(time, day) * day : time;
    this.#place(this.#origin);
  }

  #place(origin: bigint): void {
    const fromOrigin = this.#base - origin;
    const bars = floorDivide(fromOrigin, this.#length);
    this.#baseIndex = Number(bars);
    this.#baseRest = Number(fromOrigin - bars * this.#length);
    if (this.#index >= 0) this.#setEnd();
  }

  #setEnd(): void {
    this.#end = (this.#index + 1 - this.#baseIndex) * Number(this.#length) - this.#baseRest;
  }

  #finish(): void {
    this.#sink.bar(this.#open.finish(Number(this.#length)), this);
  }

  #skip(index: number, skipped: number): void {
    const day = this.#dayOf(index);
    const previousDay = this.#dayOf(this.#index);
    const count =
      day === previousDay
        ? skipped
        : this.#firstBarOf(previousDay + 1n) - this.#index - 1 + (index - this.#firstBarOf(day));
    if (count > 0) this.#sink.empty(count, count * Number(this.#length));
  }

  #startOf(index: number): bigint {
    return this.#origin! + BigInt(index) * this.#length;
  }

  #dayOf(index: number): bigint {
    return floorDivide(this.#startOf(index), BigInt(nsPerDay));
  }

  /** The first bar that starts on the day or later. */
  #firstBarOf(day: bigint): number {
    return Number(-floorDivide(this.#origin! - day * BigInt(nsPerDay), this.#length));
  }
}
