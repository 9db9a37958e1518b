import { dayTypes, prior, rates, type SequentialTradeModel, valueAfter } from './model.js';

/**
 * The competitive market maker of Glosten and Milgrom ("Bid, ask and transaction prices in a specialist market with
 * heterogeneously informed traders", Journal of Financial Economics 14(1), 1985) in the sequential trade model: knows
 * the model, sees the trades and the time between them, and quotes expectations of the value given the next trade.
 *
 * After B buys and S sells in the fraction t of a day, Bayes' rule for Poisson arrivals gives day type i the weight
 * prior_i * buyRate_i^B * sellRate_i^S * exp(-(buyRate_i + sellRate_i) t).
 */
export class MarketMaker {
  /** Expectation of the value given all that was seen and that the next trade is a sell. */
  bid = 0;
  /** Expectation of the value given all that was seen and that the next trade is a buy. */
  ask = 0;
  /** Expectation of the value given all that was seen. */
  expected = 0;
  readonly #model: SequentialTradeModel;
  readonly #logWeight = new Float64Array(dayTypes.length);
  readonly #value = new Float64Array(dayTypes.length);
  readonly #buyRate: Float64Array;
  readonly #sellRate: Float64Array;
  readonly #logBuyRate: Float64Array;
  readonly #logSellRate: Float64Array;
  #time = 0;

  constructor(model: SequentialTradeModel) {
    this.#model = model;
    this.#buyRate = Float64Array.from(dayTypes, (type) => rates(model, type).buy);
    this.#sellRate = Float64Array.from(dayTypes, (type) => rates(model, type).sell);
    this.#logBuyRate = this.#buyRate.map(Math.log);
    this.#logSellRate = this.#sellRate.map(Math.log);
  }

  /** A new day begins; all know the value before its news. */
  open(value: number): void {
    dayTypes.forEach((type, i) => {
      this.#logWeight[i] = Math.log(prior(this.#model, type));
      this.#value[i] = valueAfter(this.#model, type, value);
    });
    this.#time = 0;
  }

  /** Time goes on to this fraction of the day without a trade, which tells something as well. */
  wait(time: number): void {
    const passed = time - this.#time;
    this.#time = time;
    for (let i = 0; i < dayTypes.length; i++)
      this.#logWeight[i] -= (this.#buyRate[i] + this.#sellRate[i]) * passed;
  }

  /** Somebody bought at the ask (+1) or sold at the bid (-1). */
  trade(side: 1 | -1): void {
    const logRate = side > 0 ? this.#logBuyRate : this.#logSellRate;
    for (let i = 0; i < dayTypes.length; i++) this.#logWeight[i] += logRate[i];
  }

  /** Probability of each day type (in the order of `dayTypes`) given all that was seen. */
  beliefs(): number[] {
    const highest = Math.max(...this.#logWeight);
    const weights = Array.from(this.#logWeight, (log) => Math.exp(log - highest));
    const sum = weights.reduce((a, b) => a + b);
    return weights.map((weight) => weight / sum);
  }

  /** Sets `bid`, `ask` and `expected` to what was seen so far. */
  quote(): void {
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < dayTypes.length; i++) highest = Math.max(highest, this.#logWeight[i]);
    let [all, buys, sells, value, valueBuys, valueSells] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < dayTypes.length; i++) {
      const weight = Math.exp(this.#logWeight[i] - highest);
      all += weight;
      buys += weight * this.#buyRate[i];
      sells += weight * this.#sellRate[i];
      value += weight * this.#value[i];
      valueBuys += weight * this.#buyRate[i] * this.#value[i];
      valueSells += weight * this.#sellRate[i] * this.#value[i];
    }
    this.expected = value / all;
    this.ask = valueBuys / buys;
    // A buy is never worse news than a sell; rounding must not say so either.
    this.bid = Math.min(valueSells / sells, this.ask);
  }
}
