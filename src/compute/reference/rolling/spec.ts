import { checkInteger } from '../../args.js';
import { type EncodedArgs, encodeArgs, type KernelSpec } from '../../kernel.js';
import { precisionsOf } from '../../tolerance.js';
import { type Finish, type TwoStackFamily, twoStackLength, twoStackStep } from './two-stack.js';

export interface RollingArgs {
  /** Rows that a window spans: 1 to 2^32 - 1. */
  readonly window: number;
  /** Valid rows a window needs, else its result is missing: 1 to `window`, which is the default. */
  readonly minCount?: number;
}

export interface RollingMomentArgs extends RollingArgs {
  /** Delta degrees of freedom: the divisor is the number of valid rows less this, 1 by default. */
  readonly ddof?: number;
}

const windows: readonly RollingArgs[] = [
  { window: 1 },
  { window: 4 },
  { window: 5, minCount: 1 },
  { window: 30, minCount: 2 },
];

export function encodeRolling({ window, minCount = window }: RollingArgs): EncodedArgs {
  return encodeArgs([checkInteger('window', window, 1), checkInteger('minCount', minCount, 1, window)]);
}

/** A window longer than the batch never gets full: one of the batch's length gives the same results. */
export function fitToBatch({ args, reals }: EncodedArgs, rows: number): EncodedArgs {
  return { args: Uint32Array.of(Math.min(args[0]!, Math.max(1, rows)), ...args.subarray(1)), reals };
}

/** What the rolling kernels of one family have in common. `makeFinish` gets the encoded arguments. */
function twoStackSpec<Args extends RollingArgs>(
  name: string,
  inputs: readonly string[],
  family: TwoStackFamily,
  makeFinish: (args: Uint32Array) => Finish,
): Omit<KernelSpec<Args>, 'encode' | 'examples'> {
  return {
    name,
    inputs,
    dtypes: precisionsOf(name),
    fitToBatch,
    lookback: ({ args }) => args[0]! - 1,
    stateBytes: ({ args }, cols) => 8 * twoStackLength(family, args[0]!, cols),
    step: (step) => twoStackStep(step, family, makeFinish(step.args)),
  };
}

/** A rolling kernel with a window and a least count, from its sums and from what it makes of them. */
export function rollingSpec(
  name: string,
  inputs: readonly string[],
  family: TwoStackFamily,
  finish: Finish,
): KernelSpec<RollingArgs> {
  return {
    ...twoStackSpec(name, inputs, family, () => finish),
    encode: encodeRolling,
    examples: windows,
  };
}

/** A rolling kernel of second moments, which divides by the count less `ddof`. */
export function rollingMomentSpec(
  name: string,
  inputs: readonly string[],
  family: TwoStackFamily,
  makeFinish: (ddof: number) => Finish,
): KernelSpec<RollingMomentArgs> {
  return {
    ...twoStackSpec(name, inputs, family, (args) => makeFinish(args[2]!)),
    encode({ ddof = 1, ...rolling }) {
      const { args } = encodeRolling(rolling);
      return encodeArgs([...args, checkInteger('ddof', ddof, 0)]);
    },
    examples: [...windows, { window: 6, minCount: 1, ddof: 0 }, { window: 3, minCount: 2, ddof: 2 }],
  };
}

/** A kernel that needs every row of its window. */
export interface WindowArgs {
  /** Rows that a window spans: 1 to 2^32 - 1. A missing row makes the result missing. */
  readonly window: number;
}

export function fullWindowSpec(
  name: string,
  family: TwoStackFamily,
  makeFinish: (window: number) => Finish,
): KernelSpec<WindowArgs> {
  return {
    ...twoStackSpec(name, ['x'], family, (args) => makeFinish(args[1]!)),
    encode: ({ window }) => encodeRolling({ window }),
    examples: [{ window: 1 }, { window: 2 }, { window: 7 }, { window: 30 }],
  };
}
