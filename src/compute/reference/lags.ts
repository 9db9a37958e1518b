import { checkInteger } from '../args.js';
import { encodeArgs, type KernelSpec, type KernelStep } from '../kernel.js';

export interface LagArgs {
  /** How many rows back the other value stands: 0 to 2^32 - 1. */
  readonly periods: number;
}

/**
 * A function of each value and of the one `periods` rows before; missing where there is no row so far back.
 * The state: rows seen, then the last `periods` rows, the row with number n in place n mod `periods`.
 */
function lagSpec(name: string, f: (x: number, before: number) => number): KernelSpec<LagArgs> {
  return {
    name,
    inputs: ['x'],
    dtypes: ['f64'],
    examples: [{ periods: 0 }, { periods: 1 }, { periods: 5 }, { periods: 40 }],
    encode: ({ periods }) => encodeArgs([checkInteger('periods', periods, 0)]),
    fitToBatch: ({ args, reals }, rows) => ({ args: Uint32Array.of(Math.min(args[0]!, rows)), reals }),
    lookback: ({ args }) => args[0]!,
    stateBytes: ({ args }, cols) => 8 * (1 + args[0]! * cols),
    step: (step) => lagRows(step, f),
  };
}

function lagRows(step: KernelStep, f: (x: number, before: number) => number): void {
  const { rows, cols, state, output } = step;
  const { data, rowStride } = step.inputs[0]!;
  const periods = step.args[0]!;
  for (let r = 0; r < rows; r++) {
    const seen = state[0]!;
    const ring = 1 + (periods === 0 ? 0 : seen % periods) * cols;
    for (let c = 0; c < cols; c++) {
      const x = data[r * rowStride + c]!;
      let before = x;
      if (periods > 0) {
        before = seen < periods ? Number.NaN : state[ring + c]!;
        state[ring + c] = x;
      }
      output.data[r * output.rowStride + c] = f(x, before);
    }
    state[0]!++;
  }
}

/** The value `periods` rows before. */
export const delaySpec = lagSpec('delay', (_, before) => before);
/** The value less the one `periods` rows before. */
export const deltaSpec = lagSpec('delta', (x, before) => x - before);
/** The simple return over `periods` rows: x / before - 1. */
export const retSpec = lagSpec('ret', (x, before) => x / before - 1);
/** The logarithmic return over `periods` rows: the logarithm of x / before, missing where that is negative. */
export const logRetSpec = lagSpec('log_ret', (x, before) => Math.log(x / before));
