import type { Panel } from './panel.js';

/** What a backend computes in: the CPU in f64, Metal in f32, the Neural Engine in f16. */
export type Precision = 'f64' | 'f32' | 'f16';

/** Arguments as every implementation takes them: unsigned 32-bit integers and, for reals, f64. */
export interface EncodedArgs {
  readonly args: Uint32Array;
  readonly reals: Float64Array;
}

/** One step: `rows` further rows of every input, and as many of the output. Shapes have been checked. */
export interface KernelStep extends EncodedArgs {
  readonly rows: number;
  readonly cols: number;
  readonly inputs: readonly Panel[];
  readonly output: Panel;
  /** The output is one result over all rows so far, which every step writes as a whole. */
  readonly reduces?: boolean;
  /** What the kernel remembers between steps, changed in place; all zero before the first; empty if it needs none. */
  readonly state: Float64Array;
}

/** What a call writes where that is not as many rows and columns as it reads. */
export interface OutputShape {
  readonly cols: number;
  /** Rows of one result over all rows so far; without it, every row of the inputs has its own. */
  readonly rows?: number;
}

/**
 * A kernel: what it computes is the `step` of its reference, in plain TypeScript. A batch is one step from the empty
 * state, streaming is many steps, and both give the same bits, whatever the chunking.
 */
export interface KernelSpec<Args> {
  /** The file of that name in native/kernels, and in native/gpu/shaders where there is one, computes the same. */
  readonly name: string;
  /** The names of the inputs, which all have the same shape, in the order of `KernelStep.inputs`. */
  readonly inputs: readonly string[];
  /** The same for one call, where the arguments decide how many there are; `inputs` are those that all calls have. */
  inputsFor?(encoded: EncodedArgs): readonly string[];
  /** The output for inputs of so many columns, where it is not of their shape. */
  outputShape?(encoded: EncodedArgs, cols: number): OutputShape;
  /** The precisions in which this kernel may run. */
  readonly dtypes: readonly Precision[];
  /** Checks the arguments (InvalidArgument) and fills in defaults. */
  encode(args: Args): EncodedArgs;
  /** How many rows before a row its result may depend on; Infinity for a recursion. */
  lookback(encoded: EncodedArgs): number;
  /** Bytes of state for so many columns: a multiple of 8. The layout is the same in every implementation. */
  stateBytes(encoded: EncodedArgs, cols: number): number;
  step(step: KernelStep): void;
  /** The arguments for one call over exactly `rows` rows, where they allow a smaller state; same result. */
  fitToBatch?(encoded: EncodedArgs, rows: number): EncodedArgs;
  /** Arguments that together reach every branch: for self-tests, and for tests of every implementation. */
  readonly examples: readonly Args[];
}

/** The arguments of a kernel that takes none. */
export type NoArgs = Record<never, never>;

const nothing = new Float64Array(0);

/** The names of the inputs of a call. */
export function inputNames<Args>(spec: KernelSpec<Args>, encoded: EncodedArgs): readonly string[] {
  return spec.inputsFor?.(encoded) ?? spec.inputs;
}

/** Encodes whole arguments that were checked. */
export function encodeArgs(args: readonly number[], reals: readonly number[] = []): EncodedArgs {
  return { args: Uint32Array.from(args), reals: reals.length === 0 ? nothing : Float64Array.from(reals) };
}
