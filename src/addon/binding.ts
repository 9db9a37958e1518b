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
  /**
   * Puts this thread behind others by its quality of service (macOS); false where the system has none. An addon without
   * it serves all the same.
   */
  lowerPriority?(): boolean;
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
   * A VPIN engine (native/vpin), which lives as long as its handle. src/compute/native/vpin.ts, the only caller, has
   * the order of the settings, and of the numbers of a series.
   */
  vpinOpen(settings: Float64Array): VpinHandle;
  /** Replaces the state of a slot, or adds the next one, from the bytes that the reference writes. */
  vpinLoad(engine: VpinHandle, slot: number, state: Uint8Array, numbers: Float64Array): void;
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
  /** The same for finished bars. */
  vpinBars(
    engine: VpinHandle,
    from: number,
    length: number,
    timeBase: bigint,
    limit: number,
    instrument: Uint32Array,
    timeOffset: Float64Array,
    open: Float64Array,
    close: Float64Array,
    volume: Float64Array,
  ): number;
  /** Closes the open bars of all slots. Returns the slot it stopped at. */
  vpinClose(engine: VpinHandle, limit: number): number;
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
  /**
   * Runs a batch of kernels on the GPU, in f32, off the event loop, and writes the targets when all have run. A call that
   * the GPU refuses runs on the CPU in between, on the same f32 values. Sources are copied before this returns.
   * @param ticket a number of the caller's choice, by which `cancelGpu` knows the batch while it runs
   */
  runGpu(calls: readonly GpuCall[], slots: readonly GpuSlot[], ticket: number): Promise<GpuCost>;
  /** A batch that has not begun does not begin; one that has ends without writing. Its promise is rejected. */
  cancelGpu(ticket: number): void;
  /** Compiles every shader of this build; how many there are. Rejects with the compiler's words. */
  compileShaders(): Promise<number>;
  /** Why the GPU does not take a kernel with so many f32 inputs, all of one shape; undefined when it does. */
  gpuRefuses(
    kernel: string,
    inputs: number,
    rows: number,
    cols: number,
    args: Uint32Array,
    reals: Float64Array,
  ): string | undefined;
  /**
   * Writes a Core ML package into a folder that does not exist yet; works on every platform. With `layers` undefined, the
   * product x'x over blocks of `batch` rows of `parameters` columns.
   * @param parameters of each linear layer the weights, (outputs, inputs), and then the biases
   * @param batch rows of one prediction, a multiple of 32
   */
  writeModelPackage(
    layers: Uint32Array,
    parameters: Float32Array,
    batch: number,
    folder: string,
  ): Promise<void>;
  writeModelPackage(layers: undefined, columns: number, batch: number, folder: string): Promise<void>;
  /**
   * Writes, compiles (or finds in the cache folder) and loads a model: a dense network, or with `layers` undefined the
   * product x'x over rows of `parameters` columns, in blocks of `batch` rows. May take seconds, off the event loop.
   */
  openModel(
    layers: Uint32Array,
    parameters: Float32Array,
    batch: number,
    cache: string,
  ): Promise<OpenedModel>;
  openModel(layers: undefined, columns: number, batch: number, cache: string): Promise<OpenedModel>;
  /**
   * Runs a model over a copy of `rows`, off the event loop, one run of a model at a time. A dense network gives
   * (rows, outputs) and the numbers of the rows that f16 cannot hold: those with a value beyond `limit` and those
   * whose results are not finite; their outputs are NaN. x'x gives (columns, columns) as f64.
   */
  runModel(model: number, rows: Float32Array, limit: number): Promise<ModelRunResult>;
  /** Ends the run of a model between two predictions: its promise is rejected. */
  cancelModel(model: number): void;
  closeModel(model: number): void;
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

/** A kernel of a batch; inputs and outputs are places in the list of slots. */
export interface GpuCall {
  readonly kernel: string;
  readonly args: Uint32Array;
  readonly reals: Float64Array;
  readonly inputs: Uint32Array;
  readonly outputs: Uint32Array;
}

/**
 * A panel of a batch. On the device its values are f32, u32, or u64 (whole numbers from 0 to 2^53 - 1); the arrays are
 * Float64Array, or Uint32Array for u32. Without arrays it is a result that only later calls of the batch read.
 */
export interface GpuSlot {
  readonly element: 'f32' | 'u32' | 'u64';
  readonly rows: number;
  readonly cols: number;
  /** Elements from row to row in the arrays. */
  readonly stride: number;
  readonly source?: Float64Array | Uint32Array | undefined;
  readonly target?: Float64Array | Uint32Array | undefined;
}

/** What a batch cost. */
export interface GpuCost {
  readonly commandBuffers: number;
  readonly dispatches: number;
  /** Calls that the CPU computed in between. */
  readonly hostCalls: number;
  readonly copiedInBytes: number;
  readonly copiedOutBytes: number;
  /** Memory of the batch on the device; it goes back to a pool. */
  readonly deviceBytes: number;
  readonly deviceSeconds: number;
}

/** `plan` is what the system plans for the operations, kind by kind; empty where it does not tell. */
export interface OpenedModel {
  readonly model: number;
  readonly plan: readonly PlannedOperations[];
}

export interface PlannedOperations {
  readonly operation: string;
  /** "Neural Engine", "GPU", "CPU" or "unknown"; "emulated" in tests. */
  readonly device: string;
  readonly count: number;
}

export interface ModelRunResult {
  readonly out: Float32Array | Float64Array;
  readonly refused: Uint32Array;
}

export type NativeErrorFactory = (code: string, where: string, problem: string) => Error;

const functions: Record<Exclude<keyof Addon, 'lowerPriority'>, true> = {
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
  vpinBars: true,
  vpinClose: true,
  vpinOutcome: true,
  vpinTake: true,
  vpinState: true,
  vpinSave: true,
  compileShaders: true,
  runGpu: true,
  cancelGpu: true,
  gpuRefuses: true,
  writeModelPackage: true,
  openModel: true,
  runModel: true,
  cancelModel: true,
  closeModel: true,
  setErrorFactory: true,
};

/** The names that an addon of this release exports: a file without one of them is from another release. */
export const addonFunctions = Object.keys(functions) as readonly (keyof Addon)[];
