import type { QuoteColumns, Side, TradeColumns } from '../../../market/columns.js';
import type { StateReader, StateWriter } from '../snapshot.js';
import { PrevailingQuote } from './prevailing-quote.js';
import { TickRule } from './tick-rule.js';
import type { TradeClassifier } from './trade-classifier.js';

/**
 * How the two rules combine; `tick` is 0 before a price changed, `quote` at the middle or without a quote.
 * lee-ready: Lee and Ready, "Inferring Trade Direction from Intraday Data", Journal of Finance 46 (1991) 733-746.
 */
const combine = {
  tick: (tick: Side, quote: Side): Side => tick || quote,
  quote: (_tick: Side, quote: Side): Side => quote,
  'lee-ready': (tick: Side, quote: Side): Side => quote || tick,
};

export type PriceRule = keyof typeof combine;

/** Infers the initiative from the trade's price, against earlier prices and the prevailing quote. */
export class PriceClassifier implements TradeClassifier {
  readonly #combine: (tick: Side, quote: Side) => Side;
  readonly #tick = new TickRule();
  readonly #quote: PrevailingQuote;

  /** @param quoteLag ns by which a quote must be older than the trade */
  constructor(rule: PriceRule, quoteLag: number) {
    this.#combine = combine[rule];
    this.#quote = new PrevailingQuote(quoteLag);
  }

  classify(columns: TradeColumns, from: number, to: number, weights: Float64Array, sides: Int8Array): void {
    const { price, timeOffset, bid, ask } = columns;
    for (let i = from; i < to; i++) {
      if (!(weights[i] > 0)) continue;
      const time = timeOffset[i];
      if (bid !== undefined && ask !== undefined) this.#quote.update(time, bid[i], ask[i]);
      sides[i] = this.#combine(this.#tick.side(price[i]), this.#quote.side(time, price[i]));
    }
  }

  quotes({ timeOffset, bid, ask }: QuoteColumns, from: number, to: number): void {
    for (let i = from; i < to; i++) this.#quote.update(timeOffset[i], bid[i], ask[i]);
  }

  shift(shift: number): void {
    this.#quote.shift(shift);
  }

  refine(factor: number): void {
    this.#tick.refine(factor);
    this.#quote.refine(factor);
  }

  save(writer: StateWriter): void {
    this.#tick.save(writer);
    this.#quote.save(writer);
  }

  load(reader: StateReader): void {
    this.#tick.load(reader);
    this.#quote.load(reader);
  }
}
