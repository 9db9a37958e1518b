import { isOptional } from '../model/analysis.js';
import type { ConstantValue, Element, EnumType, Type } from '../model/model.js';
import { isWide, type Primitive, primitives, type Scalar } from '../model/primitive.js';
import { type Header, rt, Scope } from './header.js';

export const primitiveTypes: Record<Primitive, string> = {
  char: 'char',
  int8: 'std::int8_t',
  uint8: 'std::uint8_t',
  int16: 'std::int16_t',
  uint16: 'std::uint16_t',
  int32: 'std::int32_t',
  uint32: 'std::uint32_t',
  int64: 'std::int64_t',
  uint64: 'std::uint64_t',
  float: 'float',
  double: 'double',
};

export function scalarLiteral(primitive: Primitive, value: Scalar): string {
  const type = primitiveTypes[primitive];
  const { kind, lowest } = primitives[primitive];
  if (kind === 'float') return floatLiteral(type, Number(value));
  if (kind === 'signed' && value === lowest) return `std::numeric_limits<${type}>::min()`;
  if (isWide(primitive)) return `${type}{${value}${kind === 'signed' ? 'LL' : 'ULL'}}`;
  return `${type}{${value}}`;
}

function floatLiteral(type: string, value: number): string {
  if (Number.isNaN(value)) return `std::numeric_limits<${type}>::quiet_NaN()`;
  if (!Number.isFinite(value)) return `${value < 0 ? '-' : ''}std::numeric_limits<${type}>::infinity()`;
  return `static_cast<${type}>(${Number.isInteger(value) ? value.toFixed(1) : value})`;
}

/** A string literal of Latin-1 characters, of which those that are not printable ASCII are written as octal. */
export function textLiteral(text: string): string {
  const escaped = [...text].map((char) => {
    const code = char.charCodeAt(0);
    const plain = code >= 0x20 && code < 0x7f && char !== '"' && char !== '\\' && char !== '?';
    return plain ? char : `\\${code.toString(8).padStart(3, '0')}`;
  });
  return `"${escaped.join('')}"`;
}

/** The enumerator of each value of an enum, by its name in the schema. */
export function enumerators(type: EnumType): ReadonlyMap<string, string> {
  const scope = new Scope();
  return new Map(type.values.map(({ name }) => [name, scope.claim(name)]));
}

/** The type of a value that is there. */
export function valueType(h: Header, type: Type): string {
  if (type.kind !== 'scalar') return h.type(h.settings.types.of(type));
  const single = primitiveTypes[type.primitive];
  if (type.length === 1) return single;
  return type.primitive === 'char' ? 'std::string_view' : `std::array<${single}, ${type.length}>`;
}

export function optionalType(h: Header, element: Element, nullable: boolean): string {
  const type = valueType(h, element.type);
  return nullable ? `std::optional<${type}>` : type;
}

/** The type and value of a constant. */
export function constant(h: Header, { type, constant: value }: Element): { type: string; value: string } {
  if (type.kind === 'enum') {
    const name = valueType(h, type);
    return { type: name, value: `${name}::${enumerators(type).get(value as string)}` };
  }
  if (type.kind !== 'scalar') throw new TypeError('only numbers, texts and enums can be constant');
  return scalarConstant(type.primitive, type.length, value!);
}

function scalarConstant(
  primitive: Primitive,
  length: number,
  value: ConstantValue,
): { type: string; value: string } {
  if (primitive !== 'char')
    return { type: primitiveTypes[primitive], value: scalarLiteral(primitive, value as Scalar) };
  const text = String(value);
  if (length === 1) return { type: 'char', value: `static_cast<char>(${text.charCodeAt(0)})` };
  return { type: 'std::string_view', value: textLiteral(text) };
}

/** The null value of an element's leaf type, as an expression of its type. */
function nullOf(h: Header, type: Type): string {
  if (type.kind === 'scalar') return scalarLiteral(type.primitive, type.nullValue);
  if (type.kind === 'enum')
    return `static_cast<${valueType(h, type)}>(${scalarLiteral(type.primitive, type.nullValue)})`;
  return `${valueType(h, type)}{}`;
}

