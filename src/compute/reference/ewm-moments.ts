import { checkInteger } from '../args.js';
import { type EncodedArgs, encodeArgs, type KernelSpec, type KernelStep } from '../kernel.js';
import { alphaOf, type EwmaArgs } from './ewma.js';

export type EwmMomentArgs = EwmaArgs & {
  /** Do not correct for the bias of weighted sums; default false. */
  readonly bias?: boolean;
};

const decays: readonly EwmaArgs[] = [
  { span: 5 },
  { alpha: 1, minCount: 2 },
  { halfLife: 3, adjust: false },
  { centerOfMass: 0.5, ignoreMissing: true, minCount: 3 },
  { alpha: 0.1, adjust: false, ignoreMissing: true },
];

/** The same encoding for all: adjust, ignoreMissing, minCount, bias; alpha. */
export function encodeEwm(given: EwmMomentArgs): EncodedArgs {
  const { adjust = true, ignoreMissing = false, minCount = 1, bias = false } = given;
  const flags = [Number(adjust), Number(ignoreMissing)];
  return encodeArgs([...flags, checkInteger('minCount', minCount, 1), Number(bias)], [alphaOf(given)]);
}

/** Exponentially weighted sums of one column: what `ewm` of pandas keeps. */
interface Moments {
  readonly means: readonly number[];
  /** Weighted means of the products of distances from the means: xx, or xy, or xx, xy and yy. */
  readonly products: readonly number[];
  /** Weights that correct the bias, and their squares; the weight of the past; valid rows. */
  readonly weight: number;
  readonly squares: number;
  readonly past: number;
  readonly count: number;
}

/** How rows change the weights: what all columns and, in `ewmCovariance`, all pairs have in common. */
export class WeightRule {
  readonly decay: number;
  readonly fresh: number;
  readonly adjust: boolean;
  readonly ignoreMissing: boolean;

  constructor({ args, reals }: EncodedArgs) {
    this.adjust = args[0] !== 0;
    this.ignoreMissing = args[1] !== 0;
    this.decay = 1 - reals[0]!;
    this.fresh = this.adjust ? 1 : reals[0]!;
  }

  /** n / (n - 1), for weights: (sum w)^2 / ((sum w)^2 - sum w^2); missing for one value. */
  static correction(weight: number, squares: number): number {
    const whole = weight * weight;
    const left = whole - squares;
    return left > 0 ? whole / left : Number.NaN;
  }
}

/** Which two inputs each product is of. */
type Pairs = readonly (readonly [number, number])[];

function ewmSpec(
  name: string,
  inputs: readonly string[],
  pairs: Pairs,
  biased: boolean,
  finish: (products: readonly number[]) => number,
): KernelSpec<EwmMomentArgs> {
  const values = inputs.length + pairs.length + 4;
  return {
    name,
    inputs,
    dtypes: ['f64'],
    examples: [...decays, { span: 4, bias: true, minCount: 2 }],
    encode: encodeEwm,
    lookback: () => Number.POSITIVE_INFINITY,
    stateBytes: (_, cols) => 8 * values * cols,
    step: (step) => momentRows(step, pairs, biased, finish),
  };
}

/**
 * The state, each for every column: the means, the products, the weight and the squares of weights, the weight of the
 * past, the count of valid rows.
 */
