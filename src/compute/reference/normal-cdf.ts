import { encodeArgs, type KernelSpec, type NoArgs } from '../kernel.js';
import { mapElements, stateless } from './elementwise.js';
import { exp } from './exp-log.js';

// W. J. Cody, "Rational Chebyshev Approximations for the Error Function", Math. Comp. 23 (1969) 631-637, in the
// arrangement of ANORM (Algorithm 715, ACM TOMS 19 (1993) 22-32): full relative accuracy in the lower tail.

const central = 0.67448975;
const middle = Math.sqrt(32);
const inverseSqrt2Pi = 0.3989422804014327;

// Coefficients by rising power.
const centralNumerator = [
  18154.98125334356, 1067.6894854603709, 161.02823106855587, 2.2352520354606837, 0.06568233791820745,
];
const centralDenominator = [45507.78933502673, 10260.932208618979, 976.0985517377767, 47.202581904688245, 1];
const middleNumerator = [
  9842.714838383978, 11602.65143764735, 6848.190450536283, 2494.5375852903726, 597.2702763948002,
  93.50665613217785, 8.883149794388377, 0.39894151208813466, 1.0765576773720192e-8,
];
const middleDenominator = [
  19685.429676859992, 38912.00328609327, 34900.95272114598, 18615.571640885097, 6485.558298266761,
  1519.3775994075547, 235.387901782625, 22.266688044328117, 1,
];
const tailNumerator = [
  2.9112874951168793e-5, 0.0014216191932278934, 0.022235277870649807, 0.12740116116024736, 0.215898534057957,
  0.023073441764940174,
];
const tailDenominator = [
  7.297515550839662e-5, 0.0037823963320275824, 0.06598813786892856, 0.4682382124808651, 1.284260096144911, 1,
];

/**
 * The standard normal cumulative distribution function.
 *
 * Absolute error at most 1e-15 everywhere, relative error of a few ulp in the lower tail. -Infinity gives 0,
 * +Infinity gives 1, NaN gives NaN.
 */
export function normalCdf(z: number): number {
  const distance = Math.abs(z);
  if (distance <= central) {
    const square = z * z;
    return 0.5 + (z * horner(centralNumerator, square)) / horner(centralDenominator, square);
  }
  const tail = lowerTail(distance);
  return z > 0 ? 1 - tail : tail;
}

/** `normalCdf` of every element of `z` (missing stays missing), into `out`. */
export function normalCdfColumn(
  z: Float64Array,
  out: Float64Array = new Float64Array(z.length),
): Float64Array {
  for (let i = 0; i < z.length; i++) out[i] = normalCdf(z[i]!);
  return out;
}

export const normalCdfSpec: KernelSpec<NoArgs> = {
  name: 'normal_cdf',
  inputs: ['z'],
  dtypes: ['f64'],
  examples: [{}],
  encode: () => encodeArgs([]),
  ...stateless,
  step: (step) => mapElements(step, normalCdf),
};

/** P(Z < -distance) for distance > `central`. */
function lowerTail(distance: number): number {
  if (distance > 38.6) return 0; // below half the smallest denormal
  if (distance <= middle)
    return gaussian(distance) * (horner(middleNumerator, distance) / horner(middleDenominator, distance));
  const w = 1 / (distance * distance);
  const ratio = (w * horner(tailNumerator, w)) / horner(tailDenominator, w);
  return (gaussian(distance) * (inverseSqrt2Pi - ratio)) / distance;
}

/** exp(-x^2/2). The square is split at a multiple of 1/16, whose own square is exact, so that no digits are lost. */
function gaussian(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  const rest = (x - head) * (x + head);
  return exp(-head * head * 0.5) * exp(-rest * 0.5);
}

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}
