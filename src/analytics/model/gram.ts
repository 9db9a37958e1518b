import { InvalidArgument } from '../../base/errors.js';
import { checkInteger } from '../../compute/args.js';
import type { BackendName } from '../../compute/backend.js';
import type { Choice } from '../../compute/choose.js';
import { coremlFirst, type EitherWay } from '../../compute/coreml-first.js';
import type { Placement } from '../../compute/dense-runner.js';
import { gramElements, gramOnCpu } from '../../compute/gram.js';
import { gramOnCoreml } from '../../compute/gram-coreml.js';
import { countRows, standardizeRows } from './rows.js';

export interface GramOptions {
  /** Values of a row, 1 to 4,096. */
  readonly columns: number;
  /** Divisor of the standard deviations: rows less this; 1 without it. */
  readonly ddof?: number;
  /** 'f64' without it, on the CPU. 'f16' admits Core ML, which multiplies blocks of 128 rows and adds them in f64. */
  readonly precision?: 'f64' | 'f16';
  /** Forces one; DUALBUS_BACKEND does so for every call that names none. */
  readonly backend?: BackendName;
  readonly bus?: Choice['bus'];
  readonly signal?: AbortSignal;
}

/** z'z, z being the standardised rows, and where it was really computed. */
export interface Gram extends Placement {
  readonly columns: number;
  /** Rows that counted: those without a missing or infinite value. */
  readonly rows: number;
  /** (columns, columns). Over `rows - ddof` it is the correlation matrix. */
  readonly matrix: Float64Array;
  readonly ddof: number;
  /** Of each column, in f64. */
  readonly mean: Float64Array;
  /** The standard deviation of each column; 1 for a column of equal values, which becomes 0. */
  readonly scale: Float64Array;
}

const mostColumns = 4096;

/**
 * The Gram matrix of standardised inputs: every column less its mean over its standard deviation, then z'z. Rows with a
 * missing or infinite value are left out of everything.
 * @param rows (rows, columns), row-major
 * @throws InvalidArgument; BackendUnavailable or BackendNotSynchronous when a backend is forced that cannot serve; with a
 * forced 'coreml' also HalfRangeExceeded and ModelFailed; DeviceBusy; the reason of `signal`
 */
export async function gram(
  rows: Float64Array | Float32Array,
  { columns, ddof = 1, precision = 'f64', backend, bus, signal }: GramOptions,
): Promise<Gram> {
  signal?.throwIfAborted();
  checkInteger('columns', columns, 1, mostColumns);
  checkInteger('ddof', ddof, 0);
  countRows(rows, columns);
  const complete = completeRows(rows, columns);
  const count = complete.length / columns;
  const standard = standardization(complete, columns, ddof);
  const z = standardizeRows(complete, standard, complete);
  const choice: Choice = { ...(backend && { backend }), ...(bus && { bus }) };
  const work: EitherWay<Placement & { readonly matrix: Float64Array }> = {
    coreml: async () => ({
      backend: 'coreml',
      matrix: await gramOnCoreml(Float32Array.from(z), columns, signal),
    }),
    cpu: (forced) => gramOnCpu(z, columns, forced),
  };
  const placed =
    precision === 'f64'
      ? work.cpu(choice)
      : await coremlFirst('gram', gramElements(count, columns), choice, work);
  return { columns, rows: count, ddof, ...standard, ...placed };
}

/** A copy of the rows in which every value is finite. */
function completeRows(rows: Float64Array | Float32Array, columns: number): Float64Array {
  const kept = new Float64Array(rows.length);
  let length = 0;
  for (let from = 0; from < rows.length; from += columns) {
    const row = rows.subarray(from, from + columns);
    if (!row.every(Number.isFinite)) continue;
    kept.set(row, length);
    length += columns;
  }
  return kept.subarray(0, length);
}

/** Means, anchored at the first row, and standard deviations about them, by columns: equal values have exactly 0. */
function standardization(rows: Float64Array, columns: number, ddof: number) {
  const sum = new Float64Array(columns);
  const squares = new Float64Array(columns);
  const count = rows.length / columns;
  if (count <= ddof)
    throw new InvalidArgument('rows', `has ${count} complete rows; more than ddof = ${ddof} are needed`);
  forEachValue(rows, columns, (value, column) => {
    sum[column]! += value - rows[column]!;
  });
  const mean = sum.map((total, column) => rows[column]! + total / count);
  forEachValue(rows, columns, (value, column) => {
    squares[column]! += (value - mean[column]!) ** 2;
  });
  return { mean, scale: squares.map((total) => Math.sqrt(total / (count - ddof)) || 1) };
}

function forEachValue(
  rows: Float64Array,
  columns: number,
  visit: (value: number, column: number) => void,
): void {
  for (let i = 0, column = 0; i < rows.length; i++) {
    visit(rows[i]!, column);
    if (++column === columns) column = 0;
  }
}
