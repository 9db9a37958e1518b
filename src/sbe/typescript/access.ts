import type { Element, ScalarType } from '../model/model.js';
import { isWide, type Primitive, primitives, type Scalar } from '../model/primitive.js';
import type { Module } from './module.js';

/** Where a block stands in the scratch: at a known byte, or at a variable. `s` is the expression of the scratch. */
export interface Site {
  readonly s: string;
  readonly base: number | string;
  /** Whether a variable base is known to be a multiple of 8. */
  readonly aligned?: boolean;
}

export interface Position {
  /** The byte, where it is known when the code is generated. */
  readonly fixed: number | undefined;
  readonly text: string;
  /** The distance from a variable that is a multiple of 8. */
  readonly from?: { readonly base: string; readonly offset: number };
}

export function at({ base, aligned }: Site, offset: number): Position {
  if (typeof base === 'number') return { fixed: base + offset, text: String(base + offset) };
  const text = offset === 0 ? base : `${base} + ${offset}`;
  return aligned ? { fixed: undefined, text, from: { base, offset } } : { fixed: undefined, text };
}

export const arrays: Record<Primitive, string> = {
  char: 'u8',
  int8: 'i8',
  uint8: 'u8',
  int16: 'i16',
  uint16: 'u16',
  int32: 'i32',
  uint32: 'u32',
  int64: 'i64',
  uint64: 'u64',
  float: 'f32',
  double: 'f64',
};

export const viewNames: Record<Primitive, string> = {
  char: 'Uint8',
  int8: 'Int8',
  uint8: 'Uint8',
  int16: 'Int16',
  uint16: 'Uint16',
  int32: 'Int32',
  uint32: 'Uint32',
  int64: 'BigInt64',
  uint64: 'BigUint64',
  float: 'Float32',
  double: 'Float64',
};

/** A plain load by a typed array: single bytes always, wider numbers where their byte is known and aligned. */
function overlay(m: Module, primitive: Primitive, position: Position): string | undefined {
  const { size } = primitives[primitive];
  if (size === 1) return `${arrays[primitive]}[${position.text}]`;
  const { fixed, from } = position;
  const offset = from?.offset ?? fixed;
  if (!m.settings.schema.littleEndian || offset === undefined || offset % size !== 0) return undefined;
  if (from === undefined) return `${arrays[primitive]}[${offset / size}]`;
  const start = `${from.base} >> ${Math.log2(size)}`;
  return `${arrays[primitive]}[${offset === 0 ? start : `(${start}) + ${offset / size}`}]`;
}

/** The raw number at a position: a bigint for 64-bit integers. */
export function readRaw(m: Module, { s }: Site, primitive: Primitive, position: Position): string {
  const load = overlay(m, primitive, position);
  if (load !== undefined) return `${s}.${load}!`;
  if (isWide(primitive) && m.settings.schema.littleEndian)
    return `${m.use(primitive === 'int64' ? 'readI64' : 'readU64')}(${s}, ${position.text})`;
  return `${s}.view.get${viewNames[primitive]}(${position.text}${orderOf(m, primitive)})`;
}

function orderOf(m: Module, primitive: Primitive): string {
  return primitives[primitive].size === 1 ? '' : `, ${m.order}`;
}

/** The raw number as a number, for header and dimension counters of any width. */
export function readCounter(m: Module, site: Site, element: Element): string {
  const { primitive } = element.type as ScalarType;
  const raw = readRaw(m, site, primitive, at(site, element.offset));
  return isWide(primitive) ? `Number(${raw})` : raw;
}

/** Stores a number that is known to fit. */
export function storeRaw(
  m: Module,
  { s }: Site,
  primitive: Primitive,
  position: Position,
  value: string,
): string {
  const store = overlay(m, primitive, position);
  if (store !== undefined) return `${s}.${store} = ${value};`;
  return `${s}.view.set${viewNames[primitive]}(${position.text}, ${value}${orderOf(m, primitive)});`;
}

export function storeCounter(m: Module, site: Site, element: Element, value: string): string {
  const { primitive } = element.type as ScalarType;
  const wide = isWide(primitive) ? `BigInt(${value})` : value;
  return storeRaw(m, site, primitive, at(site, element.offset), wide);
}

/** The high and low halves of a 64-bit integer as numbers; the high half carries the sign of an int64. */
export function readHalves(
  m: Module,
  site: Site,
  primitive: Primitive,
  offset: number,
): { high: string; low: string } {
  const [highAt, lowAt] = m.settings.schema.littleEndian ? [4, 0] : [0, 4];
  return {
    high: readRaw(m, site, primitive === 'int64' ? 'int32' : 'uint32', at(site, offset + highAt)),
    low: readRaw(m, site, 'uint32', at(site, offset + lowAt)),
  };
}

export function scalarLiteral(value: Scalar): string {
  return typeof value === 'bigint' ? `${value}n` : String(value);
}

/** The condition under which `value`, an expression of a raw number, is the null value. */
export function isNullRaw(primitive: Primitive, value: string, nul: Scalar): string {
  return primitives[primitive].kind === 'float' && Number.isNaN(nul)
    ? `Number.isNaN(${value})`
    : `${value} === ${scalarLiteral(nul)}`;
}
