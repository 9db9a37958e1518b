// What f16 does to a dense network: the error to expect of a correct device, and the inputs that stay in its range.
import type { Activation, DenseNetwork, LinearLayer } from './dense.js';
import { activationOf } from './reference/dense.js';

export const largestHalf = 65_504;

/** Half a unit in the last place, relative: the most that rounding to f16 changes a value. */
const unit = 2 ** -11;
/** The same below the normal range, absolute. */
const floor = 2 ** -25;
/** What a device's own tanh, exp or erf may be off by (three standard deviations of it). */
const functionError = 1e-3 / 3;
/** Six standard deviations: a correct device stays within them, a wrong layout or weight does not. */
const deviations = 6;

/** The variance of a rounding error that is uniform over its range. */
function rounding(value: number): number {
  return (Math.abs(value) * unit + floor) ** 2 / 3;
}

/** One row on its way through the layers: values in f64, and the variances of their errors in f16. */
interface Row {
  values: Float64Array;
  variances: Float64Array;
}

interface HalfExpectation {
  /** The outputs in f64. */
  readonly expected: Float64Array;
  /** How far from it the result of a correct f16 device may be, whether it adds in f16 or in f32. */
  readonly tolerance: Float64Array;
  /** The largest magnitude of any value, product or partial sum on the way, and the layer where it appears. */
  readonly largest: { readonly value: number; readonly layer: number };
}

/**
 * Probabilistic rounding error analysis (N. J. Higham and T. Mary, SIAM J. Sci. Comput. 41 (2019) A2815-A2835): the
 * errors of inputs, weights, products, partial sums and stored values are taken as independent and carried through
 * the layers to first order.
 */
export function expectHalf(network: DenseNetwork, rows: Float64Array): HalfExpectation {
  const count = rows.length / network.inputs;
  const expected = new Float64Array(count * network.outputs);
  const tolerance = new Float64Array(expected.length);
  const largest = { value: 0, layer: 0 };
  for (let r = 0; r < count; r++) {
    const values = rows.slice(r * network.inputs, (r + 1) * network.inputs);
    let row: Row = { values, variances: values.map(rounding) };
    for (const [index, layer] of network.layers.entries()) {
      const peak = { value: 0 };
      row = layer.type === 'linear' ? linear(layer, row, peak) : activated(layer.type, row);
      if (peak.value > largest.value) Object.assign(largest, { value: peak.value, layer: index });
    }
    expected.set(row.values, r * network.outputs);
    tolerance.set(
      row.variances.map((variance) => deviations * Math.sqrt(variance)),
      r * network.outputs,
    );
  }
  return { expected, tolerance, largest };
}

function linear({ inputs, outputs, weight, bias }: LinearLayer, row: Row, peak: { value: number }): Row {
  const values = new Float64Array(outputs);
  const variances = new Float64Array(outputs);
  for (let n = 0; n < outputs; n++) {
    let sum = 0;
    let variance = 0;
    for (let k = 0; k < inputs; k++) {
      const [w, x] = [weight[n * inputs + k]!, row.values[k]!];
      sum += w * x;
      variance += w * w * row.variances[k]! + x * x * rounding(w) + rounding(w * x) + rounding(sum);
      peak.value = Math.max(peak.value, Math.abs(w), Math.abs(x), Math.abs(w * x), Math.abs(sum));
    }
    const value = sum + bias[n]!;
    peak.value = Math.max(peak.value, Math.abs(value));
    values[n] = value;
    variances[n] = variance + rounding(bias[n]!) + rounding(value);
  }
  return { values, variances };
}

/** The largest slope of each function that works on single values: errors grow by no more. */
const slopes: Record<Exclude<Activation, 'softmax'>, number> = {
  relu: 1,
  tanh: 1,
  sigmoid: 0.25,
  'gelu-erf': 1.13,
  'gelu-tanh': 1.13,
};

function activated(type: Activation, row: Row): Row {
  const values = activationOf(type, row.values.slice());
  const own = type === 'relu' ? 0 : functionError ** 2;
  if (type === 'softmax') return { values, variances: softmaxVariances(values, row.variances, own) };
  const slope = slopes[type];
  return {
    values,
    variances: row.variances.map((variance, i) => slope * slope * variance + own + rounding(values[i]!)),
  };
}

/** dy_i = y_i (dx_i - sum of y_j dx_j). */
function softmaxVariances(y: Float64Array, variances: Float64Array, own: number): Float64Array {
  const shared = y.reduce((sum, value, j) => sum + value * value * variances[j]!, 0);
  return y.map((value, i) => value * value * (variances[i]! + shared) + own + rounding(value));
}

/**
 * The largest magnitude of inputs with which no value, product or partial sum can leave the range of f16, in whatever
 * order a device adds: from the sums of the absolute weights. 0 when the biases alone may.
 */
export function safeInput(network: DenseNetwork): number {
  if (!staysInRange(network, 0)) return 0;
  let [low, high] = [0, largestHalf];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (staysInRange(network, middle)) low = middle;
    else high = middle;
  }
  return low;
}

function staysInRange(network: DenseNetwork, input: number): boolean {
  let bound = input;
  for (const layer of network.layers) {
    if (layer.type === 'linear') bound = linearBound(layer, bound);
    else if (layer.type === 'tanh' || layer.type === 'sigmoid' || layer.type === 'softmax') bound = 1;
    if (bound > largestHalf) return false;
  }
  return true;
}

function linearBound({ inputs, outputs, weight, bias }: LinearLayer, input: number): number {
  let largest = 0;
  for (let n = 0; n < outputs; n++) {
    let sum = Math.abs(bias[n]!);
    for (let k = 0; k < inputs; k++) sum += Math.abs(weight[n * inputs + k]!) * input;
    largest = Math.max(largest, sum);
  }
  return largest;
}
