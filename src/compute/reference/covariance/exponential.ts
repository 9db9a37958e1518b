import { checkChoice } from '../../args.js';
import { encodeArgs, type KernelSpec, type KernelStep } from '../../kernel.js';
import { type EwmMomentArgs, encodeEwm, WeightRule } from '../ewm-moments.js';
import { completeRow, writeSymmetric } from './matrix.js';

/** About the weighted means, or about 0 as RiskMetrics takes returns; sums about 0 have no bias to correct. */
export const centres = ['mean', 'zero'] as const;

export type EwmCovarianceArgs = EwmMomentArgs & {
  /** Default `mean`. */
  readonly about?: (typeof centres)[number];
};

/**
 * The exponentially weighted covariance matrix of the columns after the last row so far: T x N in, N x N out, whole after
 * every step. As `ewmCov` of every two columns, but a row counts only where all columns are finite.
 * The state: weight | squares of weights | weight of the past | rows | means | products of those with j >= i, i by i.
 */
export const ewmCovarianceSpec: KernelSpec<EwmCovarianceArgs> = {
  name: 'ewm_covariance',
  inputs: ['x'],
  dtypes: ['f64'],
  examples: [
    { span: 5 },
    { alpha: 0.06, about: 'zero', adjust: false },
    { halfLife: 3, adjust: false, minCount: 3 },
    { centerOfMass: 2, ignoreMissing: true, bias: true },
  ],
  encode: ({ about = 'mean', ...ewm }) => {
    const { args, reals } = encodeEwm(ewm as EwmMomentArgs);
    return encodeArgs([...args, checkChoice('about', about, centres)], [...reals]);
  },
  outputShape: (_, cols) => ({ rows: cols, cols }),
  lookback: () => Number.POSITIVE_INFINITY,
  stateBytes: (_, cols) => 8 * (4 + cols + cols * cols),
  step: weighRows,
};

function weighRows(step: KernelStep): void {
  const { rows, cols: n, args, state, inputs, output } = step;
  const rule = new WeightRule(step);
  const aboutZero = centres[args[4]!] === 'zero';
  const means = state.subarray(4, 4 + n);
  const products = state.subarray(4 + n);
  const moved = new Float64Array(n);
  const distance = new Float64Array(n);
  for (let r = 0; r < rows; r++) {
    const x = completeRow(inputs[0]!, r);
    const shares = age(state, rule, x !== undefined);
    if (!x || !shares) continue;
    for (let i = 0; i < n; i++) {
      const before = means[i]!;
      if (!aboutZero && before !== x[i])
        means[i] = state[3] === 1 ? x[i]! : shares.past * before + shares.fresh * x[i]!;
      moved[i] = state[3] === 1 || aboutZero ? 0 : before - means[i]!;
      distance[i] = x[i]! - means[i]!;
    }
    for (let i = 0; i < n; i++)
      for (let j = i; j < n; j++) {
        const before = products[i * n + j]! + moved[i]! * moved[j]!;
        products[i * n + j] = shares.past * before + shares.fresh * (distance[i]! * distance[j]!);
      }
  }
  const corrected = !aboutZero && args[3] === 0;
  const factor = corrected ? WeightRule.correction(state[0]!, state[1]!) : 1;
  const missing = state[3] === 0 || state[3]! < args[2]!;
  writeSymmetric(output, (i, j) => (missing ? Number.NaN : factor * products[i * n + j]!));
}

/** Ages the weights in the state by a row; the shares of past and new row in the sums, where the row counts. */
function age(
  state: Float64Array,
  rule: WeightRule,
  complete: boolean,
): { past: number; fresh: number } | undefined {
  const first = state[3] === 0;
  if (!complete && (first || rule.ignoreMissing)) return undefined;
  if (first) {
    state.set([1, 1, 1, 1]);
    return { past: 0, fresh: 1 };
  }
  state[0]! *= rule.decay;
  state[1]! *= rule.decay * rule.decay;
  state[2]! *= rule.decay;
  if (!complete) return undefined;
  const total = state[2]! + rule.fresh;
  const shares = { past: state[2]! / total, fresh: rule.fresh / total };
  state[0]! += rule.fresh;
  state[1]! += rule.fresh * rule.fresh;
  state[2] = total;
  if (!rule.adjust) {
    state[0]! /= total;
    state[1]! /= total * total;
    state[2] = 1;
  }
  state[3]!++;
  return shares;
}
