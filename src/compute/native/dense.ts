import type { Addon } from '../../addon/binding.js';
import { type DenseNetwork, encodeLayers, type LinearLayer, linearLayers } from '../dense.js';
import type { Rows } from '../reference/dense.js';

export type RowsType<A extends Rows> = new (length: number) => A;

/** A network in the form that the CPU kernels take, in the precision of one type of array. */
export class NativeDense<A extends Rows> {
  readonly #addon: Addon;
  readonly #network: DenseNetwork;
  readonly #layers: Uint32Array;
  readonly #panels: A;

  constructor(addon: Addon, network: DenseNetwork, Type: RowsType<A>) {
    this.#addon = addon;
    this.#network = network;
    this.#layers = encodeLayers(network);
    this.#panels = packPanels(network, Type);
  }

  /** `x` (rows, inputs) to `out` (rows, outputs); they may share memory. */
  forward(x: A, out: A): void {
    const rows = out.length / this.#network.outputs;
    this.#addon.dense(this.#layers, this.#panels, this.#readable(x, out), rows, out);
  }

  /** The kernel writes a block of results before it reads the next rows: those must not be hit. */
  #readable(x: A, out: A): A {
    const follows = x.byteOffset === out.byteOffset && this.#network.inputs >= this.#network.outputs;
    return x.buffer !== out.buffer || follows ? x : (x.slice() as A);
  }
}

/** The parameters of every linear layer, as native/kernels/dense.h describes its panels. */
function packPanels<A extends Rows>(network: DenseNetwork, Type: RowsType<A>): A {
  const linear = linearLayers(network);
  const width = 64 / new Type(0).BYTES_PER_ELEMENT;
  const padded = (outputs: number) => Math.ceil(outputs / width) * width;
  const panels = new Type(
    linear.reduce((sum, { inputs, outputs }) => sum + padded(outputs) * (inputs + 1), 0),
  );
  let start = 0;
  for (const layer of linear) {
    for (let column = 0; column < layer.outputs; column += width) {
      packPanel(layer, column, width, panels, start);
      start += width * (layer.inputs + 1);
    }
  }
  return panels;
}

function packPanel(layer: LinearLayer, column: number, width: number, panels: Rows, start: number): void {
  const { inputs, outputs, weight, bias } = layer;
  for (let n = column; n < Math.min(outputs, column + width); n++) {
    panels[start + n - column] = bias[n]!;
    for (let k = 0; k < inputs; k++) panels[start + width * (k + 1) + n - column] = weight[n * inputs + k]!;
  }
}
