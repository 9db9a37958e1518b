import { InvalidArgument } from '../../base/errors.js';
import type { BackendName } from '../../compute/backend.js';
import type { DenseLayer, DenseNetwork } from '../../compute/dense.js';
import { DenseOnCpu } from '../../compute/dense-cpu.js';
import { countRows, outputArray, type RowsOf, standardizeRows } from './rows.js';
import { type CheckedWeights, type DenseWeights, type LayerNames, readWeights } from './weights.js';

export interface PredictOptions<P extends 'f64' | 'f32'> {
  /** What the layers compute in; 'f64' without it. */
  readonly precision?: P;
  /** Forces one; DUALBUS_BACKEND does so for every call that names none. */
  readonly backend?: BackendName;
  /** Where the outputs go, (rows, outputs); a fresh array without it. May be the input itself where widths agree. */
  readonly out?: RowsOf[P];
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
