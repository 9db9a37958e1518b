import type { TradeColumns } from '../../../market/columns.js';
import type { Instrument } from '../../../market/instrument.js';
import { powersOfTen } from '../../../market/scale.js';
import { grow } from '../exact.js';
import type { Rational } from '../rational.js';
import type { StateReader, StateWriter } from '../snapshot.js';
import { type PieceClock, TradeClock } from '../time.js';
import type { BarSink, Bars, PriceChange } from './bars.js';
import { OpenBar } from './open-bar.js';

/** What an amount bar collects: trades, volume, or money (f64, not claimed exact). */
export type BarAmount =
  | { readonly kind: 'ticks'; readonly size: number }
  | { readonly kind: 'volume'; readonly size: Rational }
  | { readonly kind: 'value'; readonly size: number };

/** Bars that close with the trade by which they reach an amount. Trades are not split between bars. */
export class AmountBars implements Bars, PieceClock {
  readonly #open: OpenBar;
  readonly #sink: BarSink;
  readonly #amount: BarAmount;
  readonly #clock: TradeClock;
  #instrument: Instrument;
  #target: number;
  #collected = 0;
  #start = 0n;
  #duration = 0;

  constructor(
    amount: BarAmount,
    sessionGap: number,
    change: PriceChange,
    instrument: Instrument,
    sink: BarSink,
  ) {
    this.#amount = amount;
    this.#clock = new TradeClock(sessionGap);
    this.#open = new OpenBar(change, instrument);
    this.#instrument = instrument;
    this.#sink = sink;
    this.#target = barTarget(amount, instrument);
  }

  get openWeight(): number {
    return this.#open.weight;
  }

  add(columns: TradeColumns, from: number, to: number, weights: Float64Array): void {
    for (let i = from; i < to; i++) {
      const weight = weights[i];
      if (!(weight > 0)) continue;
      this.#duration += this.#clock.moveTo(columns.timeOffset[i]);
      if (this.#open.trades === 0) this.#start = this.#clock.at();
      this.#open.add(weight, columns.price[i]);
      this.#collected += this.#amountOf(columns, i);
      if (this.#collected >= this.#target) this.close();
    }
  }

  close(): void {
    if (this.#open.trades === 0) return;
    this.#sink.bar(this.#open.finish(this.#duration), this);
    this.#collected = 0;
    this.#duration = 0;
  }

  at(fraction: number): bigint {
    const length = Number(this.#clock.at() - this.#start);
    return this.#start + BigInt(Math.round(length * fraction));
  }

  rebase(base: bigint): void {
    this.#clock.rebase(base);
  }

  refine(instrument: Instrument, weightFactor: number): void {
    const steps = powersOfTen[this.#instrument.sizeExponent - instrument.sizeExponent];
    if (this.#amount.kind === 'volume') this.#collected = grow(this.#collected, steps, 'the volume of a bar');
    this.#instrument = instrument;
    this.#target = barTarget(this.#amount, instrument);
    this.#open.refine(instrument, weightFactor);
  }

  save(writer: StateWriter): void {
    this.#open.save(writer);
    this.#clock.save(writer);
    writer.bigint(this.#start);
    writer.numbers([this.#collected, this.#duration]);
  }

  load(reader: StateReader): void {
    this.#open.load(reader);
    this.#clock.load(reader);
    this.#start = reader.bigint();
    [this.#collected, this.#duration] = reader.numbers() as unknown as [number, number];
  }

  #amountOf({ size, price }: TradeColumns, i: number): number {
    if (this.#amount.kind === 'ticks') return 1;
    if (this.#amount.kind === 'volume') return size[i];
    const { sizeExponent, priceExponent } = this.#instrument;
    return (size[i] / powersOfTen[-sizeExponent]) * (price[i] / powersOfTen[-priceExponent]);
  }
}

/** What a bar collects. Volume counts in quantity steps: the least whole number of them not below the size. */
export function barTarget(amount: BarAmount, { sizeExponent }: Instrument): number {
  if (amount.kind !== 'volume') return amount.size;
  const { numerator, denominator } = amount.size;
  const steps = numerator * 10n ** BigInt(-sizeExponent);
  return Number((steps + denominator - 1n) / denominator);
}
