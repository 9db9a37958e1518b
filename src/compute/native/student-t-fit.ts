import type { EncodedArgs } from '../kernel.js';
import { nearlyNormalDf, scaledTail, smallestDf } from '../reference/student-t-cdf.js';

/** Coefficients of the polynomial: the number that native/kernels/student_t_cdf.inl.h evaluates. */
const terms = 24;

/**
 * Student's t for the native kernel. For one df, T(-|z|) (1 + z^2/df)^(df/2) is analytic in u = |z| / sqrt(df + z^2)
 * on [0, 1], with its nearest singularity at -1; the Moebius map v = u (1 + c) / (u + c) spreads the part near 0 where
 * it bends. So a polynomial in s = 2v - 1 of degree 23, fitted to the reference at Chebyshev's points, has all digits
 * for every df below the range of Fisher's expansion, and one kernel without branches serves them all.
 */
export function studentTArguments({ args, reals }: EncodedArgs): EncodedArgs {
  const df = reals[0]!;
  let translated = fits.get(df);
  if (!translated) {
    translated = df >= nearlyNormalDf ? Float64Array.of(df) : fitTo(Math.max(df, smallestDf));
    if (fits.size >= maxFits) fits.clear();
    fits.set(df, translated);
  }
  return { args, reals: translated };
}

const fits = new Map<number, Float64Array>();
const maxFits = 64;

/** [df/2, 1/sqrt(df), log(df), c, coefficients of 1, s, s^2 ...]. */
function fitTo(df: number): Float64Array {
  const c = 4 / Math.sqrt(df + 16);
  const tailOf = scaledTail(df);
  const angles = Array.from({ length: terms }, (_, k) => (Math.PI * (k + 0.5)) / terms);
  const values = angles.map((angle) => {
    const v = (1 + Math.cos(angle)) / 2;
    const u = (v * c) / (1 + c - v);
    return tailOf(u / Math.sqrt((1 - u) * (1 + u)));
  });
  const chebyshev = angles.map((_, j) => {
    const sum = angles.reduce((total, angle, k) => total + values[k]! * Math.cos(j * angle), 0);
    return (sum * (j === 0 ? 1 : 2)) / terms;
  });
  return Float64Array.of(0.5 * df, 1 / Math.sqrt(df), Math.log(df), c, ...powerForm(chebyshev));
}

/** The coefficients of 1, s, s^2 ... of a sum of Chebyshev polynomials, by their recurrence T' = 2 s T - T''. */
function powerForm(chebyshev: readonly number[]): number[] {
  const result = new Array<number>(chebyshev.length).fill(0);
  let before = result.map(() => 0);
  let current: number[] = result.map((_, i) => (i === 0 ? 1 : 0));
  for (const [j, coefficient] of chebyshev.entries()) {
    current.forEach((value, i) => {
      result[i]! += coefficient * value;
    });
    const factor = j === 0 ? 1 : 2;
    const next = current.map((_, i) => factor * (i === 0 ? 0 : current[i - 1]!) - before[i]!);
    before = current;
    current = next;
  }
  return result;
}
