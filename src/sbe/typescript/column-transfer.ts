import type { Leaf } from '../model/analysis.js';
import type { Field } from '../model/model.js';
import { type Primitive, primitives, type Scalar } from '../model/primitive.js';
import { pascal } from '../names.js';
import { viewNames } from './access.js';
import type { Module } from './module.js';

/** A column: what of each row it holds, and the typed array that holds it. */
export interface Column {
  readonly name: string;
  readonly field: Field;
  readonly leaf: Leaf;
  readonly primitive: Primitive;
  /** Elements a row. */
  readonly step: number;
  readonly kind: 'narrow' | 'wide' | 'safe';
  readonly array: string;
  readonly nullValue: Scalar;
  readonly optional: boolean;
}

export interface Transfer {
  readonly verb: 'gather' | 'scatter';
  /** Expressions of the bytes between rows and of the first row of the columns. */
  readonly stride: string;
  readonly row: string;
}

export const columnArrays: Record<Primitive, string> = {
  char: 'Uint8Array',
  int8: 'Int8Array',
  uint8: 'Uint8Array',
  int16: 'Int16Array',
  uint16: 'Uint16Array',
  int32: 'Int32Array',
  uint32: 'Uint32Array',
  int64: 'BigInt64Array',
  uint64: 'BigUint64Array',
  float: 'Float32Array',
  double: 'Float64Array',
};

/** The constant that describes a column of doubles for 64-bit integers. */
export function safeName({ name }: Column): string {
  return `${name}Safe`;
}

/** Emits the transfer of columns one by one, wherever the rows stand. */
export function emitAnywhere(m: Module, columns: readonly Column[], transfer: Transfer): void {
  for (const each of columns) {
    const { leaf, step, primitive } = each;
    const position = leaf.offset === 0 ? 'p' : `p + ${leaf.offset}`;
    if (step === 1) {
      emitCall(m, each, transfer, position, transfer.row);
      continue;
    }
    const { size } = primitives[primitive];
    m.block(`for (let j = 0; j < ${step}; j++)`, () =>
      emitCall(m, each, transfer, `${position} + j * ${size}`, `${transfer.row} * ${step} + j`),
    );
  }
}

function emitCall(
  m: Module,
  each: Column,
  { verb, stride }: Transfer,
  position: string,
  first: string,
): void {
  const { name, kind, primitive, step } = each;
  const rows = `{ s, ${position === 'p' ? 'p' : `p: ${position}`}, stride: ${stride}, count, littleEndian: ${m.order} }`;
  const detail =
    kind === 'safe' ? `${safeName(each)}, ` : kind === 'narrow' ? `'${viewNames[primitive]}', ` : '';
  const suffix = kind === 'narrow' ? '' : pascal(kind);
  m.line(`${m.use(verb + suffix)}(${rows}, ${detail}this.${name}, ${first}, ${step});`);
}
