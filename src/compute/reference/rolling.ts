import { checkInteger } from '../args.js';
import { type EncodedArgs, encodeArgs, type KernelSpec } from '../kernel.js';
import { type Finish, type TwoStackFamily, twoStackLength, twoStackStep } from './two-stack.js';

export interface RollingArgs {
  /** Rows that a window spans: 1 to 2^32 - 1. */
  readonly window: number;
  /** Valid rows a window needs, else its result is missing: 1 to `window`, which is the default. */
  readonly minCount?: number;
}

function encodeRolling({ window, minCount = window }: RollingArgs): EncodedArgs {
  return encodeArgs([checkInteger('window', window, 1), checkInteger('minCount', minCount, 1, window)]);
}

/** A window longer than the batch never gets full: one of the batch's length gives the same results. */
function fitToBatch({ args, reals }: EncodedArgs, rows: number): EncodedArgs {
  return { args: Uint32Array.of(Math.min(args[0]!, Math.max(1, rows)), ...args.subarray(1)), reals };
}

/** A rolling kernel over one input, from its sums and from what it makes of them. */
export function rollingSpec(name: string, family: TwoStackFamily, finish: Finish): KernelSpec<RollingArgs> {
  return {
    name,
    inputs: ['x'],
    dtypes: ['f64'],
    examples: [{ window: 1 }, { window: 4 }, { window: 5, minCount: 1 }, { window: 30, minCount: 2 }],
    encode: encodeRolling,
    fitToBatch,
    lookback: ({ args }) => args[0]! - 1,
    stateBytes: ({ args }, cols) => 8 * twoStackLength(family, args[0]!, cols),
    step: (step) => twoStackStep(step, family, finish),
  };
}
