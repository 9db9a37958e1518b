import { DenseModel, type LayerNames } from '../../analytics/index.js';
import { defineTask } from '../task.js';

export interface ModelColumns {
  /** The bytes of a JSON or safetensors file; see DenseModel.load. */
  readonly weights: Uint8Array;
  /** (rows, inputs), row-major. */
  readonly rows: Float64Array;
  /** (rows, outputs). */
  readonly out: Float64Array;
}

/** The outputs of a dense network for a batch of rows. The weights are read each time: give many rows. */
export function runModel(
  { weights, rows, out }: ModelColumns,
  args?: { readonly layers?: LayerNames },
): void {
  // Text decoders refuse shared memory.
  DenseModel.load(weights.slice(), args).predict(rows, { out });
}

export const modelTask = { ...defineTask<typeof runModel>(import.meta.url, 'runModel'), name: 'model' };
