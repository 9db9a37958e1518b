import { InvalidArgument } from '../../base/errors.js';
import type { BackendName } from '../../compute/backend.js';
import type { Choice } from '../../compute/choose.js';
import type { DenseLayer, DenseNetwork } from '../../compute/dense.js';
import { DenseOnCpu } from '../../compute/dense-cpu.js';
import type { PlannedOperations } from '../../compute/dense-runner.js';
import { type DenseRun, DenseRunner } from '../../compute/dense-runner.js';
import { countRows, outputArray, type Precision, type RowsOf, standardizeRows } from './rows.js';
import { type CheckedWeights, type DenseWeights, type LayerNames, readWeights } from './weights.js';

export interface PredictOptions<P extends 'f64' | 'f32'> {
  /** What the layers compute in; 'f64' without it. */
  readonly precision?: P;
  /** Forces one; DUALBUS_BACKEND does so for every call that names none. */
  readonly backend?: BackendName;
  /** Where the outputs go, (rows, outputs); a fresh array without it. May be the input itself where widths agree. */
  readonly out?: RowsOf[P];
}

export interface RunOptions<P extends Precision> extends Omit<PredictOptions<'f64'>, 'precision' | 'out'> {
  /**
   * The lowest precision that will do: 'f64' without it, on the CPU. 'f16' admits Core ML, which runs it on the Neural
   * Engine where macOS places it there; without Core ML the CPU computes in f32.
   */
  readonly precision?: P;
  /** Market data prefers the Neural Engine; dense networks never run on the GPU. */
  readonly bus?: Choice['bus'];
  readonly signal?: AbortSignal;
  readonly out?: RowsOf[P];
}

/** What a run gives: the outputs, (rows, outputs), and where they were really computed. */
export interface ModelRun<P extends Precision> extends DenseRun {
  readonly outputs: RowsOf[P];
}

/**
 * A trained dense network: linear layers with relu, tanh, sigmoid, GELU or softmax between them, and an optional
 * standardisation of its inputs. Training is the caller's; this runs what came out of it.
 *
 * Rows are independent: a batch gives the same bits as its rows one by one. A missing (NaN) input makes all outputs
 * of its row missing.
 */
export class DenseModel {
  readonly inputs: number;
  readonly outputs: number;
  /** The layers in order, like `['linear 64 -> 128', 'relu', 'linear 128 -> 1']`. */
  readonly layers: readonly string[];
  /** Weights and biases together. */
  readonly parameters: number;
  readonly #f64: DenseOnCpu<Float64Array>;
  readonly #f32: DenseOnCpu<Float32Array>;
  readonly #half: DenseRunner;
  readonly #standardize: CheckedWeights['standardize'];

  private constructor({ layers, standardize }: CheckedWeights) {
    const [first, ...rest] = layers;
    if (first?.type !== 'linear') throw new InvalidArgument('layers', 'the first layer must be linear');
    const last = layers.findLast((layer) => layer.type === 'linear') ?? first;
    this.inputs = first.inputs;
    this.outputs = last.outputs;
    this.layers = layers.map(describeLayer);
    this.parameters = layers.reduce((sum, layer) => sum + countParameters(layer), 0);
    const network: DenseNetwork = { inputs: this.inputs, outputs: this.outputs, layers: [first, ...rest] };
    this.#f64 = new DenseOnCpu(network, Float64Array);
    this.#f32 = new DenseOnCpu(network, Float32Array);
    this.#half = new DenseRunner(network, this.#f32);
    this.#standardize = standardize;
  }

  /**
   * A model from JSON text, from the bytes of a JSON or safetensors file, or from plain data (see DenseWeights). The
   * weights are copied. `layers` says how the tensors of a safetensors file follow each other (see LayerNames).
   * @throws InvalidWeights when a shape, a name or a number is wrong; its message names the place.
   */
  static load(
    weights: string | Uint8Array | DenseWeights,
    options: { readonly layers?: LayerNames } = {},
  ): DenseModel {
    return new DenseModel(readWeights(weights, options.layers));
  }

  /**
   * The outputs for a batch of rows, now, on the CPU.
   * @param rows (rows, inputs), row-major; any whole number of rows, none included
   * @throws InvalidArgument when the rows are not whole or `out` does not fit; BackendUnavailable or
   * BackendNotSynchronous when a backend is forced that cannot serve
   */
  predict<P extends 'f64' | 'f32' = 'f64'>(
    rows: Float64Array | Float32Array,
    { precision = 'f64' as P, backend, out }: PredictOptions<P> = {},
  ): RowsOf[P] {
    const count = countRows(rows, this.inputs);
    const results = outputArray(precision, count * this.outputs, out);
    const choice = backend === undefined ? {} : { backend };
    if (results instanceof Float64Array)
      this.#f64.forward(this.#prepare(rows, Float64Array), results, choice);
    else this.#f32.forward(this.#prepare(rows, Float32Array), results, choice);
    return results;
  }

  /**
   * `predict` for any precision and backend. In f16 the first run of a model writes, compiles and loads it, off the event
   * loop, which may take seconds, and compares it with the reference on a sample. Rows that f16 cannot hold (a missing or
   * too large value) are computed on the CPU in f32. If Core ML fails, the CPU computes everything and `reason` says why.
   * @throws what `predict` throws except BackendNotSynchronous; with a forced 'coreml' also HalfRangeExceeded and
   * ModelFailed; DeviceBusy when too many runs wait; the reason of `signal`
   */
  async run<P extends Precision = 'f64'>(
    rows: Float64Array | Float32Array,
    { precision = 'f64' as P, backend, bus, signal, out }: RunOptions<P> = {},
  ): Promise<ModelRun<P>> {
    signal?.throwIfAborted();
    const count = countRows(rows, this.inputs);
    const outputs = outputArray(precision, count * this.outputs, out);
    const choice: Choice = { ...(backend && { backend }), ...(bus && { bus }) };
    if (outputs instanceof Float64Array) {
      const ran = this.#f64.forward(this.#prepare(rows, Float64Array), outputs, choice);
      return { outputs, backend: ran, rowsOnCpu: 0 };
    }
    const x = this.#prepare(rows, Float32Array);
    if (precision === 'f16')
      return { outputs, ...(await this.#half.forwardHalf(x, outputs, choice, signal)) };
    return { outputs, backend: this.#f32.forward(x, outputs, choice), rowsOnCpu: 0 };
  }

  /**
   * Where the system plans to run each kind of operation of this model in Core ML: a plan, not a trace of what ran. Empty
   * where it does not tell (before macOS 14.4).
   * @throws BackendUnavailable, HalfRangeExceeded, ModelFailed
   */
  plan(): Promise<readonly PlannedOperations[]> {
    return this.#half.plan();
  }

  /** The rows in the precision of the layers, standardised where the model asks for it. */
  #prepare<A extends Float64Array | Float32Array>(
    rows: Float64Array | Float32Array,
    Type: { new (length: number): A; from(values: ArrayLike<number>): A },
  ): A {
    if (this.#standardize) return standardizeRows(rows, this.#standardize, new Type(rows.length));
    return rows instanceof Type ? rows : Type.from(rows);
  }
}

function describeLayer(layer: DenseLayer): string {
  return layer.type === 'linear' ? `linear ${layer.inputs} -> ${layer.outputs}` : layer.type;
}

function countParameters(layer: DenseLayer): number {
  return layer.type === 'linear' ? layer.weight.length + layer.bias.length : 0;
}
