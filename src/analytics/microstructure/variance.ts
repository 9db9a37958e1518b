import { InvalidArgument } from '../../base/errors.js';

export interface RealisedVarianceOptions {
  /** Every how many observations a return is taken. Default 1. */
  readonly step?: number;
  /** Average over all `step` starting points instead of the first alone (Zhang, Mykland, Ait-Sahalia 2005). */
  readonly subsample?: boolean;
}

/**
 * Realised variance: the sum of squared log returns over the series (Andersen, Bollerslev 1998). Missing prices (NaN)
 * are skipped over: the return spans them. NaN with fewer than two prices.
 *
 * @param prices positive prices in order of time
 * @throws InvalidArgument on a price that is not positive, or a step that is no positive whole number
 */
export function realisedVariance(prices: ArrayLike<number>, options: RealisedVarianceOptions = {}): number {
  const { step = 1, subsample = false } = options;
  if (!Number.isInteger(step) || step < 1)
    throw new InvalidArgument('step', `${step} is no positive whole number`);
  const logs = logPrices(prices);
  const grids = subsample ? step : 1;
  let total = 0;
  let used = 0;
  for (let start = 0; start < grids; start++) {
    let sum = 0;
    let n = 0;
    for (let i = start + step; i < logs.length; i += step) {
      const r = logs[i]! - logs[i - step]!;
      sum += r * r;
      n++;
    }
    if (n === 0) continue;
    total += sum;
    used++;
  }
  return used === 0 ? Number.NaN : total / used;
}

/**
 * Bipower variation pi/2 sum |r_t| |r_{t-1}|: realised variance without the jumps (Barndorff-Nielsen, Shephard 2004).
 * NaN with fewer than three prices.
 */
export function bipowerVariation(prices: ArrayLike<number>): number {
  const logs = logPrices(prices);
  if (logs.length < 3) return Number.NaN;
  let sum = 0;
  for (let i = 2; i < logs.length; i++) {
    sum += Math.abs(logs[i]! - logs[i - 1]!) * Math.abs(logs[i - 1]! - logs[i - 2]!);
  }
  return (Math.PI / 2) * sum;
}

function logPrices(prices: ArrayLike<number>): Float64Array {
  const logs = new Float64Array(prices.length);
  let n = 0;
  for (let i = 0; i < prices.length; i++) {
    const price = prices[i]!;
    if (Number.isNaN(price)) continue;
    if (!(price > 0)) throw new InvalidArgument('prices', `element ${i} is ${price}, which has no logarithm`);
    logs[n++] = Math.log(price);
  }
  return logs.subarray(0, n);
}
