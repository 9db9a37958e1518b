import { ExactnessLost } from '../../base/errors.js';
import { quoteBatch, tradeBatch } from '../batch/batches.js';
import type { RowBatch } from '../batch/row-batch.js';
import type { QuoteColumns, TradeColumns } from '../columns.js';
import { QuoteSlot, TradeSlot } from '../csv/layout.js';
import { Row } from '../csv/row.js';
import type { Instrument } from '../instrument.js';
import { Registry } from '../registry.js';
import { exactLimit, powersOfTen } from '../scale.js';
import type { MarketMaker } from './market-maker.js';

export interface TickWriterOptions {
  readonly start: number | Date;
  readonly sessionSeconds: number;
  readonly meanSize: number;
  readonly quotes: boolean;
  readonly batchRows: number;
}

const secondsPerDay = 86_400;

/** Collects the trades and quotes of a synthetic market in batches that cover the same stretches of time. */
export class TickWriter {
  readonly #options: TickWriterOptions;
  readonly #startMs: number;
  readonly #instruments: readonly Instrument[];
  readonly #trades: RowBatch<TradeColumns>;
  readonly #quotes: RowBatch<QuoteColumns>;
  readonly #row = new Row();

  constructor(instruments: readonly Instrument[], options: TickWriterOptions) {
    this.#instruments = instruments;
    this.#options = options;
    this.#startMs = Number(options.start);
    this.#trades = tradeBatch(registryOf(instruments), options.batchRows, true);
    this.#quotes = quoteBatch(registryOf(instruments), options.batchRows);
  }

  /** Whether there is no room for one more trade and its quote. */
  get full(): boolean {
    return this.#trades.length === this.#trades.capacity || this.#quotes.length === this.#quotes.capacity;
  }

  /** The batches so far, quotes first; empty ones are left out. */
  take(): (TradeColumns | QuoteColumns)[] {
    return [this.#quotes, this.#trades].filter((batch) => batch.length > 0).map((batch) => batch.take());
  }

  /** `id` is that of the instrument, `time` a fraction of the session of that day. */
  addQuote(id: number, day: number, time: number, { bid, ask }: MarketMaker): void {
    if (!this.#options.quotes) return;
    const size = Math.ceil(this.#options.meanSize);
    this.#begin(id, day, time);
    this.#setPrice(QuoteSlot.bid, bid);
    this.#setPrice(QuoteSlot.ask, ask);
    this.#row.mantissa[QuoteSlot.bidSize] = size;
    this.#row.mantissa[QuoteSlot.askSize] = size;
    this.#append(this.#quotes);
  }

  addTrade(id: number, day: number, time: number, maker: MarketMaker, side: 1 | -1, size: number): void {
    this.addQuote(id, day, time, maker);
    this.#begin(id, day, time);
    this.#setPrice(TradeSlot.bid, maker.bid);
    this.#setPrice(TradeSlot.ask, maker.ask);
    this.#setPrice(TradeSlot.price, side > 0 ? maker.ask : maker.bid);
    this.#row.mantissa[TradeSlot.size] = size;
    this.#row.side = side;
    this.#append(this.#trades);
  }

  #begin(id: number, day: number, time: number): void {
    const { sessionSeconds } = this.#options;
    const seconds = Math.floor(time * sessionSeconds);
    const ms = this.#startMs + (day * secondsPerDay + seconds) * 1000;
    this.#row.seconds = Math.floor(ms / 1000);
    this.#row.nanos =
      (ms - this.#row.seconds * 1000) * 1e6 + Math.floor((time * sessionSeconds - seconds) * 1e9);
    if (this.#row.nanos >= 1e9) {
      this.#row.seconds++;
      this.#row.nanos -= 1e9;
    }
    this.#row.instrument = id;
    this.#row.decimals.fill(0);
  }

  #setPrice(slot: number, price: number): void {
    const { priceExponent, symbol } = this.#instruments[this.#row.instrument];
    const mantissa = Math.round(price * powersOfTen[-priceExponent]);
    if (!(mantissa < exactLimit))
      throw new ExactnessLost(`price ${price} of ${symbol} at 10^${priceExponent}`);
    this.#row.mantissa[slot] = mantissa;
    this.#row.decimals[slot] = -priceExponent;
  }

  #append(batch: RowBatch): void {
    const fault = batch.append(this.#row);
    if (fault !== undefined)
      throw new ExactnessLost(`a tick of ${this.#instruments[this.#row.instrument].symbol}`);
  }
}

function registryOf(instruments: readonly Instrument[]): Registry {
  const registry = new Registry();
  for (const { symbol, priceExponent } of instruments) {
    registry.setDecimals('price', registry.idOf(symbol), -priceExponent);
  }
  return registry;
}
