import { sameLength } from './checks.js';

export interface KyleLambda {
  /** Price change per unit of signed volume. */
  readonly lambda: number;
  readonly intercept: number;
  readonly r2: number;
  /** Classical standard error of lambda. */
  readonly standardError: number;
  /** Intervals that had both values. */
  readonly n: number;
}

/**
 * Kyle's lambda: the slope of price change on signed order flow over intervals (Kyle 1985, by ordinary least squares
 * as in Hasbrouck 2009). NaN in either series skips the interval; NaN comes out where fewer than three remain or the
 * flow does not vary.
 *
 * @param priceChange last price minus the previous interval's, price units
 * @param signedVolume buyer-initiated minus seller-initiated volume of the interval, size units
 */
export function kyleLambda(priceChange: ArrayLike<number>, signedVolume: ArrayLike<number>): KyleLambda {
  sameLength({ priceChange, signedVolume });
  const { n, meanX, meanY, sxx, sxy, syy } = coMoments(signedVolume, priceChange);
  if (n < 3 || sxx === 0) {
    return { lambda: Number.NaN, intercept: Number.NaN, r2: Number.NaN, standardError: Number.NaN, n };
  }
  const lambda = sxy / sxx;
  const residual = Math.max(syy - lambda * sxy, 0);
  return {
    lambda,
    intercept: meanY - lambda * meanX,
    r2: syy === 0 ? Number.NaN : 1 - residual / syy,
    standardError: Math.sqrt(residual / (n - 2) / sxx),
    n,
  };
}

/**
 * Amihud's illiquidity: mean of |return| / traded value over intervals (Amihud 2002). Intervals without value or with
 * a missing return are skipped; NaN without any.
 *
 * @param returns simple returns
 * @param value traded value (price times size), currency units
 */
export function amihudIlliquidity(returns: ArrayLike<number>, value: ArrayLike<number>): number {
  const length = sameLength({ returns, value });
  let sum = 0;
  let n = 0;
  for (let i = 0; i < length; i++) {
    const ratio = Math.abs(returns[i]!) / value[i]!;
    if (!(value[i]! > 0) || Number.isNaN(ratio)) continue;
    sum += ratio;
    n++;
  }
  return n === 0 ? Number.NaN : sum / n;
}

/**
 * Roll's implied spread 2 sqrt(-cov(dp_t, dp_{t-1})) in price units (Roll 1984; covariance with divisor n - 1). A
 * covariance that is not negative implies no spread: NaN, as does a series with fewer than two pairs of changes.
 *
 * @param prices trade prices in order; NaN breaks the pairs it touches
 */
export function rollSpread(prices: ArrayLike<number>): number {
  const pairs = Math.max(prices.length - 2, 0);
  const earlier = new Float64Array(pairs);
  const later = new Float64Array(pairs);
  for (let i = 0; i < pairs; i++) {
    earlier[i] = prices[i + 1]! - prices[i]!;
    later[i] = prices[i + 2]! - prices[i + 1]!;
  }
  const { n, sxy } = coMoments(earlier, later);
  const covariance = sxy / (n - 1);
  return n >= 2 && covariance < 0 ? 2 * Math.sqrt(-covariance) : Number.NaN;
}

/** Sums of squares and products about the means, two passes, over the elements where both series have a value. */
function coMoments(x: ArrayLike<number>, y: ArrayLike<number>) {
  let n = 0;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]! + y[i]!)) continue;
    n++;
    meanX += x[i]!;
    meanY += y[i]!;
  }
  meanX /= n;
  meanY /= n;
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]! + y[i]!)) continue;
    const dx = x[i]! - meanX;
    const dy = y[i]! - meanY;
    sxx += dx * dx;
    sxy += dx * dy;
    syy += dy * dy;
  }
  return { n, meanX, meanY, sxx, sxy, syy };
}
