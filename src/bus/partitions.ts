import { spread } from '../base/spread.js';
import type { ColumnInput } from '../codec/index.js';

type Numbers = Float64Array;

/**
 * The rows of each partition that has any, in their order. Columns that are not as they should be go on as they are, since
 * whoever encodes them says what is wrong.
 */
export function divide(columns: ColumnInput, partitions: number): ReadonlyMap<number, ColumnInput> {
  const { length, instrument } = columns as ColumnInput & { readonly instrument?: unknown };
  if (!(instrument instanceof Uint32Array) || !(length <= instrument.length)) return new Map([[0, columns]]);
  const rows = rowsOf(instrument, length, partitions);
  if (rows.size <= 1) return new Map([[rows.keys().next().value ?? 0, columns]]);
  return new Map([...rows].map(([partition, picked]) => [partition, pick(columns, picked)]));
}

function rowsOf(instrument: Uint32Array, length: number, partitions: number): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  for (let row = 0; row < length; row++) {
    const partition = spread(instrument[row]!, partitions);
    const picked = rows.get(partition);
    if (picked === undefined) rows.set(partition, [row]);
    else picked.push(row);
  }
  return rows;
}

function pick(columns: ColumnInput, rows: readonly number[]): ColumnInput {
  const part: Record<string, unknown> = { ...columns, length: rows.length };
  for (const [name, column] of Object.entries(columns))
    if (ArrayBuffer.isView(column) && !(column instanceof DataView))
      part[name] = gather(column as Numbers, rows, columns.length);
  return part as unknown as ColumnInput;
}

/** Of a column that is too short nothing, so that it stays too short. */
function gather(column: Numbers, rows: readonly number[], length: number): Numbers {
  const Columns = column.constructor as new (length: number) => Numbers;
  if (column.length < length) return new Columns(0);
  const picked = new Columns(rows.length);
  for (const [i, row] of rows.entries()) picked[i] = column[row]!;
  return picked;
}
