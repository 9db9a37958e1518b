import { InvalidArgument } from '../../base/errors.js';
import { encodeArgs, type KernelSpec } from '../kernel.js';
import { mapElements, stateless } from './elementwise.js';
import { exp, log, logOnePlus } from './exp-log.js';
import { betaFraction, inverseBeta } from './incomplete-beta.js';
import { normalCdf } from './normal-cdf.js';

/** From here on Fisher's expansion is exact to the last bit, and the continued fraction would take hundreds of terms. */
export const nearlyNormalDf = 3000;
/** Below it T is 1/2 to the last bit at every finite z. */
export const smallestDf = 1e-20;
/** Beyond this |z| / sqrt(df), 1 + z^2/df is z^2/df to the last bit. */
export const farDistance = 1e8;

/**
 * The cumulative distribution function of Student's t with `df` degrees of freedom: any real df > 0, infinity included.
 *
 * Absolute error at most 1e-13. -Infinity gives 0, +Infinity gives 1, NaN gives NaN; df <= 0 or NaN throws.
 * T(-|z|) = I_x(df/2, 1/2) / 2 with x = df / (df + z^2) (Abramowitz and Stegun 26.7.1, 26.5.27).
 */
export function studentTCdf(z: number, df: number): number {
  return studentTCdfOf(df)(z);
}

/** `studentTCdf` of every element of `z` with one `df` (missing stays missing), into `out`. */
export function studentTCdfColumn(
  z: Float64Array,
  df: number,
  out: Float64Array = new Float64Array(z.length),
): Float64Array {
  const f = studentTCdfOf(df);
  for (let i = 0; i < z.length; i++) out[i] = f(z[i]!);
  return out;
}

/** The CDF for one df, with what depends on df alone computed once. */
export function studentTCdfOf(df: number): (z: number) => number {
  if (!(df > 0)) throw new InvalidArgument('df', `must be a positive number, got ${df}`);
  if (df >= nearlyNormalDf) return (z) => nearlyNormal(z, df);
  const { df: clamped, inverseBeta: scale } = studentTParameters(df);
  const tailOf = scaledTail(clamped, scale);
  return (z) => {
    if (Number.isNaN(z)) return z;
    if (Math.abs(z) === Infinity) return z > 0 ? 1 : 0;
    const distance = Math.abs(z) / Math.sqrt(clamped);
    const tail = exp(-0.5 * clamped * logOnePlusSquare(z, clamped)) * tailOf(distance);
    return z > 0 ? 1 - tail : tail;
  };
}

/** What depends on df alone: df as it is computed with, and 1 / B(df/2, 1/2). */
export function studentTParameters(df: number): { df: number; inverseBeta: number } {
  const clamped = Math.max(df, smallestDf);
  return { df: clamped, inverseBeta: inverseBeta(0.5 * clamped) };
}

export interface StudentTArgs {
  /** Degrees of freedom: any real above 0, infinity included. */
  readonly df: number;
}

export const studentTCdfSpec: KernelSpec<StudentTArgs> = {
  name: 'student_t_cdf',
  inputs: ['z'],
  dtypes: ['f64'],
  examples: [0.1, 0.25, 1, 3.5, 30, 1000, 1e6, Infinity].map((df) => ({ df })),
  encode({ df }) {
    if (!(df > 0)) throw new InvalidArgument('df', `must be a positive number, got ${df}`);
    return encodeArgs([], [df]);
  },
  ...stateless,
  step: (step) => mapElements(step, studentTCdfOf(step.reals[0]!)),
};

/** log(1 + z^2/df), of which exp(-df/2 times it) is the decay of the tail; also where z^2 overflows. */
function logOnePlusSquare(z: number, df: number): number {
  const distance = Math.abs(z) / Math.sqrt(df);
  return distance < farDistance ? logOnePlus(distance * distance) : 2 * log(Math.abs(z)) - log(df);
}

/** T(-|z|) (1 + z^2/df)^(df/2) as a function of |z| / sqrt(df): between 1/2 and its limit, without under- or overflow. */
export function scaledTail(df: number, scale = inverseBeta(0.5 * df)): (distance: number) => number {
  const a = 0.5 * df;
  return (distance) => {
    const square = distance * distance;
    const x = 1 / (1 + square);
    const rest = distance < farDistance ? square * x : 1;
    const front = Math.sqrt(rest) * scale;
    if (x < (a + 1) / (a + 2.5)) return (0.5 * front * betaFraction(a, 0.5, x)) / a;
    return 0.5 * exp(a * logOnePlus(square)) - front * betaFraction(0.5, a, rest);
  };
}

/** R. A. Fisher's expansion of T in powers of 1/df (Abramowitz and Stegun 26.7.8 to the fourth power). */
function nearlyNormal(z: number, df: number): number {
  const density = exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
  if (density === 0) return normalCdf(z);
  const s = z * z;
  const p1 = (z * (s + 1)) / 4;
  const p2 = (z * (((3 * s - 7) * s - 5) * s - 3)) / 96;
  const p3 = (z * (((((s - 11) * s + 14) * s + 6) * s - 3) * s - 15)) / 384;
  const p4 =
    (z * (((((((15 * s - 375) * s + 2225) * s - 2141) * s - 939) * s - 213) * s - 915) * s + 945)) / 92160;
  return normalCdf(z) - (density * (p1 + (p2 + (p3 + p4 / df) / df) / df)) / df;
}
