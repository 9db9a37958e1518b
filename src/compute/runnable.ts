import { setImmediate } from 'node:timers/promises';
import {
  type AnyKernel,
  type AsynchronousBackend,
  referenceBackend,
  type SynchronousBackend,
} from './backend.js';
import {
  checkOperands,
  firstStep,
  type Inputs,
  isEmpty,
  type Operands,
  type OutputOf,
  partOfStep,
  runStep,
} from './call.js';
import { type Choice, chooseAny, chooseSynchronous, forcedName } from './choose.js';
import { DeviceOutOfMemory, isDeviceFault } from './errors.js';
import { inputNames, type KernelSpec, type KernelStep } from './kernel.js';
import { asPanel, type Operand } from './panel.js';
import { switchOff } from './self-test.js';
import { KernelStream, type StreamOptions } from './stream.js';

export interface RunOptions extends Choice {
  /** Receives the result, which otherwise is new. Must not share memory with an input. */
  readonly out?: Operand;
}

export interface AsyncRunOptions extends RunOptions {
  readonly signal?: AbortSignal;
}

/** The arguments may be left out where each of them has a default. */
type Rest<Args, Options> =
  Record<never, never> extends Args ? [args?: Args, options?: Options] : [args: Args, options?: Options];

/** `run` gives the event loop a turn after so many elements: less than a millisecond of most kernels. */
const elementsPerTurn = 1 << 18;

/** A kernel on all its backends. */
export class Kernel<In extends Inputs, Args> {
  readonly spec: KernelSpec<Args>;
  readonly #any: AnyKernel;

  constructor(spec: KernelSpec<Args>) {
    this.spec = spec;
    this.#any = spec as AnyKernel;
  }

  /**
   * Computes a whole batch before it returns, on the CPU or by the reference.
   * @throws InvalidArgument for shapes, strides, lengths and arguments that do not fit; UnknownBackend,
   * BackendUnavailable or BackendNotSynchronous when a backend is forced that cannot serve; OutOfMemory
   */
  runSync<T extends In>(inputs: T, ...[args, options = {}]: Rest<Args, RunOptions>): OutputOf<T> {
    const { operands, step } = this.#batch(inputs, args, options);
    runStep(chooseSynchronous(this.#any, step, options), this.#any, step);
    return operands.result as OutputOf<T>;
  }

  /**
   * Computes a whole batch on any backend. On the CPU it works on this thread, in pieces between which the event loop
   * runs and `signal` is looked at; to leave the thread, see dualbus/pool. Inputs must not change before it settles.
   * @throws what `runSync` throws except BackendNotSynchronous, and the reason of `signal`
   */
  async run<T extends In>(
    inputs: T,
    ...[args, options = {}]: Rest<Args, AsyncRunOptions>
  ): Promise<OutputOf<T>> {
    const { signal } = options;
    signal?.throwIfAborted();
    const { operands, step } = this.#batch(inputs, args, options);
    const backend = await chooseAny(this.#any, step, options);
    if (isEmpty(step)) runStep(referenceBackend, this.#any, step);
    else if (backend.synchronous) await this.#runInTurns(backend, step, signal);
    else await this.#runElsewhere(backend, step, options);
    signal?.throwIfAborted();
    return operands.result as OutputOf<T>;
  }

  /** A stream over `cols` columns: any number of rows at a time, the same bits as one batch. */
  stream(cols: number, ...[args, options = {}]: Rest<Args, StreamOptions>): KernelStream<In> {
    return new KernelStream<In>(this.#any, this.spec.encode(args ?? ({} as Args)), cols, options);
  }

  /** The whole batch as one step from the empty state. */
  #batch(inputs: In, args: Args | undefined, { out }: RunOptions): { operands: Operands; step: KernelStep } {
    const given = this.spec.encode(args ?? ({} as Args));
    const operands = checkOperands(this.spec, given, inputs, out);
    const encoded = this.spec.fitToBatch?.(given, operands.inputs[0]!.rows) ?? given;
    return { operands, step: firstStep(this.spec, encoded, operands.inputs, operands.output) };
  }

  /** A device that fails is no reason to fail: unless it was forced, the CPU computes what it was asked for. */
  async #runElsewhere(
    backend: AsynchronousBackend,
    step: KernelStep,
    options: AsyncRunOptions,
  ): Promise<void> {
    try {
      await backend.run(this.#any, step, options.signal);
    } catch (error) {
      if (!isDeviceFault(error) || forcedName(options) !== undefined) throw error;
      if (!(error instanceof DeviceOutOfMemory)) switchOff(backend, this.spec.name, error.message);
      await this.#runInTurns(chooseSynchronous(this.#any, step, {}), step, options.signal);
    }
  }

  async #runInTurns(
    backend: SynchronousBackend,
    step: KernelStep,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const rowsPerTurn = Math.max(1, Math.floor(elementsPerTurn / step.cols));
    for (let from = 0; from < step.rows; from += rowsPerTurn) {
      if (from > 0) await setImmediate();
      signal?.throwIfAborted();
      // The caller may have transferred or resized a buffer meanwhile.
      for (const [i, name] of inputNames(this.spec, step).entries()) asPanel(name, step.inputs[i]!);
      asPanel('out', step.output);
      backend.step(this.#any, partOfStep(step, from, Math.min(step.rows, from + rowsPerTurn)));
    }
  }
}
