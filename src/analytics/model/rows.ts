import { InvalidArgument } from '../../base/errors.js';

/** The array that holds rows in a precision. Half-precision results are widened to f32. */
export interface RowsOf {
  readonly f64: Float64Array;
  readonly f32: Float32Array;
  readonly f16: Float32Array;
}

export type Precision = keyof RowsOf;

/** How many whole rows of `width` values the array holds. */
export function countRows(rows: Float64Array | Float32Array, width: number): number {
  if (!(rows instanceof Float64Array || rows instanceof Float32Array))
    throw new InvalidArgument('rows', 'is not a Float64Array or Float32Array');
  const count = rows.length / width;
  if (!Number.isInteger(count))
    throw new InvalidArgument('rows', `has ${rows.length} values, not a whole number of rows of ${width}`);
  return count;
}

/** A fresh array for the results, or the caller's `out` after a check of its type and length. */
export function outputArray<P extends Precision>(precision: P, length: number, out?: RowsOf[P]): RowsOf[P] {
  const Type = precision === 'f64' ? Float64Array : Float32Array;
  if (out === undefined) return new Type(length) as RowsOf[P];
  if (!(out instanceof Type))
    throw new InvalidArgument('out', `is not a ${Type.name}, as ${precision} needs`);
  if (out.length !== length)
    throw new InvalidArgument('out', `has ${out.length} elements where the results have ${length}`);
  return out;
}

/** (x - mean) / scale, column by column, in f64, rounded to the precision of `to` when stored. */
export function standardizeRows<To extends Float64Array | Float32Array>(
  rows: ArrayLike<number>,
  { mean, scale }: { readonly mean: Float64Array; readonly scale: Float64Array },
  to: To,
): To {
  const width = mean.length;
  for (let i = 0, column = 0; i < rows.length; i++) {
    to[i] = (rows[i]! - mean[column]!) / scale[column]!;
    if (++column === width) column = 0;
  }
  return to;
}
