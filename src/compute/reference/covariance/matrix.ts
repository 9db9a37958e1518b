import type { Panel } from '../../panel.js';
import { finiteOrMissing } from '../rolling/power-sums.js';

/** Row r of a panel, or undefined where one of its values is not finite. */
export function completeRow({ data, rowStride, cols }: Panel, r: number): Float64Array | undefined {
  const row = data.subarray(r * rowStride, r * rowStride + cols);
  return row.every(Number.isFinite) ? row : undefined;
}

/** Writes a symmetric matrix from its entries on and above the diagonal; what is infinite becomes missing. */
export function writeSymmetric(
  { data, rowStride, cols }: Panel,
  entry: (i: number, j: number) => number,
): void {
  for (let i = 0; i < cols; i++)
    for (let j = i; j < cols; j++) {
      const value = finiteOrMissing(entry(i, j));
      data[i * rowStride + j] = value;
      data[j * rowStride + i] = value;
    }
}
