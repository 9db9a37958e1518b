import { checkChoice, checkInteger } from '../../args.js';
import { encodeArgs, type KernelSpec, type KernelStep, type NoArgs } from '../../kernel.js';
import { precisionsOf } from '../../tolerance.js';
import { stateless } from '../elementwise.js';
import { anchorOf, countRow, deviationRow, meanRow, rowAt, sumPlaces, sumRow } from './row.js';

/** Writes one row; `out` is full of NaN, and stays so where the value is missing. */
type RowFunction = (x: Float64Array, out: Float64Array, args: Uint32Array, reals: Float64Array) => void;

/** A kernel that looks at one row at a time. */
export function rowSpec<Args>(
  name: string,
  encoding: Pick<KernelSpec<Args>, 'encode' | 'examples'>,
  f: RowFunction,
): KernelSpec<Args> {
  return {
    name,
    inputs: ['x'],
    dtypes: precisionsOf(name),
    ...encoding,
    ...stateless,
    step({ rows, cols, inputs, output, args, reals }: KernelStep): void {
      const { data, rowStride } = inputs[0]!;
      for (let r = 0; r < rows; r++) {
        const x = data.subarray(r * rowStride, r * rowStride + cols);
        const out = output.data.subarray(r * output.rowStride, r * output.rowStride + cols);
        out.fill(Number.NaN);
        f(x, out, args, reals);
      }
    },
  };
}

/** out = f(x) where x is valid; a missing value gives NaN by arithmetic. */
function map(x: Float64Array, out: Float64Array, f: (value: number) => number): void {
  for (let c = 0; c < x.length; c++) out[c] = f(x[c]!);
}

const noArguments = { encode: () => encodeArgs([]), examples: [{}] };

/** Every value less the mean of its row. A row with an infinity becomes infinite or missing. */
export const csDemeanSpec = rowSpec<NoArgs>('cs_demean', noArguments, (x, out) => {
  const mean = meanRow(x, countRow(x));
  map(x, out, (value) => value - mean);
});

/** Every value over the sum of the magnitudes of its row; missing where all are 0. */
export const csScaleSpec = rowSpec<NoArgs>('cs_scale', noArguments, (x, out) => {
  const total = sumRow(x, Math.abs);
  map(x, out, (value) => value / total);
});

/** Every value between the row's smallest, 0, and its largest, 1; missing where all are equal. */
export const csMinmaxSpec = rowSpec<NoArgs>('cs_minmax', noArguments, (x, out) => {
  let min = Infinity;
  let max = -Infinity;
  for (const value of x) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const span = max - min;
  map(x, out, (value) => (value - min) / span);
});

/** What a row of equal values becomes. */
export const flatRows = ['missing', 'zero'] as const;

export interface CsZscoreArgs {
  /** Delta degrees of freedom of the standard deviation; default 1. */
  readonly ddof?: number;
  /** Default `missing`. */
  readonly flat?: (typeof flatRows)[number];
}

/** (value - mean) / standard deviation of its row. Rows with an infinity are missing. */
export const csZscoreSpec = rowSpec<CsZscoreArgs>(
  'cs_zscore',
  {
    encode: ({ ddof = 1, flat = 'missing' }) =>
      encodeArgs([checkInteger('ddof', ddof, 0), checkChoice('flat', flat, flatRows)]),
    examples: [{}, { ddof: 0, flat: 'zero' }, { ddof: 3 }],
  },
  (x, out, [ddof, flat]) => {
    const count = countRow(x);
    const mean = meanRow(x, count);
    const deviation = deviationRow(x, count, mean, ddof!);
    const divisor = deviation === 0 && flatRows[flat!] === 'zero' ? 1 : deviation;
    map(x, out, (value) => (value - mean) / divisor);
  },
);

/**
 * (value - weighted mean) / standard deviation of its row, as the Barra models standardise with capitalisations as
 * weights: the deviation is of the values about their own mean, without weights. A value without a weight is missing;
 * weights that add up to 0 or less give a missing row, as an infinity does.
 */
export const csWeightedZscoreSpec: KernelSpec<CsZscoreArgs> = {
  name: 'cs_weighted_zscore',
  inputs: ['x', 'weight'],
  dtypes: ['f64'],
  encode: csZscoreSpec.encode,
  examples: csZscoreSpec.examples,
  ...stateless,
  step: weightedZscores,
};

function weightedZscores({ rows, args, inputs, output }: KernelStep): void {
  const [ddof, flat] = args as unknown as [number, number];
  for (let r = 0; r < rows; r++) {
    const weight = rowAt(inputs[1]!, r);
    const x = rowAt(inputs[0]!, r).map((value, c) => (Number.isNaN(weight[c]!) ? Number.NaN : value));
    const count = countRow(x);
    const deviation = deviationRow(x, count, meanRow(x, count), ddof);
    const divisor = deviation === 0 && flatRows[flat] === 'zero' ? 1 : deviation;
    const mean = weightedMean(x, weight);
    map(x, rowAt(output, r), (value) => (value - mean) / divisor);
  }
}

/** About the first valid value, so that the mean of equal values is exactly their value. */
function weightedMean(x: Float64Array, weight: Float64Array): number {
  const anchor = anchorOf(x);
  const sum = (term: (c: number) => number) =>
    sumPlaces(x.length, (c) => (Number.isNaN(x[c]!) ? 0 : term(c)));
  const total = sum((c) => weight[c]!);
  return total > 0 ? anchor + sum((c) => weight[c]! * (x[c]! - anchor)) / total : Number.NaN;
}
