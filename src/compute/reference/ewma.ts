import { InvalidArgument } from '../../base/errors.js';
import { checkInteger } from '../args.js';
import { encodeArgs, type KernelSpec, type KernelStep } from '../kernel.js';

/** How fast weights decay: exactly one of these. */
export type Decay =
  | { /** 0 < alpha <= 1 */ readonly alpha: number }
  | { /** At least 1: alpha = 2 / (span + 1) */ readonly span: number }
  | { /** Above 0: rows after which a weight is halved */ readonly halfLife: number }
  | { /** At least 0: alpha = 1 / (1 + centerOfMass) */ readonly centerOfMass: number };

export type EwmaArgs = Decay & {
  /** Divide by the sum of the weights so far (default), instead of starting from the first value as if it were the mean. */
  readonly adjust?: boolean;
  /** Missing rows do not age the others; by default they do. */
  readonly ignoreMissing?: boolean;
  /** Valid rows needed before the first result; default 1. */
  readonly minCount?: number;
};

/**
 * The exponentially weighted mean, as `ewm(...).mean()` of pandas. A missing row repeats the last result.
 * The state: for every column the mean, then for every column the weight of the past, then the counts of valid rows.
 */
export const ewmaSpec: KernelSpec<EwmaArgs> = {
  name: 'ewma',
  inputs: ['x'],
  dtypes: ['f64'],
  examples: [
    { span: 5 },
    { alpha: 1, minCount: 2 },
    { halfLife: 3, adjust: false },
    { centerOfMass: 0.5, ignoreMissing: true, minCount: 3 },
    { alpha: 0.1, adjust: false, ignoreMissing: true },
  ],
  encode(given) {
    const { adjust = true, ignoreMissing = false, minCount = 1 } = given;
    const args = [Number(adjust), Number(ignoreMissing), checkInteger('minCount', minCount, 1)];
    return encodeArgs(args, [alphaOf(given)]);
  },
  lookback: () => Number.POSITIVE_INFINITY,
  stateBytes: (_, cols) => 8 * 3 * cols,
  step: averageRows,
};

export interface SmaArgs {
  /** Rows over which the past decays: n of sma(x, n, m), at least 1. */
  readonly rows: number;
  /** The weight m of the newest value, above 0 and at most n; default 1. */
  readonly weight?: number;
}

/** sma(x, n, m) of formulaic alphas: (m x + (n - m) y) / n from the result y before, beginning with the first value. */
export const smaSpec: KernelSpec<SmaArgs> = {
  ...ewmaSpec,
  examples: [{ rows: 5 }, { rows: 7, weight: 2 }],
  encode({ rows, weight = 1 }) {
    if (!(rows >= 1)) throw new InvalidArgument('rows', `must be at least 1, got ${rows}`);
    if (!(weight > 0 && weight <= rows))
      throw new InvalidArgument('weight', `must be above 0 and at most ${rows}, got ${weight}`);
    return ewmaSpec.encode({ alpha: weight / rows, adjust: false });
  },
};

/** @throws InvalidArgument unless exactly one measure of decay is given, in its range */
export function alphaOf(decay: Decay): number {
  const given = Object.entries(measures).filter(
    ([name]) => (decay as Record<string, unknown>)[name] !== undefined,
  );
  if (given.length !== 1)
    throw new InvalidArgument('decay', `needs exactly one of ${Object.keys(measures).join(', ')}`);
  const [name, measure] = given[0]!;
  const value = (decay as unknown as Record<string, number>)[name]!;
  const alpha = measure(value);
  if (!(alpha > 0 && alpha <= 1)) throw new InvalidArgument(name, `is out of its range: ${value}`);
  return alpha;
}

const measures: Readonly<Record<string, (value: number) => number>> = {
  alpha: (alpha) => alpha,
  span: (span) => (span >= 1 ? 2 / (span + 1) : Number.NaN),
  halfLife: (halfLife) => (halfLife > 0 ? 1 - Math.exp(-Math.LN2 / halfLife) : Number.NaN),
  centerOfMass: (com) => (com >= 0 ? 1 / (1 + com) : Number.NaN),
};

function averageRows({ rows, cols, args, reals, state, inputs, output }: KernelStep): void {
  const [adjust, ignoreMissing, minCount] = args as unknown as [number, number, number];
  const alpha = reals[0]!;
  const newWeight = adjust ? 1 : alpha;
  const { data, rowStride } = inputs[0]!;
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < cols; c++) {
      const x = data[r * rowStride + c]!;
      const valid = !Number.isNaN(x);
      let mean = state[c]!;
      let weight = state[cols + c]!;
      let count = state[2 * cols + c]!;
      if (count > 0 && (valid || !ignoreMissing)) weight *= 1 - alpha;
      if (valid) {
        // Equal values stay what they are: the quotient could be off by a digit.
        if (count === 0) mean = x;
        else if (mean !== x) mean = (weight * mean + newWeight * x) / (weight + newWeight);
        weight = count === 0 || !adjust ? 1 : weight + newWeight;
        count++;
      }
      state[c] = mean;
      state[cols + c] = weight;
      state[2 * cols + c] = count;
      output.data[r * output.rowStride + c] = count < minCount ? Number.NaN : mean;
    }
}
