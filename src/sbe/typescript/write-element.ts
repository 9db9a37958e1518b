import { isOptional, leavesOf } from '../model/analysis.js';
import type { CompositeType, Element, EnumType, ScalarType, SetType } from '../model/model.js';
import { isWide, type Primitive, primitives, type Scalar } from '../model/primitive.js';
import { camel } from '../names.js';
import { at, type Position, type Site, scalarLiteral, storeRaw } from './access.js';
import { literal } from './element-types.js';
import type { Module } from './module.js';
import { shifted } from './read-element.js';

/** Emits the statements that check `value`, an expression, and write it as the element. `path` names it in errors. */
export function writeElement(m: Module, element: Element, site: Site, value: string, path: string): void {
  if (element.presence === 'constant') {
    m.line(`${m.use('checkConstant')}(${value}, ${literal(element.constant!)}, '${path}');`);
    return;
  }
  const local = m.local(camel(element.name));
  m.line(`const ${local} = ${value};`);
  if (!isOptional(element)) {
    writeValue(m, element, site, local, path);
    return;
  }
  m.branch(
    `${local} === null || ${local} === undefined`,
    () => writeNull(m, element, site),
    () => writeValue(m, element, site, local, path),
  );
}

function writeValue(m: Module, element: Element, site: Site, value: string, path: string): void {
  const { type, offset } = element;
  switch (type.kind) {
    case 'scalar':
      if (type.length === 1) writeSingle(m, type.primitive, site, at(site, offset), value, path);
      else writeArray(m, type, site, offset, value, path);
      return;
    case 'enum':
      writeEnum(m, type, site, at(site, offset), value, path);
      return;
    case 'set':
      writeSet(m, type, site, offset, value, path);
      return;
    case 'composite':
      writeComposite(m, type, shifted(site, offset), value, path);
  }
}

/** The test that refuses a number outside its primitive. */
export function refusal(primitive: Primitive, value: string): string {
  switch (primitive) {
    case 'int8':
      return `${value} !== (${value} << 24) >> 24`;
    case 'int16':
      return `${value} !== (${value} << 16) >> 16`;
    case 'int32':
      return `${value} !== (${value} | 0)`;
    case 'uint8':
      return `${value} !== (${value} & 0xff)`;
    case 'uint16':
      return `${value} !== (${value} & 0xffff)`;
    case 'uint32':
      return `${value} !== ${value} >>> 0`;
    default:
      return `typeof ${value} !== 'number'`;
  }
}

export function writeSingle(
  m: Module,
  primitive: Primitive,
  site: Site,
  position: Position,
  value: string,
  path: string,
): void {
  if (isWide(primitive)) {
    const put = `put${primitive === 'int64' ? 'I' : 'U'}64${m.settings.schema.littleEndian ? '' : 'BE'}`;
    m.line(`${m.use(put)}(${site.s}, ${position.text}, ${value}, '${path}');`);
  } else if (primitive === 'char') {
    m.line(storeRaw(m, site, primitive, position, `${m.use('charCode')}(${value}, '${path}')`));
  } else {
    const type = primitives[primitive].kind === 'float' ? 'a number' : primitive;
    m.line(`if (${refusal(primitive, value)}) ${m.use('refuse')}('${path}', ${value}, '${type}');`);
    m.line(storeRaw(m, site, primitive, position, value));
  }
}

function writeArray(
  m: Module,
  type: ScalarType,
  site: Site,
  offset: number,
  value: string,
  path: string,
): void {
  const { primitive, length, encoding } = type;
  const { text } = at(site, offset);
  if (primitive === 'char') {
    const put = m.use(encoding === 'utf8' ? 'putUtf8Chars' : 'putChars');
    m.line(`${put}(${site.s}, ${text}, ${length}, ${value}, '${path}');`);
    return;
  }
  m.line(`${m.use('checkLength')}(${value}, ${length}, '${path}');`);
  m.block(`for (let i = 0; i < ${length}; i++)`, () => {
    const element = m.local('element');
    m.line(`const ${element} = ${value}[i]!;`);
    const position = { fixed: undefined, text: `${text} + i * ${primitives[primitive].size}` };
    writeSingle(m, primitive, site, position, element, path);
  });
}

function writeEnum(
  m: Module,
  type: EnumType,
  site: Site,
  position: Position,
  value: string,
  path: string,
): void {
  const convert = m.typesName(`${camel(m.settings.types.of(type))}Code`);
  m.line(storeRaw(m, site, type.primitive, position, `${convert}(${value}, '${path}')`));
}

function writeSet(m: Module, type: SetType, site: Site, offset: number, value: string, path: string): void {
  const bits = m.typesName(m.settings.types.of(type));
  const low = m.local('low');
  const call = `${m.use('setBits')}(${value}, ${bits}, ${type.size * 8}, '${path}')`;
  if (!isWide(type.primitive)) {
    m.line(`const [${low}] = ${call};`);
    m.line(storeRaw(m, site, type.primitive, at(site, offset), low));
    return;
  }
  const high = m.local('high');
  const [highAt, lowAt] = m.settings.schema.littleEndian ? [4, 0] : [0, 4];
  m.line(`const [${low}, ${high}] = ${call};`);
  m.line(storeRaw(m, site, 'uint32', at(site, offset + lowAt), low));
  m.line(storeRaw(m, site, 'uint32', at(site, offset + highAt), high));
}

function writeComposite(m: Module, type: CompositeType, site: Site, value: string, path: string): void {
  m.line(
    `if (typeof ${value} !== 'object' || ${value} === null) ${m.use('refuse')}('${path}', ${value}, 'an object');`,
  );
  for (const member of type.members)
    writeElement(m, member, site, `${value}.${member.name}`, `${path}.${member.name}`);
}

/** Emits the stores of an element's null value; a set has none and is written empty. */
export function writeNull(m: Module, element: Element, site: Site): void {
  for (const { element: leaf, offset } of leavesOf(element)) {
    const { type } = leaf;
    if (type.kind === 'composite') continue;
    const nul: Scalar = type.kind !== 'set' ? type.nullValue : isWide(type.primitive) ? 0n : 0;
    const length = type.kind === 'scalar' ? type.length : 1;
    const value = scalarLiteral(nul);
    if (length === 1) m.line(storeRaw(m, site, type.primitive, at(site, offset), value));
    else
      m.block(`for (let i = 0; i < ${length}; i++)`, () => {
        const text = `${at(site, offset).text} + i * ${primitives[type.primitive].size}`;
        m.line(storeRaw(m, site, type.primitive, { fixed: undefined, text }, value));
      });
  }
}