/** An expression that loads an element of a block at `p`; std::nullopt where an optional one says "no value". */
export function loadElement(h: Header, element: Element, p: string): string {
  const { type, offset } = element;
  const at = offset === 0 ? p : `${p} + ${offset}`;
  const value = loadValue(h, type, at);
  if (!isOptional(element) || type.kind === 'set') return value;
  if (type.kind === 'composite') return guarded(`${valueType(h, type)}::is_null(${at})`, value);
  if (type.kind === 'scalar' && type.primitive === 'char' && type.length !== 1)
    return guarded(`${rt}::is_null_chars(${at}, ${type.length}, ${type.nullValue})`, value);
  return `${rt}::unless_null(${value}, ${nullOf(h, type)})`;
}

function guarded(isNull: string, value: string): string {
  return `${isNull} ? std::nullopt : std::optional{${value}}`;
}

function loadValue(h: Header, type: Type, at: string): string {
  if (type.kind === 'composite') return `${valueType(h, type)}::load(${at})`;
  if (type.kind !== 'scalar' || type.length === 1)
    return `${rt}::load<${valueType(h, type)}, ${h.order}>(${at})`;
  if (type.primitive === 'char') return `${rt}::load_chars(${at}, ${type.length})`;
  return `${rt}::load_array<${primitiveTypes[type.primitive]}, ${type.length}, ${h.order}>(${at})`;
}

/** An expression that is true where an element of a block at `p` holds its null value (a set: where it is empty). */
export function isNullElement(h: Header, { type, offset }: Element, p: string): string {
  const at = offset === 0 ? p : `${p} + ${offset}`;
  if (type.kind === 'composite') return `${valueType(h, type)}::is_null(${at})`;
  if (type.kind === 'set') return `${loadValue(h, type, at)}.bits == 0`;
  if (type.kind === 'scalar' && type.primitive === 'char' && type.length !== 1)
    return `${rt}::is_null_chars(${at}, ${type.length}, ${type.nullValue})`;
  return `${rt}::is_null(${loadValue(h, type, at)}, ${nullOf(h, type)})`;
}

/** Statements that store `value` at `p`; `check` names the function that takes whether it fitted. */
export function storeElement(h: Header, element: Element, p: string, value: string, check: string): string[] {
  const { offset, type } = element;
  const at = offset === 0 ? p : `${p} + ${offset}`;
  if (!isOptional(element) || type.kind === 'set') return [storeValue(h, type, at, value, check)];
  if (type.kind !== 'composite' && !isText(type)) {
    const array = type.kind === 'scalar' && type.length !== 1;
    const nul = array
      ? `${rt}::filled<${primitiveTypes[type.primitive]}, ${type.length}>(${nullOf(h, type)})`
      : nullOf(h, type);
    return [storeValue(h, type, at, `${value}.value_or(${nul})`, check)];
  }
  return [
    `if (${value}.has_value()) {`,
    `  ${storeValue(h, type, at, `(*${value})`, check)}`,
    '} else {',
    `  ${storeNull(h, element, p)}`,
    '}',
  ];
}

function isText(type: Type): boolean {
  return type.kind === 'scalar' && type.primitive === 'char' && type.length !== 1;
}

function storeValue(h: Header, type: Type, at: string, value: string, check: string): string {
  if (type.kind === 'composite') return `${check}(${value}.store(${at}));`;
  if (type.kind !== 'scalar' || type.length === 1)
    return `${rt}::store<${valueType(h, type)}, ${h.order}>(${at}, ${value});`;
  if (type.primitive === 'char') return `${check}(${rt}::store_chars(${at}, ${type.length}, ${value}));`;
  return `${rt}::store_array<${primitiveTypes[type.primitive]}, ${type.length}, ${h.order}>(${at}, ${value});`;
}

/** A statement that stores the null value of an element of a block at `p`. */
export function storeNull(h: Header, { type, offset }: Element, p: string): string {
  const at = offset === 0 ? p : `${p} + ${offset}`;
  if (type.kind === 'composite') return `${valueType(h, type)}::store_null(${at});`;
  if (type.kind === 'scalar' && isText(type)) return `std::memset(${at}, ${type.nullValue}, ${type.length});`;
  if (type.kind === 'scalar' && type.length !== 1) {
    const nulls = `${rt}::filled<${primitiveTypes[type.primitive]}, ${type.length}>(${nullOf(h, type)})`;
    return storeValue(h, type, at, nulls, '');
  }
  return storeValue(h, type, at, nullOf(h, type), '');
}
