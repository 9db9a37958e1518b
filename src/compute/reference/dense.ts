import type { Activation, DenseNetwork, LinearLayer } from '../dense.js';
import { normalCdf } from './normal-cdf.js';

/** A batch of rows of one width, row-major. */
export type Rows = Float64Array | Float32Array;

/**
 * The network applied to every row of `x` (rows, inputs), into `out` (rows, outputs): the specification, in the
 * precision of the arrays, which must be the same one.
 *
 * A linear layer adds the products to the bias in the order of its inputs. In f32 the weights are rounded once, then
 * every product and every sum is rounded. Activations are computed in f64 and rounded once when stored; softmax sums
 * in the order of the row. A row never depends on its neighbours: a batch gives the bits of its rows alone.
 *
 * NaN, which means missing, passes through everything: one missing input makes all outputs of its row missing.
 * Infinities follow IEEE 754 (an infinite input times a weight of 0 is NaN).
 */
export function denseForward<A extends Rows>(network: DenseNetwork, x: A, out: A): void {
  const rows = out.length / network.outputs;
  let current: Rows = x;
  for (const layer of network.layers) {
    if (layer.type !== 'linear') activate(layer.type, current, current.length / rows);
    else if (current instanceof Float32Array) current = linearF32(layer, current, rows);
    else current = linearF64(layer, current, rows);
  }
  out.set(current);
}

function linearF64({ inputs, outputs, weight, bias }: LinearLayer, x: Float64Array, rows: number) {
  const y = new Float64Array(rows * outputs);
  for (let r = 0; r < rows; r++) {
    for (let n = 0; n < outputs; n++) {
      let sum = bias[n]!;
      for (let k = 0; k < inputs; k++) sum += weight[n * inputs + k]! * x[r * inputs + k]!;
      y[r * outputs + n] = sum;
    }
  }
  return y;
}

function linearF32({ inputs, outputs, weight, bias }: LinearLayer, x: Float32Array, rows: number) {
  const y = new Float32Array(rows * outputs);
  const rounded = Float32Array.from(weight);
  for (let r = 0; r < rows; r++) {
    for (let n = 0; n < outputs; n++) {
      let sum = Math.fround(bias[n]!);
      for (let k = 0; k < inputs; k++)
        sum = Math.fround(sum + Math.fround(rounded[n * inputs + k]! * x[r * inputs + k]!));
      y[r * outputs + n] = sum;
    }
  }
  return y;
}

const sqrt2OverPi = Math.sqrt(2 / Math.PI);

const elementwise: Record<Exclude<Activation, 'softmax'>, (x: number) => number> = {
  relu: (x) => Math.max(x, 0),
  tanh: Math.tanh,
  sigmoid: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
  'gelu-erf': (x) => x * normalCdf(x),
  'gelu-tanh': (x) => 0.5 * x * (1 + Math.tanh(sqrt2OverPi * (x + 0.044715 * x * x * x))),
};

/** The function over one row, in place. */
export function activationOf<A extends Rows>(type: Activation, row: A): A {
  activate(type, row, row.length);
  return row;
}

/** In place: linear layers gave us the array, so the caller's own is never written. */
function activate(type: Activation, y: Rows, width: number): void {
  if (type === 'softmax') {
    for (let start = 0; start < y.length; start += width) softmax(y.subarray(start, start + width));
  } else {
    const f = elementwise[type];
    for (let i = 0; i < y.length; i++) y[i] = f(y[i]!);
  }
}

function softmax(row: Rows): void {
  let largest = -Infinity;
  for (const value of row) largest = Math.max(largest, value); // NaN wins
  let total = 0;
  for (const value of row) total += Math.exp(value - largest);
  for (let i = 0; i < row.length; i++) row[i] = Math.exp(row[i]! - largest) / total;
}
