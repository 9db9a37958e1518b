import { InvalidArgument } from '../base/errors.js';
import { checkInteger } from './args.js';
import { OutOfMemory } from './errors.js';

/**
 * A time-major block of values: row r (a time), column c (an instrument) is `data[r * rowStride + c]`. NaN, with any
 * payload, is a missing value. The buffer may be shared with other threads.
 */
export interface Panel {
  readonly data: Float64Array;
  readonly rows: number;
  readonly cols: number;
  readonly rowStride: number;
}

/** What kernels take: a panel, or a Float64Array as one series (one column, a row an element). */
export type Operand = Float64Array | Panel;

/** A new panel of zeros without gaps between its rows. */
export function newPanel(rows: number, cols: number): Panel {
  return { data: allocate(rows * cols, 'the result'), rows, cols, rowStride: cols };
}

/** A time-major copy of values that lie instrument by instrument (all times of the first instrument, then the next). */
export function fromInstrumentMajor(values: Float64Array, rows: number, cols: number): Panel {
  checkInteger('rows', rows, 0);
  checkInteger('cols', cols, 0);
  if (values.length < rows * cols)
    throw new InvalidArgument(
      'values',
      `has ${values.length} elements, ${rows} x ${cols} need ${rows * cols}`,
    );
  const panel = newPanel(rows, cols);
  // Tiles keep both sides in cache.
  const tile = 32;
  for (let c0 = 0; c0 < cols; c0 += tile) {
    const cEnd = Math.min(cols, c0 + tile);
    for (let r0 = 0; r0 < rows; r0 += tile) {
      const rEnd = Math.min(rows, r0 + tile);
      for (let c = c0; c < cEnd; c++)
        for (let r = r0; r < rEnd; r++) panel.data[r * cols + c] = values[c * rows + r]!;
    }
  }
  return panel;
}

/** The operand as a panel whose rows, columns and stride fit its array; else InvalidArgument with `name`. */
export function asPanel(name: string, operand: Operand): Panel {
  if (operand instanceof Float64Array)
    return { data: operand, rows: checkInteger(`${name}.length`, operand.length, 0), cols: 1, rowStride: 1 };
  if (typeof operand !== 'object' || operand === null || !(operand.data instanceof Float64Array))
    throw new InvalidArgument(name, 'must be a Float64Array or a panel with one in `data`');
  const { data, rows, cols, rowStride } = operand;
  checkInteger(`${name}.rows`, rows, 0);
  checkInteger(`${name}.cols`, cols, 0);
  checkInteger(`${name}.rowStride`, rowStride, 0);
  if (rows > 1 && rowStride < cols)
    throw new InvalidArgument(`${name}.rowStride`, `is ${rowStride}, below the ${cols} columns`);
  const needed = extent(operand);
  if (needed > data.length)
    throw new InvalidArgument(
      `${name}.data`,
      `has ${data.length} elements, ${rows} rows of ${cols} columns need ${needed}`,
    );
  return operand;
}

/** The rows from `from` to before `to`, as a view. */
export function rowsOf(panel: Panel, from: number, to: number): Panel {
  return { ...panel, data: panel.data.subarray(from * panel.rowStride), rows: to - from };
}

/** Whether two panels have an element of memory in common, or might have. */
export function overlap(a: Panel, b: Panel): boolean {
  if (a.data.buffer !== b.data.buffer) return false;
  const [aEnd, bEnd] = [a, b].map((panel) => panel.data.byteOffset + 8 * extent(panel));
  return a.data.byteOffset < bEnd! && b.data.byteOffset < aEnd!;
}

/** A zeroed Float64Array, or OutOfMemory with `what`. */
export function allocate(length: number, what: string): Float64Array {
  try {
    return new Float64Array(length);
  } catch (cause) {
    throw new OutOfMemory(what, 8 * length, { cause });
  }
}

/** Elements from the first of a panel to its last. */
function extent({ rows, cols, rowStride }: Panel): number {
  return rows === 0 || cols === 0 ? 0 : (rows - 1) * rowStride + cols;
}
