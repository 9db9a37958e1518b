// What a field of our schema is to a program: the named type decides (prices scale, times are bigint, and so on).

import type { EnumType, Field, Message, ScalarType, SetType } from '../../sbe/index.js';
import { WireType } from '../packed/index.js';

export type FieldKind =
  | { readonly kind: 'scaled'; readonly by: 'price' | 'size' }
  | { readonly kind: 'wide' }
  | { readonly kind: 'count' }
  | { readonly kind: 'real' }
  | { readonly kind: 'reals'; readonly length: number }
  | { readonly kind: 'character' }
  | { readonly kind: 'text'; readonly length: number }
  | { readonly kind: 'integer'; readonly bits: 8 | 16 | 32; readonly signed: boolean }
  | { readonly kind: 'enum'; readonly type: EnumType }
  | { readonly kind: 'set'; readonly type: SetType };

const byTypeName: Readonly<Record<string, FieldKind>> = {
  Price: { kind: 'scaled', by: 'price' },
  OptionalPrice: { kind: 'scaled', by: 'price' },
  Size: { kind: 'scaled', by: 'size' },
  Quantity: { kind: 'scaled', by: 'size' },
  OptionalQuantity: { kind: 'scaled', by: 'size' },
  Count: { kind: 'count' },
  Bytes: { kind: 'count' },
};

export function kindOf({ name, type }: Field): FieldKind {
  switch (type.kind) {
    case 'enum':
      return { kind: 'enum', type };
    case 'set':
      return { kind: 'set', type };
    case 'composite':
      throw new TypeError(`field ${name}: composites have no place in a flat message`);
    case 'scalar':
      return byTypeName[type.name] ?? scalarKind(name, type);
  }
}

function scalarKind(name: string, { primitive, length }: ScalarType): FieldKind {
  if (primitive === 'char') return length === 1 ? { kind: 'character' } : { kind: 'text', length };
  if (primitive === 'double') return length === 1 ? { kind: 'real' } : { kind: 'reals', length };
  if (primitive === 'uint64') return { kind: 'wide' };
  const integer = /^(u?)int(8|16|32)$/.exec(primitive);
  if (integer === null || length !== 1)
    throw new TypeError(`field ${name}: ${primitive}[${length}] is not used here`);
  return { kind: 'integer', bits: Number(integer[2]) as 8 | 16 | 32, signed: integer[1] === '' };
}

/** Fields whose all-zero value says "nothing special": writers may leave them out. */
export function hasDefault({ type }: Field): boolean {
  return type.kind === 'set' || ['Conditions', 'VenueCode', 'Side'].includes(type.name);
}

const wireTypes = {
  char: WireType.u8,
  uint8: WireType.u8,
  uint16: WireType.u16,
  uint32: WireType.u32,
  uint64: WireType.u64,
  int8: WireType.i8,
  int16: WireType.i16,
  int32: WireType.i32,
  int64: WireType.i64,
  float: WireType.f32,
  double: WireType.f64,
} as const;

export interface ColumnSource {
  readonly name: string;
  readonly field: number;
  readonly lane: number;
  readonly type: WireType;
  readonly form: 'exact' | 'number' | 'time' | 'side';
  readonly offset: number;
  readonly absent: bigint | undefined;
  readonly missing: bigint | undefined;
}

/** The columns of a message, fields of several values taken apart. The first time becomes the batch's time. */
export function columnsOf(message: Message): ColumnSource[] {
  const time = message.fields.find(({ type }) => type.name === 'Time');
  return message.fields.flatMap((field) => {
    const kind = kindOf(field);
    const { primitive } = field.type as ScalarType;
    const absent = field.presence === 'optional' ? nullPattern(field.type as ScalarType) : undefined;
    const base = { field: field.id, absent, missing: absent ?? (hasDefault(field) ? 0n : undefined) };
    const lanes = kind.kind === 'text' ? kind.length / 8 : kind.kind === 'reals' ? kind.length : 1;
    return Array.from({ length: lanes }, (_, lane) => ({
      ...base,
      name: lanes === 1 ? field.name : `${field.name}${lane}`,
      lane,
      type: kind.kind === 'text' ? WireType.u64 : wireTypes[primitive],
      form: field === time ? 'time' : formOf(field, kind),
      offset: field.offset + 8 * lane,
    }));
  });
}

function formOf({ type }: Field, { kind }: FieldKind): ColumnSource['form'] {
  if (type.name === 'Side') return 'side';
  return kind === 'scaled' || kind === 'count' ? 'number' : 'exact';
}

function nullPattern({ primitive, nullValue }: ScalarType): bigint {
  if (primitive === 'double') return 0x7ff8000000000000n;
  return BigInt.asUintN(64, BigInt(nullValue));
}
