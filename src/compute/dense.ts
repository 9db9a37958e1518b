// Dense networks: what every implementation of them is given. The specification is reference/dense.ts.

/**
 * Functions between linear layers, x being one value (softmax: one row of values).
 *
 * - `relu`: max(x, 0)
 * - `tanh`
 * - `sigmoid`: 1 / (1 + exp(-x))
 * - `gelu-erf`: x Phi(x), Phi the standard normal CDF; the exact form (Hendrycks and Gimpel, arXiv:1606.08415)
 * - `gelu-tanh`: x (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3))) / 2; the approximation of the same paper
 * - `softmax`: exp(x - max) / sum of exp(x - max) over the row
 */
export const activations = ['relu', 'tanh', 'sigmoid', 'gelu-erf', 'gelu-tanh', 'softmax'] as const;
export type Activation = (typeof activations)[number];

/** y = W x + b. `weight` is row-major, (outputs, inputs). */
export interface LinearLayer {
  readonly type: 'linear';
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Float64Array;
  readonly bias: Float64Array;
}

interface ActivationLayer {
  readonly type: Activation;
}

export type DenseLayer = LinearLayer | ActivationLayer;

/** A chain of layers; the first is linear, and each linear layer takes what the one before it gives. */
export interface DenseNetwork {
  readonly inputs: number;
  readonly outputs: number;
  readonly layers: readonly [LinearLayer, ...DenseLayer[]];
}

/** No layer is wider: the largest dimension that the Neural Engine takes. */
export const maxWidth = 16_384;
export const maxLayers = 64;

/** The numbers of the layer types in native/kernels/dense.h. */
const layerTypes = ['linear', 'relu', 'tanh', 'sigmoid', 'gelu-erf', 'gelu-tanh', 'softmax'] as const;

/** The layers as the addon takes them. */
export function encodeLayers({ inputs, layers }: DenseNetwork): Uint32Array {
  const codes = [inputs];
  for (const layer of layers) {
    codes.push(layerTypes.indexOf(layer.type));
    if (layer.type === 'linear') codes.push(layer.outputs);
  }
  return Uint32Array.from(codes);
}

export function linearLayers({ layers }: DenseNetwork): LinearLayer[] {
  return layers.filter((layer) => layer.type === 'linear');
}

/** Multiply-adds of a network over some rows: what its crossover counts. */
export function denseElements(network: DenseNetwork, rows: number): number {
  return linearLayers(network).reduce((sum, { weight }) => sum + weight.length, 0) * rows;
}
