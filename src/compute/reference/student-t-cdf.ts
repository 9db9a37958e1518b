import { InvalidArgument } from '../../base/errors.js';
import { normalCdf } from './normal-cdf.js';

/** From here on Fisher's expansion is exact to the last bit, and the continued fraction would take hundreds of terms. */
const nearlyNormalDf = 1e4;
/** Below it T is 1/2 to the last bit at every finite z, and 1/B(df/2, 1/2) would be a denormal without digits. */
const smallestDf = 1e-290;

/**
 * The cumulative distribution function of Student's t with `df` degrees of freedom: any real df > 0, infinity included.
 *
 * Absolute error at most 1e-13. -Infinity gives 0, +Infinity gives 1, NaN gives NaN; df <= 0 or NaN throws.
 * T(-|z|) = I_x(df/2, 1/2) / 2 with x = df / (df + z^2) (Abramowitz and Stegun 26.7.1, 26.5.27).
 */
export function studentTCdf(z: number, df: number): number {
  if (!(df > 0)) throw new InvalidArgument('df', `must be a positive number, got ${df}`);
  const clamped = Math.max(df, smallestDf);
  return cdf(z, clamped, betaScale(clamped));
}

/** `studentTCdf` of every element of `z` with one `df` (missing stays missing), into `out`. */
export function studentTCdfColumn(
  z: Float64Array,
  df: number,
  out: Float64Array = new Float64Array(z.length),
): Float64Array {
  if (!(df > 0)) throw new InvalidArgument('df', `must be a positive number, got ${df}`);
  const clamped = Math.max(df, smallestDf);
  const scale = betaScale(clamped);
  for (let i = 0; i < z.length; i++) out[i] = cdf(z[i]!, clamped, scale);
  return out;
}

/** 1 / B(df/2, 1/2), which only the incomplete beta function needs. */
function betaScale(df: number): number {
  return df < nearlyNormalDf ? inverseBeta(0.5 * df) : 0;
}

function cdf(z: number, df: number, scale: number): number {
  if (Number.isNaN(z)) return z;
  if (df >= nearlyNormalDf) return nearlyNormal(z, df);
  const distance = Math.abs(z) / Math.sqrt(df);
  const tail = distance === Infinity ? 0 : lowerTail(distance, 0.5 * df, scale);
  return z > 0 ? 1 - tail : tail;
}

/** T(-distance sqrt(df)) with a = df/2 and scale = 1/B(a, 1/2). */
function lowerTail(distance: number, a: number, scale: number): number {
  const square = distance * distance;
  const x = 1 / (1 + square);
  const rest = square < 1e16 ? square * x : 1;
  const logX = square < 1e16 ? -Math.log1p(square) : -2 * Math.log(distance);
  const front = Math.exp(a * logX) * Math.sqrt(rest) * scale;
  if (x < (a + 1) / (a + 2.5)) return (0.5 * front * betaFraction(a, 0.5, x)) / a;
  return 0.5 - front * betaFraction(0.5, a, rest);
}

/**
 * The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by Lentz's method.
 * Converges in O(sqrt(max(a, b))) terms for x < (a + 1) / (a + b + 2).
 */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return value;
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/**
 * 1 / B(a, 1/2) = Gamma(a + 1/2) / (Gamma(a) sqrt(pi)). Gamma(w + 3/4) / Gamma(w + 1/4) has an asymptotic series in
 * w^-2 (Tricomi and Erdelyi, Pacific J. Math. 1 (1951) 133-142); below 20, a is shifted by the recurrence of Gamma.
 */
function inverseBeta(a: number): number {
  let product = 1 / Math.sqrt(Math.PI);
  let shifted = a;
  for (; shifted < 20; shifted++) product *= shifted / (shifted + 0.5);
  const w = shifted - 0.25;
  const u = 1 / (w * w);
  const series = 1 + u * (1 / 64 - u * (19 / 8192 - u * (631 / 524288 - u * (174317 / 134217728))));
  return product * Math.sqrt(w) * series;
}

/** R. A. Fisher's expansion of T in powers of 1/df (Abramowitz and Stegun 26.7.8 to the third power). */
function nearlyNormal(z: number, df: number): number {
  const density = Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  if (density === 0) return normalCdf(z);
  const s = z * z;
  const p1 = (z * (s + 1)) / 4;
  const p2 = (z * (((3 * s - 7) * s - 5) * s - 3)) / 96;
  const p3 = (z * (((((s - 11) * s + 14) * s + 6) * s - 3) * s - 15)) / 384;
  return normalCdf(z) - (density * (p1 + (p2 + p3 / df) / df)) / df;
}
