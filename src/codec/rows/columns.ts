// Columns in memory: one shared buffer for a batch, its arrays by name, and the plan by which the packers see them.

import { InvalidArgument } from '../../base/errors.js';
import type { InstrumentTable } from '../../market/index.js';
import {
  type ColumnArray,
  type ColumnPlan,
  compilePlan,
  getBase,
  PLAN_STRIDE,
  setBase,
} from '../packed/index.js';
import { arrayClass, checkArray, PlanSlot } from '../packed/plan.js';
import type { ColumnInput, ColumnShape, RowShape } from './shape.js';

/** The property under which a column stands in a set. */
export function columnName({ form, name }: ColumnShape): string {
  return form === 'time' ? 'timeOffset' : name;
}

/**
 * The plan of a shape. `timeAs: 'offset'` is what users see: doubles from a base, exact over 104 days; 'exact' has the
 * 64-bit times of the wire, which any rows can be turned into.
 */
export function planOf(shape: RowShape, timeAs: 'offset' | 'exact'): Int32Array {
  const columns = shape.columns.map(({ field, lane, type, form, absent, missing }): ColumnPlan => {
    const isOffset = form === 'time' && timeAs === 'offset';
    const number = form === 'number' || isOffset;
    const base = { field, lane, type, form: number ? ('number' as const) : ('exact' as const) };
    const optional = absent ?? missing;
    return {
      ...base,
      ...(optional === undefined ? {} : { absent: optional }),
      ...(isOffset ? { floatingBase: true } : {}),
    };
  });
  const plan = compilePlan(columns);
  // A default that is no null value is written for missing columns, but its rows are rows like others.
  shape.columns.forEach((column, c) => {
    if (column.absent === undefined) plan[c * 8 + 3] &= ~2;
  });
  return plan;
}

/** Columns that are filled again and again. What users see of them are the arrays, `length`, `timeBase` and `instruments`. */
export class ColumnMemory {
  readonly shape: RowShape;
  readonly capacity: number;
  /** In the order of the shape, as the packers take them. */
  readonly arrays: readonly ColumnArray[];
  /** Views of the 64-bit columns as 32-bit halves, undefined for the others. */
  readonly halves: readonly (Int32Array | undefined)[];
  readonly plan: Int32Array;
  readonly set: { kind: string; length: number; timeBase: bigint; instruments: InstrumentTable };
  readonly #time: number;
  readonly #sides: readonly number[];

  readonly timeAs: 'offset' | 'exact';

  constructor(name: string, shape: RowShape, capacity: number, timeAs: 'offset' | 'exact' = 'offset') {
    this.shape = shape;
    this.capacity = capacity;
    this.timeAs = timeAs;
    this.plan = planOf(shape, timeAs);
    const width = (8 * capacity + 63) & ~63;
    const memory = new SharedArrayBuffer(width * shape.columns.length);
    this.arrays = shape.columns.map(
      ({ type }, c) => new (arrayClass(type, this.plan[c * 8 + 3]))(memory, c * width, capacity),
    );
    this.halves = this.arrays.map((array) =>
      array.BYTES_PER_ELEMENT === 8 ? new Int32Array(memory, array.byteOffset, 2 * capacity) : undefined,
    );
    this.#time = shape.columns.findIndex(({ form }) => form === 'time');
    this.#sides = shape.columns.flatMap(({ form }, c) => (form === 'side' ? [c] : []));
    const set = { kind: name, length: 0, timeBase: 0n, instruments: new Map() as InstrumentTable };
    shape.columns.forEach((column, c) => {
      const array = this.arrays[c];
      const view = column.form === 'side' ? new Int8Array(memory, array.byteOffset, capacity) : array;
      Object.defineProperty(set, columnName(column), { value: view, enumerable: true });
    });
    this.set = set;
  }

  /** Declares the first `rows` rows filled with what a packer left in the arrays and the plan. */
  finish(rows: number, instruments: InstrumentTable): void {
    for (const c of this.#sides) toSigns(this.arrays[c] as Uint8Array, rows);
    this.set.length = rows;
    this.set.instruments = instruments;
    this.set.timeBase = this.#time < 0 ? 0n : getBase(this.plan, this.#time);
  }
}

/** Side codes 0, 1, 2 to 0, +1, -1, in place. */
function toSigns(codes: Uint8Array, rows: number): void {
  for (let i = 0; i < rows; i++) codes[i] = codes[i] === 2 ? 255 : codes[i];
}

/** A user's columns, checked and in the order of a shape, with a plan that counts from their time base. */
export interface BoundColumns {
  readonly plan: Int32Array;
  readonly arrays: readonly (ColumnArray | undefined)[];
  readonly length: number;
}

/** Binds columns to publish to the wire. Throws InvalidArgument for a column that is missing or too short. */
export function bindColumns(shape: RowShape, plan: Int32Array, input: ColumnInput): BoundColumns {
  const { length } = input;
  if (!Number.isInteger(length) || length < 0)
    throw new InvalidArgument('columns.length', `${length} is no row count`);
  const arrays = shape.columns.map((column, c) => {
    const name = columnName(column);
    const array = (input as unknown as Record<string, ColumnArray | undefined>)[name];
    if (array === undefined) {
      if (column.missing === undefined) throw new InvalidArgument(`columns.${name}`, 'is required');
      return undefined;
    }
    if (column.form === 'time') setBase(plan, c, timeBaseOf(input));
    if (column.form === 'side') return toCodes(array, length, `columns.${name}`);
    checkArray(array, column.type, plan[c * PLAN_STRIDE + PlanSlot.form], length, `columns.${name}`);
    return array;
  });
  return { plan, arrays, length };
}

function timeBaseOf({ timeBase = 0n }: ColumnInput): bigint {
  if (typeof timeBase !== 'bigint' || BigInt.asUintN(64, timeBase) !== timeBase)
    throw new InvalidArgument('columns.timeBase', `a bigint from 0 to 2^64 - 1, not ${timeBase}`);
  return timeBase;
}

function toCodes(signs: ColumnArray, length: number, name: string): Uint8Array {
  if (!(signs instanceof Int8Array) || signs.length < length)
    throw new InvalidArgument(name, `an Int8Array of at least ${length} elements`);
  const codes = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const sign = signs[i];
    if (sign > 1 || sign < -1) throw new InvalidArgument(name, `row ${i} is ${sign}, not +1, -1 or 0`);
    codes[i] = sign < 0 ? 2 : sign;
  }
  return codes;
}
