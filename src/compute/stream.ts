import { InvalidArgument } from '../base/errors.js';
import { checkInteger } from './args.js';
import type { AnyKernel } from './backend.js';
import { checkOperands, type Inputs, type OutputOf, runStep, stepOver } from './call.js';
import { type Choice, chooseSynchronous } from './choose.js';
import { type EncodedArgs, inputNames } from './kernel.js';
import { allocate, type Operand } from './panel.js';

export interface StreamOptions extends Choice {
  /** A copy of the `state` of an earlier stream of this kernel, arguments and columns: goes on where that one stood. */
  readonly state?: Float64Array;
}

/** A kernel that remembers the rows it has seen. Streams on the CPU only; every implementation has the same state. */
export class KernelStream<In extends Inputs> {
  /** All that the stream remembers. It changes with every push; copy it to keep a checkpoint. */
  readonly state: Float64Array;
  readonly cols: number;
  readonly #kernel: AnyKernel;
  readonly #encoded: EncodedArgs;
  readonly #choice: Choice;

  /** @throws InvalidArgument for columns or a state that do not fit; OutOfMemory */
  constructor(kernel: AnyKernel, encoded: EncodedArgs, cols: number, { state, ...choice }: StreamOptions) {
    checkInteger('cols', cols, 1);
    const length = kernel.stateBytes(encoded, cols) / 8;
    if (state && state.length !== length)
      throw new InvalidArgument('state', `has ${state.length} elements, this stream needs ${length}`);
    this.state = state?.slice() ?? allocate(length, `the state of ${kernel.name}`);
    this.cols = cols;
    this.#kernel = kernel;
    this.#encoded = encoded;
    this.#choice = choice;
  }

  /**
   * Takes the next rows and returns their results, into `out` where given.
   * @throws InvalidArgument for operands that do not fit, with the state unchanged
   */
  push<T extends In>(inputs: T, out?: Operand): OutputOf<T> {
    const { inputs: panels, output, result } = checkOperands(this.#kernel, this.#encoded, inputs, out);
    const { cols } = panels[0]!;
    if (cols !== this.cols) {
      const [name] = inputNames(this.#kernel, this.#encoded);
      throw new InvalidArgument(name!, `has ${cols} columns, the stream has ${this.cols}`);
    }
    const step = stepOver(this.#kernel, this.#encoded, panels, this.state, output);
    runStep(chooseSynchronous(this.#kernel, step, this.#choice), this.#kernel, step);
    return result as OutputOf<T>;
  }
}
