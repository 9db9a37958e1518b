export type Primitive =
  | 'char'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'float'
  | 'double';

/** A wire number: a bigint for int64 and uint64, a number for every other primitive. */
export type Scalar = number | bigint;

export interface PrimitiveInfo {
  readonly size: 1 | 2 | 4 | 8;
  readonly kind: 'char' | 'signed' | 'unsigned' | 'float';
  /** The smallest and greatest encodable numbers, the null value included (infinities for float and double). */
  readonly lowest: Scalar;
  readonly highest: Scalar;
  /** The null value of SBE 1.0 section 2.4.2: minimum of signed, maximum of unsigned, NUL of char, NaN of floats. */
  readonly nullValue: Scalar;
}

function integer(size: 1 | 2 | 4 | 8, kind: 'signed' | 'unsigned'): PrimitiveInfo {
  const bits = BigInt(size * 8);
  const low = kind === 'signed' ? -(1n << (bits - 1n)) : 0n;
  const high = kind === 'signed' ? (1n << (bits - 1n)) - 1n : (1n << bits) - 1n;
  const lowest = size === 8 ? low : Number(low);
  const highest = size === 8 ? high : Number(high);
  return { size, kind, lowest, highest, nullValue: kind === 'signed' ? lowest : highest };
}

function float(size: 4 | 8): PrimitiveInfo {
  return { size, kind: 'float', lowest: -Infinity, highest: Infinity, nullValue: NaN };
}

export const primitives: Readonly<Record<Primitive, PrimitiveInfo>> = {
  char: { size: 1, kind: 'char', lowest: 0, highest: 255, nullValue: 0 },
  int8: integer(1, 'signed'),
  uint8: integer(1, 'unsigned'),
  int16: integer(2, 'signed'),
  uint16: integer(2, 'unsigned'),
  int32: integer(4, 'signed'),
  uint32: integer(4, 'unsigned'),
  int64: integer(8, 'signed'),
  uint64: integer(8, 'unsigned'),
  float: float(4),
  double: float(8),
};

export function isPrimitive(name: string): name is Primitive {
  return Object.hasOwn(primitives, name);
}

export function isWide(primitive: Primitive): primitive is 'int64' | 'uint64' {
  return primitive === 'int64' || primitive === 'uint64';
}

export function isInteger(primitive: Primitive): boolean {
  const { kind } = primitives[primitive];
  return kind === 'signed' || kind === 'unsigned';
}

/** Whether `value` is the null value `nul` of its primitive; NaN stands for every NaN. */
export function isNullValue(value: Scalar, nul: Scalar): boolean {
  return value === nul || (Number.isNaN(value) && Number.isNaN(nul));
}
