import { isFlat, isOptional, leavesOf } from '../model/analysis.js';
import type { Element, EnumType, Message, ScalarType, Schema, SetType } from '../model/model.js';
import { isWide, primitives } from '../model/primitive.js';
import { camel } from '../names.js';
import { at, type Site, scalarLiteral, storeRaw } from './access.js';
import { literal } from './element-types.js';
import type { Module } from './module.js';
import { refusal } from './write-element.js';

/**
 * Whether a message can be written where it belongs, without the way through a scratch: everything in it is a single
 * value at a multiple of its size, so that all values are checked before the first is stored.
 */
export function isDirect(m: Module, message: Message): boolean {
  const { schema } = m.settings;
  const whole = schema.header.size % 8 === 0 && message.blockLength % 8 === 0 && message.blockLength > 0;
  return schema.littleEndian && whole && isFlat(message) && message.fields.every((field) => isSimple(field));
}

function isSimple(element: Element, base = 0): boolean {
  const { type, presence } = element;
  if (presence === 'constant') return true;
  const offset = base + element.offset;
  if (type.kind === 'composite')
    return !isOptional(element) && type.members.every((member) => isSimple(member, offset));
  if (type.kind === 'scalar' && type.length !== 1) return false;
  return offset % primitives[type.primitive].size === 0;
}

/** `store(s, p, value)`: checks all values, then writes the message at p, a multiple of 8. */
export function emitStore(m: Module, message: Message, name: string): void {
  const { schema } = m.settings;
  const { header } = schema;
  const head: Site = { s: 's', base: 'p', aligned: true };
  m.block(`function store(s: ${m.useType('Scratch')}, p: number, value: ${name}Input): void`, () => {
    const stores: string[] = [];
    for (const field of message.fields)
      prepare(m, field, `value.${field.name}`, `${message.name}.${field.name}`, header.size, head, stores);
    for (const [i, word] of headerWords(schema, message).entries())
      m.line(storeRaw(m, head, 'uint32', at(head, 4 * i), String(word)));
    for (const word of wordsWithGaps(message)) m.line(`s.f64[(p >> 3) + ${(header.size >> 3) + word}] = 0;`);
    for (const store of stores) m.line(store);
  });
  m.line();
}

/** The header of every such message, which is constant, as little-endian 32-bit words. */
function headerWords({ header, id, version }: Schema, { blockLength, id: templateId }: Message): number[] {
  const bytes = new DataView(new ArrayBuffer(header.size));
  const counters = new Map(Object.entries({ blockLength, templateId, schemaId: id, version }));
  for (const { name, offset, size } of header.members) {
    let rest = counters.get(name) ?? 0;
    for (let i = 0; i < size; i++, rest = Math.floor(rest / 256)) bytes.setUint8(offset + i, rest % 256);
  }
  return Array.from({ length: header.size / 4 }, (_, i) => bytes.getUint32(4 * i, true));
}

/** The 8-byte words of a block in which not every byte belongs to a field. */
function wordsWithGaps({ fields, blockLength }: Message): number[] {
  const covered = new Uint8Array(blockLength);
  for (const { element, offset } of fields.flatMap((field) => leavesOf(field)))
    covered.fill(1, offset, offset + element.size);
  const words = Array.from({ length: blockLength >> 3 }, (_, word) => word);
  return words.filter((word) => covered.subarray(8 * word, 8 * word + 8).includes(0));
}

/** Emits the checks of a value and adds the statements that store it to `stores`. */
function prepare(
  m: Module,
  element: Element,
  value: string,
  path: string,
  base: number,
  head: Site,
  stores: string[],
): void {
  const { type, presence, constant } = element;
  const local = m.local(camel(element.name));
  const offset = base + element.offset;
  if (presence === 'constant') {
    m.line(`${m.use('checkConstant')}(${value}, ${literal(constant!)}, '${path}');`);
  } else if (type.kind === 'composite') {
    m.line(`const ${local} = ${value};`);
    m.line(
      `if (typeof ${local} !== 'object' || ${local} === null) ${m.use('refuse')}('${path}', ${local}, 'an object');`,
    );
    for (const member of type.members)
      prepare(m, member, `${local}.${member.name}`, `${path}.${member.name}`, offset, head, stores);
  } else if (type.kind === 'set') {
    prepareSet(m, type, value, path, local, (at_, primitive, bits) =>
      stores.push(storeRaw(m, head, primitive, at(head, offset + at_), bits)),
    );
  } else {
    const optional = isOptional(element);
    if (type.kind === 'enum') prepareEnum(m, type, optional, value, path, local);
    else prepareNumber(m, type, optional, value, path, local);
    stores.push(storeRaw(m, head, type.primitive, at(head, offset), local));
  }
}

function prepareNumber(
  m: Module,
  { primitive, nullValue }: ScalarType,
  optional: boolean,
  value: string,
  path: string,
  local: string,
): void {
  if (primitive === 'char') {
    const code = `${m.use('charCode')}(${value}, '${path}')`;
    m.line(
      `const ${local} = ${optional ? `${value} === null || ${value} === undefined ? ${nullValue} : ${code}` : code};`,
    );
    return;
  }
  const given = optional ? `${value} ?? ${scalarLiteral(nullValue)}` : value;
  if (isWide(primitive)) {
    const [wrap, convert] = primitive === 'int64' ? ['asIntN', 'integer64'] : ['asUintN', 'natural64'];
    m.line(`let ${local} = ${given};`);
    m.line(`if (typeof ${local} !== 'bigint' || BigInt.${wrap}(64, ${local}) !== ${local})`);
    m.line(`  ${local} = ${m.use(convert)}(${local}, '${path}');`);
    return;
  }
  const expected = primitives[primitive].kind === 'float' ? 'a number' : primitive;
  m.line(`const ${local} = ${given};`);
  m.line(`if (${refusal(primitive, local)}) ${m.use('refuse')}('${path}', ${local}, '${expected}');`);
}

function prepareEnum(
  m: Module,
  type: EnumType,
  optional: boolean,
  value: string,
  path: string,
  local: string,
): void {
  const code = `${m.typesName(`${camel(m.settings.types.of(type))}Code`)}(${value}, '${path}')`;
  const nul = scalarLiteral(type.nullValue);
  m.line(
    `const ${local} = ${optional ? `${value} === null || ${value} === undefined ? ${nul} : ${code}` : code};`,
  );
}

function prepareSet(
  m: Module,
  type: SetType,
  value: string,
  path: string,
  local: string,
  store: (at: number, primitive: SetType['primitive'], bits: string) => void,
): void {
  const call = `${m.use('setBits')}(${value}, ${m.typesName(m.settings.types.of(type))}, ${type.size * 8}, '${path}')`;
  if (!isWide(type.primitive)) {
    m.line(`const [${local}] = ${call};`);
    store(0, type.primitive, local);
    return;
  }
  const high = m.local('high');
  m.line(`const [${local}, ${high}] = ${call};`);
  store(0, 'uint32', local);
  store(4, 'uint32', high);
}