function momentRows(
  step: KernelStep,
  pairs: Pairs,
  biased: boolean,
  finish: (products: readonly number[]) => number,
): void {
  const { rows, cols, args, state, inputs, output } = step;
  const rule = new WeightRule(step);
  const minCount = args[2]!;
  const corrected = !biased && args[3] === 0;
  const n = inputs.length;
  for (let c = 0; c < cols; c++) {
    const at = (field: number) => field * cols + c;
    const fields = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => state[at(from + i)]!);
    const after = n + pairs.length;
    const [weight, squares, past, count] = fields(after, 4) as [number, number, number, number];
    let moments: Moments = {
      means: fields(0, n),
      products: fields(n, pairs.length),
      weight,
      squares,
      past,
      count,
    };
    for (let r = 0; r < rows; r++) {
      moments = next(
        moments,
        inputs.map(({ data, rowStride }) => data[r * rowStride + c]!),
        pairs,
        rule,
      );
      const factor = corrected ? WeightRule.correction(moments.weight, moments.squares) : 1;
      const result = moments.count < minCount ? Number.NaN : factor * finish(moments.products);
      output.data[r * output.rowStride + c] = result;
    }
    const kept = [moments.weight, moments.squares, moments.past, moments.count];
    [...moments.means, ...moments.products, ...kept].forEach((value, field) => {
      state[at(field)] = value;
    });
  }
}

/** The recursion of pandas: Finch (2009), with the means before and after. A row that lacks a value is missing. */
function next(m: Moments, x: readonly number[], pairs: Pairs, rule: WeightRule): Moments {
  const valid = !x.some(Number.isNaN);
  if (m.count === 0) {
    if (!valid) return m;
    return { means: x, products: pairs.map(() => 0), weight: 1, squares: 1, past: 1, count: 1 };
  }
  if (!valid && rule.ignoreMissing) return m;
  let weight = m.weight * rule.decay;
  let squares = m.squares * (rule.decay * rule.decay);
  let past = m.past * rule.decay;
  if (!valid) return { ...m, weight, squares, past };
  const total = past + rule.fresh;
  // Equal values stay what they are: the quotient could be off by a digit.
  const means = m.means.map((mean, i) => (mean === x[i] ? mean : (past * mean + rule.fresh * x[i]!) / total));
  const products = pairs.map(([a, b], i) => {
    const before = m.products[i]! + (m.means[a]! - means[a]!) * (m.means[b]! - means[b]!);
    return (past * before + rule.fresh * ((x[a]! - means[a]!) * (x[b]! - means[b]!))) / total;
  });
  weight += rule.fresh;
  squares += rule.fresh * rule.fresh;
  past = total;
  if (!rule.adjust) {
    weight /= past;
    squares /= past * past;
    past = 1;
  }
  return { means, products, weight, squares, past, count: m.count + 1 };
}

/**
 * The exponentially weighted variance, as `ewm(...).var()` of pandas. A missing row repeats the last result, with weights
 * that have aged. After an infinity all results are missing.
 */
export const ewmVarSpec = ewmSpec('ewm_var', ['x'], [[0, 0]], false, ([xx]) => xx!);

/** The square root of `ewmVarSpec`. */
export const ewmStdSpec: KernelSpec<EwmMomentArgs> = {
  ...ewmVarSpec,
  name: 'ewm_std',
  step(step) {
    ewmVarSpec.step(step);
    const { data, rowStride } = step.output;
    for (let r = 0; r < step.rows; r++)
      for (let c = 0; c < step.cols; c++) data[r * rowStride + c] = Math.sqrt(data[r * rowStride + c]!);
  },
};

/** The exponentially weighted covariance over the rows in which both are valid, as `ewm(...).cov()` of pandas; else as the variance. */
export const ewmCovSpec = ewmSpec('ewm_cov', ['x', 'y'], [[0, 1]], false, ([xy]) => xy!);

/** The exponentially weighted correlation, in [-1, 1]; missing where one does not vary. `bias` makes no difference. */
export const ewmCorrSpec = ewmSpec(
  'ewm_corr',
  ['x', 'y'],
  [
    [0, 0],
    [0, 1],
    [1, 1],
  ],
  true,
  ([xx, xy, yy]) => {
    if (!(xx! > 0 && yy! > 0)) return Number.NaN;
    const r = xy! / (Math.sqrt(xx!) * Math.sqrt(yy!));
    return Math.max(-1, Math.min(1, r));
  },
);
