import type { Choice } from './choose.js';
import type { DenseNetwork } from './dense.js';
import { DenseOnCpu } from './dense-cpu.js';

/** Rows whose products are added up before the sums of the blocks are. */
const block = 4096;

/**
 * x'x of whole rows of `columns` values, in f64, (columns, columns): products are added in the order of the rows within
 * blocks of 4,096 rows, and the blocks in their order. A block is a linear layer on its own columns, so it runs on the
 * kernels of the dense networks.
 * @throws BackendUnavailable or BackendNotSynchronous when a backend is forced that cannot serve
 */
export function gramOnCpu(
  rows: Float64Array,
  columns: number,
  choice: Choice,
): { matrix: Float64Array; backend: 'cpu' | 'reference' } {
  const matrix = new Float64Array(columns * columns);
  const part = new Float64Array(matrix.length);
  let backend: 'cpu' | 'reference' = 'reference';
  for (let from = 0; from < rows.length || from === 0; from += block * columns) {
    const columnsOfBlock = transposed(rows.subarray(from, from + block * columns), columns);
    backend = new DenseOnCpu<Float64Array>(productWith(columnsOfBlock, columns), Float64Array).forward(
      columnsOfBlock,
      part,
      choice,
    );
    for (let i = 0; i < matrix.length; i++) matrix[i]! += part[i]!;
  }
  return { matrix, backend };
}

/** Multiply-adds of x'x: what its crossover counts. */
export function gramElements(rows: number, columns: number): number {
  return rows * columns * columns;
}

/** (rows, columns) to (columns, rows); one row of zeros where there is none. */
export function transposed(rows: Float64Array, columns: number): Float64Array {
  const count = Math.max(1, rows.length / columns);
  const result = new Float64Array(columns * count);
  for (let i = 0, row = 0, column = 0; i < rows.length; i++) {
    result[column * count + row] = rows[i]!;
    if (++column === columns) [column, row] = [0, row + 1];
  }
  return result;
}

/** The layer whose weights are those columns: it gives each column's products with all of them. */
export function productWith(columnsOfBlock: Float64Array, columns: number): DenseNetwork {
  const inputs = columnsOfBlock.length / columns;
  const bias = new Float64Array(columns);
  return {
    inputs,
    outputs: columns,
    layers: [{ type: 'linear', inputs, outputs: columns, weight: columnsOfBlock, bias }],
  };
}
