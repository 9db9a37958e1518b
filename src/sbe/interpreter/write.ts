import { isOptional, leavesOf } from '../model/analysis.js';
import type { CompositeType, Element, EnumType, ScalarType, SetType } from '../model/model.js';
import { isWide, primitives } from '../model/primitive.js';
import type { Scratch } from '../runtime/scratch.js';
import {
  charCode,
  checkConstant,
  checkLength,
  putChars,
  putUtf8Chars,
  refuse,
  setBits,
} from '../runtime/write.js';
import { scalarFrom, storeRaw } from './raw.js';

/** Writes elements of blocks that begin at given bytes of a scratch, which has room for them. */
export class ElementWriter {
  readonly #s: Scratch;
  readonly #littleEndian: boolean;

  constructor(s: Scratch, littleEndian: boolean) {
    this.#s = s;
    this.#littleEndian = littleEndian;
  }

  write(element: Element, base: number, value: unknown, path: string): void {
    const { type, presence, constant } = element;
    if (presence === 'constant') {
      checkConstant(value, constant, path);
      return;
    }
    if ((value === null || value === undefined) && isOptional(element)) {
      this.#writeNull(element, base);
      return;
    }
    const p = base + element.offset;
    switch (type.kind) {
      case 'scalar':
        this.#scalar(type, p, value, path);
        return;
      case 'enum':
        this.#enum(type, p, value, path);
        return;
      case 'set':
        this.#set(type, p, value, path);
        return;
      case 'composite':
        this.#composite(type, p, value, path);
    }
  }

  #scalar(type: ScalarType, p: number, value: unknown, path: string): void {
    const { primitive, length, encoding } = type;
    if (primitive !== 'char') {
      if (length === 1) this.#number(type, p, value, path);
      else this.#array(type, p, value, path);
    } else if (length === 1) this.#s.u8[p] = charCode(value as string, path);
    else if (encoding === 'utf8') putUtf8Chars(this.#s, p, length, value as string, path);
    else putChars(this.#s, p, length, value as string, path);
  }

  #number({ primitive }: ScalarType, p: number, value: unknown, path: string): void {
    storeRaw(this.#s, primitive, p, this.#littleEndian, scalarFrom(value, primitive, path));
  }

  #array(type: ScalarType, p: number, value: unknown, path: string): void {
    checkLength(value, type.length, path);
    const { size } = primitives[type.primitive];
    (value as unknown[]).forEach((element, i) => {
      this.#number(type, p + i * size, element, path);
    });
  }

  #enum(type: EnumType, p: number, value: unknown, path: string): void {
    const known = type.values.find(({ name }) => name === value);
    const primitive = type.primitive === 'char' ? 'uint8' : type.primitive;
    if (known === undefined && typeof value === 'string') refuse(path, value, `a value of ${type.name}`);
    const code = known?.value ?? scalarFrom(value, primitive, path);
    storeRaw(this.#s, type.primitive, p, this.#littleEndian, code);
  }

  #set(type: SetType, p: number, value: unknown, path: string): void {
    const bits = Object.fromEntries(type.choices.map(({ name, bit }) => [name, bit]));
    const [low, high] = setBits(value as string[], bits, type.size * 8, path);
    const all = isWide(type.primitive) ? (BigInt(high) << 32n) | BigInt(low) : low;
    storeRaw(this.#s, type.primitive, p, this.#littleEndian, all);
  }

  #composite(type: CompositeType, p: number, value: unknown, path: string): void {
    const fields = recordFrom(value, type.members, path);
    for (const member of type.members) this.write(member, p, fields[member.name], `${path}.${member.name}`);
  }

  #writeNull(element: Element, base: number): void {
    for (const { element: leaf, offset } of leavesOf(element)) {
      const { type } = leaf;
      if (type.kind === 'composite') continue;
      const nul = type.kind !== 'set' ? type.nullValue : isWide(type.primitive) ? 0n : 0;
      const { size } = primitives[type.primitive];
      const length = type.kind === 'scalar' ? type.length : 1;
      for (let i = 0; i < length; i++)
        storeRaw(this.#s, type.primitive, base + offset + i * size, this.#littleEndian, nul);
    }
  }
}

/** The caller's object, which must have no properties but those that are known. */
export function recordFrom(
  value: unknown,
  known: readonly { readonly name: string }[],
  path: string,
): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(path, value, 'an object');
  for (const key of Object.keys(value))
    if (!known.some(({ name }) => name === key))
      refuse(`${path}.${key}`, Reflect.get(value, key), 'a field of the schema');
  return value as Readonly<Record<string, unknown>>;
}
