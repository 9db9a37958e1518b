/**
 * The shape of the native addon (native/napi): the only interface to C++. `load.ts` hands one out after it found every
 * function of `addonFunctions` in the file.
 */
export interface Addon {
  /** Instruction sets this machine can run, best first: `avx2`, `neon`, `scalar`. */
  implementations(): string[];
  /**
   * Chooses the instruction set for this thread; '' is the best one. Returns the name now in use, or undefined, with
   * nothing changed, where the machine lacks it.
   */
  selectImplementation(name: string): string | undefined;
  /** The backends this build knows, in order of priority; `unavailable` says why one cannot be used here. */
  backends(): NativeBackend[];
  /** The names of the kernels; the place in the list is the number that `step` takes. */
  kernels(): string[];
  /**
   * Runs a kernel over `rows` further rows of `cols` columns.
   * @param args unsigned 32-bit arguments in the order of the kernel's specification (i32 as its two's complement)
   * @param reals f64 arguments
   * @param state what the kernel remembers between steps, changed in place; empty for a kernel without memory
   * @param panels array and row stride of every input, then of every output; each array is checked to hold its panel
   */
  step(
    kernel: number,
    rows: number,
    cols: number,
    args: Uint32Array,
    reals: Float64Array,
    state: Float64Array,
    ...panels: (Float64Array | number)[]
  ): void;
  /**
   * Packs typed arrays as src/codec/packed-columns.md says; a missing array is absent in every row.
   * @returns the octets written to `target`, or -1: then the reference implementation says why
   */
  packColumns(
    plan: Int32Array,
    key: number,
    rows: number,
    target: Uint8Array,
    ...arrays: readonly (ArrayBufferView | undefined)[]
  ): number;
  /** Unpacks into the arrays and the bases of the plan. Returns the rows, or -1: then the reference says why. */
  unpackColumns(
    plan: Int32Array,
    body: Uint8Array,
    ...arrays: readonly (ArrayBufferView | undefined)[]
  ): number;
  /**
   * Runs a dense network on the CPU: `x` (rows, inputs) to `out` (rows, outputs). The arrays are all Float64Array or
   * all Float32Array and set the precision.
   * @param layers the width of the inputs, then the type of each layer and, for a linear one, its outputs
   * @param panels weights and biases in panels of 64 bytes (native/kernels/dense.h)
   */
  dense<A extends Float64Array | Float32Array>(
    layers: Uint32Array,
    panels: A,
    x: A,
    rows: number,
    out: A,
  ): void;
  /** Gives the addon the maker of its exceptions. `load.ts` does so once. */
  setErrorFactory(factory: NativeErrorFactory): void;
}

export interface NativeBackend {
  readonly name: string;
  readonly unavailable?: string;
}

export type NativeErrorFactory = (code: string, where: string, problem: string) => Error;

const functions: Record<keyof Addon, true> = {
  implementations: true,
  selectImplementation: true,
  backends: true,
  kernels: true,
  step: true,
  packColumns: true,
  unpackColumns: true,
  dense: true,
  setErrorFactory: true,
};

/** The names that an addon of this release exports: a file without one of them is from another release. */
export const addonFunctions = Object.keys(functions) as readonly (keyof Addon)[];
