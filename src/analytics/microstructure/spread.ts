import { sameLength } from './checks.js';

export interface EffectiveSpread {
  /** Mean of 2 side (price - mid), price units. */
  readonly mean: number;
  /** The same weighted by traded value. */
  readonly valueWeighted: number;
  /** Mean of 2 side (price - mid) / mid, a fraction. */
  readonly relative: number;
  readonly n: number;
}

/**
 * Effective spread of trades against the quote midpoint that prevailed before them (Lee and Ready 1991; Huang and
 * Stoll 1996). Trades of unknown side (0), without a midpoint or without a price are skipped.
 *
 * @param price trade prices, price units
 * @param size trade sizes, the weights with price
 * @param side +1 buyer-initiated, -1 seller-initiated, 0 unknown
 * @param mid prevailing midpoints, price units, NaN = missing
 */
export function effectiveSpread(
  price: ArrayLike<number>,
  size: ArrayLike<number>,
  side: ArrayLike<number>,
  mid: ArrayLike<number>,
): EffectiveSpread {
  const length = sameLength({ price, size, side, mid });
  let n = 0;
  let sum = 0;
  let relative = 0;
  let weighted = 0;
  let weight = 0;
  for (let i = 0; i < length; i++) {
    const spread = 2 * side[i]! * (price[i]! - mid[i]!);
    if (side[i] === 0 || Number.isNaN(spread)) continue;
    const value = price[i]! * size[i]!;
    n++;
    sum += spread;
    relative += spread / mid[i]!;
    weighted += spread * value;
    weight += value;
  }
  return { mean: sum / n, valueWeighted: weighted / weight, relative: relative / n, n };
}

/**
 * Order-flow imbalance of best-quote updates (Cont, Kukanov, Stoikov 2014, equation 4): what each update adds to the
 * bid queue minus what it adds to the ask queue, size units, written to `out` (element 0 is NaN: it has no
 * predecessor). An update with a missing side is NaN, and so is its successor.
 *
 * @param bid best bids, price units
 * @param bidSize sizes at the best bid
 * @param ask best asks
 * @param askSize sizes at the best ask
 */
export function orderFlowImbalance(
  bid: ArrayLike<number>,
  bidSize: ArrayLike<number>,
  ask: ArrayLike<number>,
  askSize: ArrayLike<number>,
  out: Float64Array = new Float64Array(bid.length),
): Float64Array {
  const length = sameLength({ bid, bidSize, ask, askSize, out });
  if (length > 0) out[0] = Number.NaN;
  for (let i = 1; i < length; i++) {
    const bidChange = bid[i]! - bid[i - 1]!;
    const askChange = ask[i]! - ask[i - 1]!;
    if (Number.isNaN(bidChange + askChange)) {
      out[i] = Number.NaN;
      continue;
    }
    let flow = 0;
    if (bidChange >= 0) flow += bidSize[i]!;
    if (bidChange <= 0) flow -= bidSize[i - 1]!;
    if (askChange <= 0) flow -= askSize[i]!;
    if (askChange >= 0) flow += askSize[i - 1]!;
    out[i] = flow;
  }
  return out;
}
