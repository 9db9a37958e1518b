import { decimalMantissa, isOptional, leavesOf } from '../model/analysis.js';
import type { CompositeType, Element, EnumType, ScalarType, SetType, VarData } from '../model/model.js';
import { isNullValue, primitives, type Scalar } from '../model/primitive.js';
import {
  readBytes,
  readChar,
  readChars,
  readLatin1,
  readSet,
  readUtf8,
  readUtf8Chars,
} from '../runtime/read.js';
import type { Scratch } from '../runtime/scratch.js';
import { readRaw } from './raw.js';

/** What stands in the memory of a decoded message: a text, a number, names of a set, a composite, or nothing. */
export type Value =
  | string
  | Scalar
  | null
  | Uint8Array
  | readonly Value[]
  | { readonly [name: string]: Value };

/** Reads elements of blocks that begin at given bytes of a scratch. Bounds have been checked. */
export class ElementReader {
  readonly #s: Scratch;
  readonly #littleEndian: boolean;

  constructor(s: Scratch, littleEndian: boolean) {
    this.#s = s;
    this.#littleEndian = littleEndian;
  }

  read(element: Element, base: number): Value {
    const { type, presence, constant } = element;
    if (presence === 'constant') return constant!;
    const p = base + element.offset;
    if (isOptional(element) && this.#isNull(element, base)) return null;
    switch (type.kind) {
      case 'scalar':
        return this.#scalar(type, p);
      case 'enum':
        return this.#enum(type, p);
      case 'set':
        return this.#set(type, p);
      case 'composite':
        return this.#composite(type, p);
    }
  }

  data({ text }: VarData, p: number, length: number): string | Uint8Array {
    if (text === undefined) return readBytes(this.#s, p, length);
    return text === 'utf8' ? readUtf8(this.#s, p, length) : readLatin1(this.#s, p, length);
  }

  #raw(type: ScalarType | EnumType | SetType, p: number): Scalar {
    return readRaw(this.#s, type.primitive, p, this.#littleEndian);
  }

  #scalar(type: ScalarType, p: number): Value {
    const { primitive, length, encoding } = type;
    if (length === 1) return primitive === 'char' ? readChar(Number(this.#raw(type, p))) : this.#raw(type, p);
    if (primitive !== 'char') return this.#elements(type, p);
    return encoding === 'utf8' ? readUtf8Chars(this.#s, p, length) : readChars(this.#s, p, length);
  }

  #elements(type: ScalarType, p: number): Scalar[] {
    const { size } = primitives[type.primitive];
    return Array.from({ length: type.length }, (_, i) => this.#raw(type, p + i * size));
  }

  #enum(type: EnumType, p: number): Value {
    const code = this.#raw(type, p);
    return type.values.find(({ value }) => value === code)?.name ?? code;
  }

  #set(type: SetType, p: number): Value {
    const bits = BigInt(this.#raw(type, p));
    const names: string[] = [];
    for (const { name, bit } of type.choices) names[bit] = name;
    return readSet(Number(bits & 0xffff_ffffn) | 0, Number(bits >> 32n) | 0, names);
  }

  #composite(type: CompositeType, p: number): Value {
    const fields: Record<string, Value> = {};
    for (const member of type.members) fields[member.name] = this.read(member, p);
    return fields;
  }

  /** A decimal is null where its mantissa is; any other optional composite where each of its leaves is. */
  #isNull(element: Element, base: number): boolean {
    const { type } = element;
    if (type.kind === 'set') return false;
    if (type.kind !== 'composite') return this.#isNullLeaf(element, base + element.offset);
    const mantissa = decimalMantissa(type);
    if (mantissa !== undefined) return this.#isNullLeaf(mantissa, base + element.offset + mantissa.offset);
    return leavesOf(element).every((leaf) => this.#isNullLeaf(leaf.element, base + leaf.offset));
  }

  #isNullLeaf({ type }: Element, p: number): boolean {
    if (type.kind === 'composite') return false;
    if (type.kind === 'set') return BigInt(this.#raw(type, p)) === 0n;
    if (type.kind === 'enum' || type.length === 1) return isNullValue(this.#raw(type, p), type.nullValue);
    return this.#elements(type, p).every((value) => isNullValue(value, type.nullValue));
  }
}
