import type { DenseWeights } from '../../src/analytics/model/index.js';
import type { Activation } from '../../src/compute/dense.js';
import { gaussian, seededRandom } from './random.js';

/** Weights as an initialiser would draw them (variance 1/inputs): linear, activation, linear, ..., linear. */
export function randomNetwork(widths: readonly number[], activation: Activation, seed = 1): DenseWeights {
  const random = seededRandom(seed);
  const draw = (count: number, scale: number) =>
    Float64Array.from({ length: count }, () => gaussian(random) * scale);
  const layers: DenseWeights['layers'][number][] = [];
  for (let i = 1; i < widths.length; i++) {
    const [inputs, outputs] = [widths[i - 1]!, widths[i]!];
    if (i > 1) layers.push({ type: activation });
    layers.push({
      type: 'linear',
      weight: { shape: [outputs, inputs], values: draw(outputs * inputs, 1 / Math.sqrt(inputs)) },
      bias: draw(outputs, 0.1),
    });
  }
  return { layers };
}

/** Standard normal rows. */
export function randomRows(rows: number, width: number, seed = 2): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: rows * width }, () => gaussian(random));
}
