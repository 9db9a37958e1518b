import { checkChoice, checkInteger } from '../../args.js';
import { encodeArgs, type KernelSpec, type KernelStep } from '../../kernel.js';
import { completeRow, writeSymmetric } from './matrix.js';

/** Rows without a missing value only, or for every two columns all rows in which both are there. */
export const covarianceRows = ['complete', 'pairwise'] as const;

export interface CovarianceArgs {
  /** Default `complete`: the matrix is positive semidefinite, which that of pairs need not be. */
  readonly rows?: (typeof covarianceRows)[number];
  /** Delta degrees of freedom: the divisor is the number of rows less this, 1 by default. */
  readonly ddof?: number;
  /** Rows that an entry needs, else it is missing; default 1. */
  readonly minCount?: number;
}

/**
 * The covariance matrix of the columns over all rows so far: T x N in, N x N out, whole after every step. Values that are
 * not finite are missing. Sums are of distances from the column's first value (of the first complete row), row by row.
 * The state for `complete`: rows | anchors | sums | products, of which those with j >= i are kept, i by i; for
 * `pairwise`: anchors | 1 for columns that have one | counts and products, likewise | sums of i where j is there.
 */
export const covarianceSpec: KernelSpec<CovarianceArgs> = {
  name: 'covariance',
  inputs: ['x'],
  dtypes: ['f64'],
  examples: [{}, { rows: 'pairwise' }, { ddof: 0, minCount: 3 }, { rows: 'pairwise', ddof: 0, minCount: 12 }],
  encode: ({ rows = 'complete', ddof = 1, minCount = 1 }) =>
    encodeArgs([
      checkChoice('rows', rows, covarianceRows),
      checkInteger('ddof', ddof, 0),
      checkInteger('minCount', minCount, 1),
    ]),
  outputShape: (_, cols) => ({ rows: cols, cols }),
  lookback: () => Number.POSITIVE_INFINITY,
  stateBytes: ({ args }, cols) =>
    8 * (args[0] === 0 ? 1 + 2 * cols + cols * cols : 2 * cols + 3 * cols * cols),
  step: (step) => (covarianceRows[step.args[0]!] === 'complete' ? complete(step) : pairwise(step)),
};

/** Divides a sum of products about the means by the count less ddof. */
function divide(args: Uint32Array, count: number, products: number): number {
  const [, ddof, minCount] = args as unknown as [number, number, number];
  return count < minCount || count <= ddof ? Number.NaN : products / (count - ddof);
}

function complete({ rows, cols: n, args, state, inputs, output }: KernelStep): void {
  const anchors = state.subarray(1, 1 + n);
  const sums = state.subarray(1 + n, 1 + 2 * n);
  const products = state.subarray(1 + 2 * n);
  for (let r = 0; r < rows; r++) {
    const x = completeRow(inputs[0]!, r);
    if (!x) continue;
    if (state[0] === 0) anchors.set(x);
    state[0]!++;
    const d = x.map((value, i) => value - anchors[i]!);
    for (let i = 0; i < n; i++) {
      sums[i]! += d[i]!;
      for (let j = i; j < n; j++) products[i * n + j]! += d[i]! * d[j]!;
    }
  }
  const count = state[0]!;
  writeSymmetric(output, (i, j) => {
    const about = products[i * n + j]! - (sums[i]! * sums[j]!) / count;
    return divide(args, count, i === j && about < 0 ? 0 : about);
  });
}

function pairwise({ rows, cols: n, args, state, inputs, output }: KernelStep): void {
  const anchors = state.subarray(0, n);
  const known = state.subarray(n, 2 * n);
  const counts = state.subarray(2 * n, 2 * n + n * n);
  const products = state.subarray(2 * n + n * n, 2 * n + 2 * n * n);
  const sums = state.subarray(2 * n + 2 * n * n);
  const { data, rowStride } = inputs[0]!;
  const d = new Float64Array(n);
  const there = new Float64Array(n);
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < n; i++) {
      const value = data[r * rowStride + i]!;
      there[i] = Number(Number.isFinite(value));
      if (there[i] === 1 && known[i] !== 1) [anchors[i], known[i]] = [value, 1];
      d[i] = there[i] === 1 ? value - anchors[i]! : 0;
    }
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        sums[i * n + j]! += d[i]! * there[j]!;
        if (j < i) continue;
        counts[i * n + j]! += there[i]! * there[j]!;
        products[i * n + j]! += d[i]! * d[j]!;
      }
  }
  writeSymmetric(output, (i, j) => {
    const count = counts[i * n + j]!;
    const about = products[i * n + j]! - (sums[i * n + j]! * sums[j * n + i]!) / count;
    return divide(args, count, i === j && about < 0 ? 0 : about);
  });
}
