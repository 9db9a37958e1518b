import type { PlannedOperations } from '../addon/binding.js';
import { type Choice, forcedName } from './choose.js';
import { crossover } from './crossover.js';
import { type DenseNetwork, denseElements } from './dense.js';
import { DenseOnCoreml } from './dense-coreml.js';
import type { DenseOnCpu } from './dense-cpu.js';
import { BackendUnavailable, HalfRangeExceeded, isDeviceFault } from './errors.js';
import { coremlBackend } from './native/coreml-backend.js';
import { switchedOff, switchOff } from './self-test.js';

export type { PlannedOperations } from '../addon/binding.js';

/** Where the rows of a run were really computed. */
export interface DenseRun {
  readonly backend: 'coreml' | 'cpu' | 'reference';
  /** Rows that f16 cannot hold and that the CPU computed in f32 instead; 0 on the CPU. */
  readonly rowsOnCpu: number;
  /** Why the CPU ran what Core ML was admitted for. */
  readonly reason?: string;
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
  async forwardHalf(
    x: Float32Array,
    out: Float32Array,
    choice: Choice,
    signal?: AbortSignal,
  ): Promise<DenseRun> {
    const forced = forcedName(choice);
    if (forced !== undefined && forced !== 'coreml') return this.#onCpu(x, out, choice);
    if (forced === undefined) {
      const reason = switchedOff(coremlBackend) ?? coremlBackend.unavailable();
      if (reason !== undefined) return { ...this.#onCpu(x, out, {}), reason };
      const rows = x.length / this.#network.inputs;
      if (denseElements(this.#network, rows) < crossover('coreml', 'dense'))
        return { ...this.#onCpu(x, out, {}), reason: `${rows} rows are too few for Core ML to pay here` };
    }
    try {
      return await this.#onCoreml(x, out, signal);
    } catch (error) {
      if (forced !== undefined || !isFallback(error)) throw error;
      if (isDeviceFault(error)) switchOff(coremlBackend, 'dense', error.message);
      return { ...this.#onCpu(x, out, {}), reason: error.message };
    }
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

  #onCpu(x: Float32Array, out: Float32Array, choice: Choice): DenseRun {
    return { backend: this.#cpu.forward(x, out, choice), rowsOnCpu: 0 };
  }
}

function isFallback(error: unknown): error is Error {
  return isDeviceFault(error) || error instanceof HalfRangeExceeded || error instanceof BackendUnavailable;
}
