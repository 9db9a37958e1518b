import type { Element, ScalarType } from '../model/model.js';
import { isWide, type Primitive, primitives, type Scalar } from '../model/primitive.js';
import type { Scratch } from '../runtime/scratch.js';
import { refuse } from '../runtime/write.js';

/** The number at byte p: a bigint for 64-bit integers. */
export function readRaw({ view }: Scratch, primitive: Primitive, p: number, littleEndian: boolean): Scalar {
  switch (primitive) {
    case 'char':
    case 'uint8':
      return view.getUint8(p);
    case 'int8':
      return view.getInt8(p);
    case 'uint16':
      return view.getUint16(p, littleEndian);
    case 'int16':
      return view.getInt16(p, littleEndian);
    case 'uint32':
      return view.getUint32(p, littleEndian);
    case 'int32':
      return view.getInt32(p, littleEndian);
    case 'uint64':
      return view.getBigUint64(p, littleEndian);
    case 'int64':
      return view.getBigInt64(p, littleEndian);
    case 'float':
      return view.getFloat32(p, littleEndian);
    case 'double':
      return view.getFloat64(p, littleEndian);
  }
}

/** Stores a number that fits its primitive. */
export function storeRaw(
  { view }: Scratch,
  primitive: Primitive,
  p: number,
  littleEndian: boolean,
  value: Scalar,
): void {
  if (primitive === 'double') view.setFloat64(p, value as number, littleEndian);
  else if (primitive === 'float') view.setFloat32(p, value as number, littleEndian);
  else if (isWide(primitive)) view.setBigUint64(p, BigInt.asUintN(64, value as bigint), littleEndian);
  else if (primitives[primitive].size === 4) view.setUint32(p, value as number, littleEndian);
  else if (primitives[primitive].size === 2) view.setUint16(p, value as number, littleEndian);
  else view.setUint8(p, value as number);
}

/** A counter of a header, dimension or var-data encoding that begins at byte p. */
export function readCounter(s: Scratch, element: Element, p: number, littleEndian: boolean): number {
  return Number(readRaw(s, (element.type as ScalarType).primitive, p + element.offset, littleEndian));
}

export function storeCounter(
  s: Scratch,
  element: Element,
  p: number,
  littleEndian: boolean,
  value: number,
): void {
  const { primitive } = element.type as ScalarType;
  storeRaw(s, primitive, p + element.offset, littleEndian, isWide(primitive) ? BigInt(value) : value);
}

/**
 * The number that a caller's value stands for: integers may be numbers, bigints or decimal text, floats may be the
 * text of what JSON has no number for. Refuses what the primitive cannot hold.
 */
export function scalarFrom(value: unknown, primitive: Primitive, path: string): Scalar {
  const { kind, lowest, highest } = primitives[primitive];
  if (kind === 'float') return floatFrom(value, path);
  const integer = typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? BigInt(value) : value;
  const exact = typeof integer === 'bigint' || Number.isSafeInteger(integer);
  if (!exact || (integer as Scalar) < lowest || (integer as Scalar) > highest)
    return refuse(path, value, primitive);
  return isWide(primitive) ? BigInt(integer as Scalar) : Number(integer);
}

function floatFrom(value: unknown, path: string): number {
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value);
  return refuse(path, value, 'a number');
}
