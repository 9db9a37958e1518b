/**
 * The sequential trade model behind PIN (Easley, Kiefer, O'Hara, Paperman 1996, with separate buy and sell arrival
 * rates as in Easley, Hvidkjaer, O'Hara 2002). Rates are trades a day.
 */
export interface PinParameters {
  /** Probability that a day has an information event. */
  readonly alpha: number;
  /** Probability that the event is bad news, given that there is one. */
  readonly delta: number;
  /** Arrival rate of informed trades on an event day. */
  readonly mu: number;
  /** Arrival rate of uninformed buys and of uninformed sells. */
  readonly epsilonBuy: number;
  readonly epsilonSell: number;
}

/** Posterior probabilities of the three kinds of day; they add up to 1. */
export interface DayPosterior {
  none: number;
  bad: number;
  good: number;
}

/** PIN = alpha mu / (alpha mu + epsilonBuy + epsilonSell): the expected share of informed trades. */
export function probabilityOfInformedTrading(p: PinParameters): number {
  const informed = p.alpha * p.mu;
  const all = informed + p.epsilonBuy + p.epsilonSell;
  return all > 0 ? informed / all : 0;
}

/**
 * Log-likelihood of one day's `buys` and `sells`, without the factorials (they do not depend on the parameters).
 * Fills `posterior`. The common factor of the three branches is taken out and the rest is summed from its largest
 * term, so that days with thousands of trades neither overflow nor underflow (Easley, Engle, O'Hara, Wu 2008).
 */
export function dayLogLikelihood(
  p: PinParameters,
  buys: number,
  sells: number,
  posterior: DayPosterior,
): number {
  const { alpha, delta, mu, epsilonBuy, epsilonSell } = p;
  const common = timesLog(buys, epsilonBuy) + timesLog(sells, epsilonSell) - epsilonBuy - epsilonSell;
  const none = Math.log(1 - alpha);
  const bad = Math.log(alpha * delta) - mu + timesLog(sells, 1 + mu / epsilonSell);
  const good = Math.log(alpha * (1 - delta)) - mu + timesLog(buys, 1 + mu / epsilonBuy);
  const top = Math.max(none, bad, good);
  const eNone = Math.exp(none - top);
  const eBad = Math.exp(bad - top);
  const eGood = Math.exp(good - top);
  const sum = eNone + eBad + eGood;
  posterior.none = eNone / sum;
  posterior.bad = eBad / sum;
  posterior.good = eGood / sum;
  return common + top + Math.log(sum);
}

/** Log-likelihood of a sample of days, without the factorials. */
export function pinLogLikelihood(
  p: PinParameters,
  buys: ArrayLike<number>,
  sells: ArrayLike<number>,
): number {
  const posterior: DayPosterior = { none: 0, bad: 0, good: 0 };
  let total = 0;
  for (let day = 0; day < buys.length; day++) {
    total += dayLogLikelihood(p, buys[day]!, sells[day]!, posterior);
  }
  return total;
}

/** count * log(rate), with 0 * log(0) = 0. */
function timesLog(count: number, rate: number): number {
  return count === 0 ? 0 : count * Math.log(rate);
}
