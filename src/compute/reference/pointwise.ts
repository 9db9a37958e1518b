import { encodeArgs, type KernelSpec, type KernelStep, type NoArgs } from '../kernel.js';
import { stateless } from './elementwise.js';

/** A kernel of every element by itself; `f` gets one value of each input. */
function pointwise(
  name: string,
  inputs: readonly string[],
  f: (x: number, y: number, z: number) => number,
): KernelSpec<NoArgs> {
  return {
    name,
    inputs,
    dtypes: ['f64'],
    examples: [{}],
    encode: () => encodeArgs([]),
    ...stateless,
    step: (step) => mapRows(step, f),
  };
}

function mapRows(step: KernelStep, f: (x: number, y: number, z: number) => number): void {
  const { rows, cols, inputs, output } = step;
  const [x, y = x, z = x] = inputs;
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < cols; c++) {
      const at = (panel: typeof x) => panel!.data[r * panel!.rowStride + c]!;
      output.data[r * output.rowStride + c] = f(at(x), at(y), at(z));
    }
}

const isMissing = Number.isNaN;
const pair = ['x', 'y'];

/** A truth value: 1 or 0, and missing where x or y is. Every number but 0 is true. */
function truth(name: string, f: (x: number, y: number) => boolean): KernelSpec<NoArgs> {
  return pointwise(name, pair, (x, y) => (isMissing(x) || isMissing(y) ? Number.NaN : Number(f(x, y))));
}

// Arithmetic: missing where an input is, or where IEEE 754 has no number (infinity less infinity, 0 / 0).
export const addSpec = pointwise('add', pair, (x, y) => x + y);
export const subtractSpec = pointwise('subtract', pair, (x, y) => x - y);
export const multiplySpec = pointwise('multiply', pair, (x, y) => x * y);
export const divideSpec = pointwise('divide', pair, (x, y) => x / y);
/** x to the power y as Math.pow, but missing where y is missing or x is (also for y = 0). */
export const powerSpec = pointwise('power', pair, power);
/** sign(x) |x|^y, the signedpower of formulaic alphas. */
export const signedPowerSpec = pointwise(
  'signed_power',
  pair,
  (x, y) => Math.sign(x) * power(Math.abs(x), y),
);
/** The smaller of both; missing where either is. */
export const pairwiseMinSpec = pointwise('pairwise_min', pair, (x, y) => Math.min(x, y));
/** The larger of both; missing where either is. */
export const pairwiseMaxSpec = pointwise('pairwise_max', pair, (x, y) => Math.max(x, y));

export const signSpec = pointwise('sign', ['x'], Math.sign);
export const absSpec = pointwise('abs', ['x'], Math.abs);
/** The natural logarithm: -infinity for 0, missing below. */
export const logSpec = pointwise('log', ['x'], Math.log);

export const lessSpec = truth('less', (x, y) => x < y);
export const lessEqualSpec = truth('less_equal', (x, y) => x <= y);
export const equalSpec = truth('equal', (x, y) => x === y);
export const notEqualSpec = truth('not_equal', (x, y) => x !== y);
export const logicalAndSpec = truth('logical_and', (x, y) => x !== 0 && y !== 0);
export const logicalOrSpec = truth('logical_or', (x, y) => x !== 0 || y !== 0);
export const logicalNotSpec = pointwise('logical_not', ['x'], (x) => (isMissing(x) ? x : Number(x === 0)));

/** `yes` where the condition is true, `no` where it is false, missing where it is missing. */
export const whereSpec = pointwise('where', ['condition', 'yes', 'no'], (condition, yes, no) => {
  if (isMissing(condition)) return condition;
  return condition === 0 ? no : yes;
});

function power(x: number, y: number): number {
  return isMissing(x) ? x : x ** y;
}
