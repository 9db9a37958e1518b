import { InvalidArgument } from '../../base/errors.js';
import {
  type DayPosterior,
  dayLogLikelihood,
  type PinParameters,
  pinLogLikelihood,
  probabilityOfInformedTrading,
} from './likelihood.js';

export interface PinOptions {
  /** Iterations of one climb at most. Default 5,000. */
  readonly maxIterations?: number;
  /** A climb ends when an iteration raises the log-likelihood by less than this share of it. Default 1e-12. */
  readonly tolerance?: number;
}

export interface PinEstimate extends PinParameters {
  readonly pin: number;
  /** Maximised log-likelihood, without the factorials of the counts. */
  readonly logLikelihood: number;
  readonly days: number;
  /** Iterations of the climb that won, and whether it ended by its tolerance. */
  readonly iterations: number;
  readonly converged: boolean;
}

/** Starting values of alpha, delta and the share of uninformed buys, as in the grid of Yan and Zhang (2012). */
const grid = [0.1, 0.3, 0.5, 0.7, 0.9];

/**
 * Maximum-likelihood PIN from the daily numbers of buyer- and seller-initiated trades, in f64.
 *
 * The likelihood is a mixture of Poisson days, so it is climbed by expectation-maximisation, whose steps are closed
 * forms and never lower it: the kind of each day is the first hidden variable, the split of an event day's trades into
 * informed and uninformed the second. The best of the 125 grid starts wins, since the surface has several optima.
 *
 * @param buys trades a day initiated by buyers, whole and not negative
 * @param sells the same number of days for sellers
 * @throws InvalidArgument on unequal lengths, fewer than two days, or counts that are no whole non-negative numbers
 */
export function estimatePin(
  buys: ArrayLike<number>,
  sells: ArrayLike<number>,
  options: PinOptions = {},
): PinEstimate {
  checkCounts(buys, sells);
  const { maxIterations = 5_000, tolerance = 1e-12 } = options;
  // Short climbs from everywhere rank the starts; only the best few are worth a climb to the top.
  const leads = starts(buys, sells)
    .map((start) => climb(start, buys, sells, 30, tolerance))
    .sort((a, b) => b.logLikelihood - a.logLikelihood)
    .slice(0, 5)
    .map((lead) => climb(lead, buys, sells, maxIterations, tolerance));
  const best = leads.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
  return { ...best, pin: probabilityOfInformedTrading(best), days: buys.length };
}

function checkCounts(buys: ArrayLike<number>, sells: ArrayLike<number>): void {
  if (buys.length !== sells.length) {
    throw new InvalidArgument('sells', `has ${sells.length} days where buys has ${buys.length}`);
  }
  if (buys.length < 2) throw new InvalidArgument('buys', `needs at least 2 days, has ${buys.length}`);
  for (const [name, counts] of [
    ['buys', buys],
    ['sells', sells],
  ] as const) {
    for (let day = 0; day < counts.length; day++) {
      const count = counts[day]!;
      if (!Number.isSafeInteger(count) || count < 0) {
        throw new InvalidArgument(name, `day ${day} is ${count}, which is no count of trades`);
      }
    }
  }
}

function starts(buys: ArrayLike<number>, sells: ArrayLike<number>): PinParameters[] {
  const meanBuys = mean(buys);
  const meanSells = mean(sells);
  const found: PinParameters[] = [];
  for (const alpha of grid) {
    for (const delta of grid) {
      for (const share of grid) {
        const epsilonBuy = share * meanBuys;
        const mu = (meanBuys - epsilonBuy) / (alpha * (1 - delta));
        const epsilonSell = meanSells - alpha * delta * mu;
        if (epsilonBuy > 0 && epsilonSell > 0) found.push({ alpha, delta, mu, epsilonBuy, epsilonSell });
      }
    }
  }
  // A market with no buys or no sells leaves the grid empty; any interior point then climbs to the border.
  if (found.length === 0) {
    const epsilon = Math.max((meanBuys + meanSells) / 2, 0.5);
    found.push({ alpha: 0.5, delta: 0.5, mu: epsilon, epsilonBuy: epsilon, epsilonSell: epsilon });
  }
  return found;
}

interface Climb extends PinParameters {
  logLikelihood: number;
  iterations: number;
  converged: boolean;
}

function climb(
  start: PinParameters,
  buys: ArrayLike<number>,
  sells: ArrayLike<number>,
  maxIterations: number,
  tolerance: number,
): Climb {
  let current: PinParameters = start;
  let best = Number.NEGATIVE_INFINITY;
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const { next, logLikelihood } = step(current, buys, sells);
    const gain = logLikelihood - best;
    best = logLikelihood;
    if (gain <= tolerance * Math.abs(logLikelihood)) {
      return { ...current, logLikelihood, iterations: iteration, converged: true };
    }
    current = next;
  }
  return {
    ...current,
    logLikelihood: pinLogLikelihood(current, buys, sells),
    iterations: maxIterations,
    converged: false,
  };
}

/** One expectation-maximisation step, and the log-likelihood of where it started. */
function step(p: PinParameters, buys: ArrayLike<number>, sells: ArrayLike<number>) {
  const posterior: DayPosterior = { none: 0, bad: 0, good: 0 };
  const informedBuyShare = p.mu / (p.mu + p.epsilonBuy);
  const informedSellShare = p.mu / (p.mu + p.epsilonSell);
  const days = buys.length;
  let logLikelihood = 0;
  let bad = 0;
  let good = 0;
  let informedBuys = 0;
  let informedSells = 0;
  let allBuys = 0;
  let allSells = 0;
  for (let day = 0; day < days; day++) {
    const b = buys[day]!;
    const s = sells[day]!;
    logLikelihood += dayLogLikelihood(p, b, s, posterior);
    bad += posterior.bad;
    good += posterior.good;
    informedBuys += posterior.good * b * informedBuyShare;
    informedSells += posterior.bad * s * informedSellShare;
    allBuys += b;
    allSells += s;
  }
  const events = bad + good;
  // Rates and probabilities stay inside their borders, where the likelihood is finite.
  const next: PinParameters = {
    alpha: clamp(events / days, 1e-9, 1 - 1e-9),
    delta: clamp(events > 0 ? bad / events : 0.5, 1e-9, 1 - 1e-9),
    mu: Math.max(events > 0 ? (informedBuys + informedSells) / events : 0, 1e-9),
    epsilonBuy: Math.max((allBuys - informedBuys) / days, 1e-9),
    epsilonSell: Math.max((allSells - informedSells) / days, 1e-9),
  };
  return { next, logLikelihood };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
