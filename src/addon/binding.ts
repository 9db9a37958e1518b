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
  /**
   * A VPIN engine (native/vpin), which lives as long as its handle. Settings: classifier, 1 for buckets by value,
   * window, CDF window, session gap and quote lag in ns; src/compute/native/vpin.ts is the only caller.
   */
  vpinOpen(settings: Float64Array): VpinHandle;
  /** Replaces the state of a slot, or adds the next one, from the bytes that the reference writes. */
  vpinLoad(engine: VpinHandle, slot: number, state: Uint8Array, measure: Float64Array): void;
  /** Which slot each instrument id means from now on. */
  vpinMap(engine: VpinHandle, ids: Uint32Array, slots: Uint32Array): void;
  /**
   * Takes the rows `from` to `length` (exclusive). Returns the row it stopped at, of which `vpinOutcome` says why.
   * @param limit how many closed buckets may wait for `vpinTake`
   */
  vpinTrades(
    engine: VpinHandle,
    from: number,
    length: number,
    timeBase: bigint,
    limit: number,
    instrument: Uint32Array,
    timeOffset: Float64Array,
    price: Float64Array,
    size: Float64Array,
    side: Int8Array,
    bid?: Float64Array,
    ask?: Float64Array,
  ): number;
  /** The same of quotes. */
  vpinQuotes(
    engine: VpinHandle,
    from: number,
    length: number,
    timeBase: bigint,
    limit: number,
    instrument: Uint32Array,
    timeOffset: Float64Array,
    bid: Float64Array,
    ask: Float64Array,
  ): number;
  /** Writes the fault of the last call, and how many closed buckets wait. */
  vpinOutcome(engine: VpinHandle, out: Float64Array): void;
  /** Moves the closed buckets to the rows from `at` on; `reals` gets the nine other columns, one after the other. */
  vpinTake(
    engine: VpinHandle,
    at: number,
    instrument: Uint32Array,
    start: BigInt64Array,
    end: BigInt64Array,
    reals: Float64Array,
  ): void;
  /** What is known of a slot, in the order of `vpinStateNumbers`. */
  vpinState(engine: VpinHandle, slot: number, out: Float64Array): void;
  /** The state of a slot in the bytes that the reference writes. */
  vpinSave(engine: VpinHandle, slot: number): Uint8Array;
  /** Gives the addon the maker of its exceptions. `load.ts` does so once. */
  setErrorFactory(factory: NativeErrorFactory): void;
}

/** Opaque; belongs to the thread that opened it. */
export interface VpinHandle {
  readonly vpin: unique symbol;
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
  vpinOpen: true,
  vpinLoad: true,
  vpinMap: true,
  vpinTrades: true,
  vpinQuotes: true,
  vpinOutcome: true,
  vpinTake: true,
  vpinState: true,
  vpinSave: true,
  setErrorFactory: true,
};

/** The names that an addon of this release exports: a file without one of them is from another release. */
export const addonFunctions = Object.keys(functions) as readonly (keyof Addon)[];
