import type { Prng } from './prng.js';

/** Buys and sells of several instruments as one superposed Poisson process. Rates are arrivals per day. */
export class Arrivals {
  /** Which instrument the arrival belongs to. */
  index = 0;
  side: 1 | -1 = 1;
  /** Uniform on [0, rate of that instrument and side): tells apart the sources that make up the rate. */
  mark = 0;
  readonly #buys: readonly number[];
  /** Sum of the rates of the instruments up to each one. */
  readonly #cumulative: Float64Array;

  constructor(rates: readonly { readonly buy: number; readonly sell: number }[]) {
    this.#buys = rates.map(({ buy }) => buy);
    let sum = 0;
    this.#cumulative = Float64Array.from(rates, ({ buy, sell }) => {
      sum += buy + sell;
      return sum;
    });
  }

  /** The time of the next arrival after `time`, in days. */
  next(prng: Prng, time: number): number {
    const total = this.#cumulative[this.#cumulative.length - 1];
    const arrived = time + prng.exponential() / total;
    const point = prng.uniform() * total;
    this.index = firstAbove(this.#cumulative, point);
    const within = this.index === 0 ? point : point - this.#cumulative[this.index - 1];
    this.side = within < this.#buys[this.index] ? 1 : -1;
    this.mark = this.side > 0 ? within : within - this.#buys[this.index];
    return arrived;
  }
}

/** Index of the first element of an ascending array that is above the point, which some element is. */
function firstAbove(ascending: Float64Array, point: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] > point) high = middle;
    else low = middle + 1;
  }
  return low;
}
