import { InvalidArgument } from '../../base/errors.js';
import { MAX_COLUMNS, MAX_LANES, WireType } from './format.js';

/**
 * One column as the packers see it. `values` holds the wire type one to one (`Int8Array` for i8, `BigUint64Array` for u64
 * and so on), or, with `form: 'number'`, a Float64Array of exact integers counted from `base` in which NaN is absent.
 */
export interface ColumnPlan {
  /** SBE field id, 1..65535. */
  readonly field: number;
  /** Which 64-bit word or leaf of the field this is, 0..15: a char[16] has two, a composite one per member. */
  readonly lane?: number;
  readonly type: WireType;
  readonly form?: 'exact' | 'number';
  /** 64-bit pattern of the field's null value, where the field is optional. */
  readonly absent?: bigint;
  /** With form 'number': let the decoder choose `base`, which it then leaves in the plan. */
  readonly floatingBase?: boolean;
}

/** Integers per column of a compiled plan: this is all that crosses to C++ beside the arrays. */
export const PLAN_STRIDE = 8;
export const PlanSlot = {
  field: 0,
  type: 1,
  lane: 2,
  form: 3,
  baseLow: 4,
  baseHigh: 5,
  absentLow: 6,
  absentHigh: 7,
} as const;

export const FORM_NUMBER = 1;
export const FORM_OPTIONAL = 2;
export const FORM_FLOATING_BASE = 4;

export type ColumnArray =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigUint64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** The arrays of a batch in the order of the plan; an encoder writes a missing one as absent in every row. */
export type ColumnArrays = readonly (ColumnArray | undefined)[];

/** Compiles column descriptions to the integers that both packers read. */
export function compilePlan(columns: readonly ColumnPlan[]): Int32Array {
  if (columns.length < 1 || columns.length > MAX_COLUMNS)
    throw new InvalidArgument('columns', `1 to ${MAX_COLUMNS} columns, not ${columns.length}`);
  const plan = new Int32Array(columns.length * PLAN_STRIDE);
  columns.forEach((column, i) => {
    const lane = column.lane ?? 0;
    if (lane >= MAX_LANES) throw new InvalidArgument('columns', `lane ${lane} of field ${column.field}`);
    if (column.form === 'number' && column.type !== WireType.u64 && column.type !== WireType.i64)
      throw new InvalidArgument(
        'columns',
        `form 'number' of field ${column.field}, which has no 64-bit integers`,
      );
    const at = i * PLAN_STRIDE;
    const form =
      (column.form === 'number' ? FORM_NUMBER : 0) |
      (column.absent === undefined ? 0 : FORM_OPTIONAL) |
      (column.floatingBase ? FORM_FLOATING_BASE : 0);
    const absent = BigInt.asIntN(64, column.absent ?? 0n);
    plan.set([column.field, column.type, lane, form, 0, 0], at);
    plan[at + PlanSlot.absentLow] = Number(BigInt.asIntN(32, absent));
    plan[at + PlanSlot.absentHigh] = Number(BigInt.asIntN(32, absent >> 32n));
  });
  return plan;
}

/** Sets the value from which a column of form 'number' counts. */
export function setBase(plan: Int32Array, column: number, base: bigint): void {
  const at = column * PLAN_STRIDE;
  plan[at + PlanSlot.baseLow] = Number(BigInt.asIntN(32, base));
  plan[at + PlanSlot.baseHigh] = Number(BigInt.asIntN(32, base >> 32n));
}

export function getBase(plan: Int32Array, column: number): bigint {
  const at = column * PLAN_STRIDE;
  const low = BigInt(plan[at + PlanSlot.baseLow] >>> 0);
  return (BigInt(plan[at + PlanSlot.baseHigh]) << 32n) | low;
}

const constructors = [
  Uint8Array,
  Uint16Array,
  Uint32Array,
  BigUint64Array,
  Int8Array,
  Int16Array,
  Int32Array,
  BigInt64Array,
  Float32Array,
  Float64Array,
] as const;

export interface ColumnArrayClass {
  readonly name: string;
  new (length: number): ColumnArray;
  new (memory: ArrayBuffer | SharedArrayBuffer, offset: number, length: number): ColumnArray;
}

/** The typed array class in which a column of this type and form lies. */
export function arrayClass(type: number, form: number): ColumnArrayClass {
  return (form & FORM_NUMBER ? Float64Array : constructors[type]) as ColumnArrayClass;
}

/** Throws unless the array has the class that the plan asks for and at least `rows` elements (a detached one has none). */
export function checkArray(array: ColumnArray, type: number, form: number, rows: number, what: string): void {
  const expected = arrayClass(type, form);
  if (!(array instanceof expected))
    throw new InvalidArgument(what, `expected ${expected.name}, got ${array?.constructor?.name}`);
  if (array.length < rows) throw new InvalidArgument(what, `${array.length} elements for ${rows} rows`);
}
