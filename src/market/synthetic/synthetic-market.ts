import type { QuoteColumns, TradeColumns } from '../columns.js';
import type { InstrumentTable } from '../instrument.js';
import { Arrivals } from './arrivals.js';
import { MarketMaker } from './market-maker.js';
import { type DayType, dayTypes, prior, rates, type SequentialTradeModel, valueAfter } from './model.js';
import { checkOptions, type Listing, listingsOf, type SyntheticMarketOptions } from './options.js';
import { Prng } from './prng.js';
import { TickWriter } from './tick-writer.js';

/** What is true of one instrument on one day. Counts are 0 until an iteration has gone through the day. */
export interface SyntheticDay {
  readonly day: number;
  /** Instrument id. */
  readonly instrument: number;
  readonly type: DayType;
  readonly valueBefore: number;
  readonly valueAfter: number;
  readonly buys: number;
  readonly sells: number;
  /** How many of the trades were informed. */
  readonly informed: number;
}

type MutableDay = { -readonly [K in keyof SyntheticDay]: SyntheticDay[K] };

/**
 * A market whose truth is known: trades arrive by the sequential trade model (see `SequentialTradeModel`), prices are
 * the conditional expectations of `MarketMaker`, rounded to the price decimals. Each trade carries its aggressor and
 * the quote it met, so that price = ask for a buy and bid for a sell.
 *
 * Iterating yields batches in time order across instruments; with `quotes`, each batch of trades follows the batch of
 * quotes of the same stretch of time. Every iteration yields the same market.
 */
export class SyntheticMarket implements Iterable<TradeColumns | QuoteColumns> {
  /** Each instrument on each day, in order of day and instrument. */
  readonly truth: readonly SyntheticDay[];
  /** The model of each instrument, by id. */
  readonly models: ReadonlyMap<number, SequentialTradeModel>;
  readonly instruments: InstrumentTable;
  readonly #options: Required<SyntheticMarketOptions>;
  readonly #listings: readonly Listing[];
  readonly #truth: MutableDay[];

  /** @throws InvalidArgument for an option out of its range */
  constructor(options: SyntheticMarketOptions) {
    this.#options = checkOptions(options);
    this.#listings = listingsOf(this.#options);
    this.#truth = drawDays(this.#listings, this.#options);
    this.truth = this.#truth;
    this.models = new Map(this.#listings.map(({ instrument, model }) => [instrument.id, model]));
    this.instruments = new Map(this.#listings.map(({ instrument }) => [instrument.id, instrument]));
  }

  *[Symbol.iterator](): Generator<TradeColumns | QuoteColumns, void, undefined> {
    const prng = new Prng(BigInt(this.#options.seed) ^ flowStream);
    const makers = this.#listings.map(({ model }) => new MarketMaker(model));
    const writer = new TickWriter([...this.instruments.values()], this.#options);
    for (let day = 0; day < this.#options.days; day++) {
      const days = this.#truth.slice(day * this.#listings.length, (day + 1) * this.#listings.length);
      yield* this.#session(days, prng, makers, writer);
      yield* writer.take();
    }
  }

  *#session(
    days: MutableDay[],
    prng: Prng,
    makers: readonly MarketMaker[],
    writer: TickWriter,
  ): Generator<TradeColumns | QuoteColumns, void, undefined> {
    const arrivals = new Arrivals(this.#listings.map(({ model }, k) => rates(model, days[k].type)));
    const counts = days.map(() => ({ buys: 0, sells: 0, informed: 0 }));
    for (const [k, maker] of makers.entries()) {
      maker.open(days[k].valueBefore);
      maker.quote();
      writer.addQuote(k, days[k].day, 0, maker);
      if (writer.full) yield* writer.take();
    }
    for (let time = arrivals.next(prng, 0); time < 1; time = arrivals.next(prng, time)) {
      const { index, side } = arrivals;
      const maker = makers[index];
      maker.wait(time);
      maker.quote();
      writer.addTrade(index, days[index].day, time, maker, side, this.#size(prng));
      maker.trade(side);
      counts[index][side > 0 ? 'buys' : 'sells']++;
      if (this.#isInformed(days[index].type, arrivals)) counts[index].informed++;
      if (writer.full) yield* writer.take();
    }
    days.forEach((day, k) => {
      Object.assign(day, counts[k]);
    });
  }

  #isInformed(type: DayType, { index, side, mark }: Arrivals): boolean {
    return (type === 'good' ? side > 0 : type === 'bad' && side < 0) && mark < this.#listings[index].model.mu;
  }

  /** Geometric on 1, 2, ... with the mean that was asked for. */
  #size(prng: Prng): number {
    const { meanSize } = this.#options;
    return meanSize === 1 ? 1 : 1 + Math.floor(prng.exponential() / -Math.log1p(-1 / meanSize));
  }
}

/** Types of days and arrivals of trades come from separate streams of random numbers. */
const flowStream = 0x5851f42d4c957f2dn;

function drawDays(
  listings: readonly Listing[],
  { seed, days }: Required<SyntheticMarketOptions>,
): MutableDay[] {
  const prng = new Prng(BigInt(seed));
  const values = listings.map(({ value }) => value);
  const drawn: MutableDay[] = [];
  for (let day = 0; day < days; day++) {
    listings.forEach(({ instrument, model }, k) => {
      const type = drawType(model, prng.uniform());
      const valueBefore = values[k];
      values[k] = valueAfter(model, type, valueBefore);
      const counts = { buys: 0, sells: 0, informed: 0 };
      drawn.push({ day, instrument: instrument.id, type, valueBefore, valueAfter: values[k], ...counts });
    });
  }
  return drawn;
}

function drawType(model: SequentialTradeModel, uniform: number): DayType {
  let sum = 0;
  for (const type of dayTypes) {
    sum += prior(model, type);
    if (uniform < sum) return type;
  }
  return 'none';
}
