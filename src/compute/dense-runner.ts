import type { PlannedOperations } from '../addon/binding.js';
import type { Choice } from './choose.js';
import { coremlFirst } from './coreml-first.js';
import { type DenseNetwork, denseElements } from './dense.js';
import { DenseOnCoreml } from './dense-coreml.js';
import type { DenseOnCpu } from './dense-cpu.js';

export type { PlannedOperations } from '../addon/binding.js';

/** Where work that Core ML may do was really computed. */
export interface Placement {
  readonly backend: 'coreml' | 'cpu' | 'reference';
  /** Why the CPU ran what Core ML was admitted for. */
  readonly reason?: string;
}

/** Where the rows of a run were really computed. */
export interface DenseRun extends Placement {
  /** Rows that f16 cannot hold and that the CPU computed in f32 instead; 0 on the CPU. */
  readonly rowsOnCpu: number;
}

/** A network that may run in f16 on Core ML, with the CPU behind it for whatever Core ML cannot do. */
export class DenseRunner {
  readonly #network: DenseNetwork;
  readonly #cpu: DenseOnCpu<Float32Array>;
  readonly #coreml: DenseOnCoreml;

  constructor(network: DenseNetwork, cpu: DenseOnCpu<Float32Array>) {
    this.#network = network;
    this.#cpu = cpu;
    this.#coreml = new DenseOnCoreml(network);
  }

  /** `x` (rows, inputs) to `out` (rows, outputs) in at least f16. */
  forwardHalf(x: Float32Array, out: Float32Array, choice: Choice, signal?: AbortSignal): Promise<DenseRun> {
    const elements = denseElements(this.#network, x.length / this.#network.inputs);
    return coremlFirst<DenseRun>('dense', elements, choice, {
      coreml: () => this.#onCoreml(x, out, signal),
      cpu: (forced) => ({ backend: this.#cpu.forward(x, out, forced), rowsOnCpu: 0 }),
    });
  }

  /** Where the system plans to run each kind of operation; empty where it does not tell. */
  plan(): Promise<readonly PlannedOperations[]> {
    return this.#coreml.plan();
  }

  async #onCoreml(x: Float32Array, out: Float32Array, signal: AbortSignal | undefined): Promise<DenseRun> {
    const { inputs, outputs } = this.#network;
    const rows = x.slice(); // the caller's array may change or be the output
    const ran = await this.#coreml.forward(rows, signal);
    signal?.throwIfAborted();
    out.set(ran.out);
    for (const row of ran.refused)
      this.#cpu.forward(
        rows.subarray(row * inputs, (row + 1) * inputs),
        out.subarray(row * outputs, (row + 1) * outputs),
      );
    return { backend: 'coreml', rowsOnCpu: ran.refused.length };
  }
}
