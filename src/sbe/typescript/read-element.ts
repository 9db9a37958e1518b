import { decimalMantissa, isOptional, leavesOf } from '../model/analysis.js';
import type { CompositeType, Element, ScalarType, SetType } from '../model/model.js';
import { isWide, primitives } from '../model/primitive.js';
import { camel } from '../names.js';
import { at, isNullRaw, type Position, readHalves, readRaw, type Site, scalarLiteral } from './access.js';
import { literal } from './element-types.js';
import type { Module } from './module.js';

/** Arrays up to this length are written out element by element. */
const unrolled = 16;

/** An expression of the decoded value of an element whose block begins at the site; null where it says "no value". */
export function readElement(m: Module, element: Element, site: Site): string {
  const { type, presence, constant } = element;
  if (presence === 'constant') return literal(constant!);
  const optional = isOptional(element);
  const position = at(site, element.offset);
  switch (type.kind) {
    case 'scalar':
      return type.length === 1
        ? readSingle(m, type, optional, site, position)
        : readArray(m, type, optional, site, position, element.offset);
    case 'enum': {
      const name = camel(m.settings.types.of(type));
      const convert = m.typesName(name + (optional ? 'OrNull' : 'Name'));
      return `${convert}(${readRaw(m, site, type.primitive, position)})`;
    }
    case 'set':
      return readSet(m, type, site, element.offset);
    case 'composite':
      return readComposite(m, type, optional, shifted(site, element.offset));
  }
}

/** The site of a composite that stands at `offset` of the site's block. */
export function shifted(site: Site, offset: number): Site {
  return { s: site.s, base: at(site, offset).fixed ?? at(site, offset).text };
}

function readSingle(m: Module, type: ScalarType, optional: boolean, site: Site, position: Position): string {
  const { primitive, nullValue } = type;
  const raw = readRaw(m, site, primitive, position);
  if (primitive === 'char') {
    const char = `${m.use('readChar')}(${raw})`;
    return optional ? `(${isNullRaw(primitive, raw, nullValue)} ? null : ${char})` : char;
  }
  if (!optional) return raw;
  if (isWide(primitive)) return `${m.use('bigintOrNull')}(${raw}, ${scalarLiteral(nullValue)})`;
  if (Number.isNaN(nullValue)) return `${m.use('floatOrNull')}(${raw})`;
  return `${m.use('numberOrNull')}(${raw}, ${scalarLiteral(nullValue)})`;
}

function readArray(
  m: Module,
  type: ScalarType,
  optional: boolean,
  site: Site,
  position: Position,
  offset: number,
): string {
  const { primitive, length, encoding, nullValue } = type;
  if (primitive === 'char') {
    const read = m.use(encoding === 'utf8' ? 'readUtf8Chars' : 'readChars');
    const text = `${read}(${site.s}, ${position.text}, ${length})`;
    if (!optional) return text;
    return `(${m.use('isNullChars')}(${site.s}, ${position.text}, ${length}, ${nullValue}) ? null : ${text})`;
  }
  const values = elementsOf(m, type, site, offset);
  if (!optional) return values;
  return `${m.use('arrayOrNull')}(${values}, ${scalarLiteral(nullValue)})`;
}

function elementsOf(m: Module, { primitive, length }: ScalarType, site: Site, offset: number): string {
  const { size } = primitives[primitive];
  if (length <= unrolled) {
    const each = Array.from({ length }, (_, i) => readRaw(m, site, primitive, at(site, offset + i * size)));
    return `[${each.join(', ')}]`;
  }
  const text = `${at(site, offset).text} + i * ${size}`;
  return `Array.from({ length: ${length} }, (_, i) => ${readRaw(m, site, primitive, { fixed: undefined, text })})`;
}

function readSet(m: Module, type: SetType, site: Site, offset: number): string {
  const names = m.typesName(`${camel(m.settings.types.of(type))}Names`);
  if (!isWide(type.primitive))
    return `${m.use('readSet')}(${readRaw(m, site, type.primitive, at(site, offset))}, 0, ${names})`;
  const { low, high } = readHalves(m, site, type.primitive, offset);
  return `${m.use('readSet')}(${low}, ${high}, ${names})`;
}

function readComposite(m: Module, type: CompositeType, optional: boolean, site: Site): string {
  const members = type.members.map((member) => `${member.name}: ${readElement(m, member, site)}`);
  const object = `{ ${members.join(', ')} }`;
  return optional ? `(${isNullComposite(m, type, site)} ? null : ${object})` : object;
}

/** A decimal is null where its mantissa is; any other optional composite where each of its leaves is. */
function isNullComposite(m: Module, type: CompositeType, site: Site): string {
  const mantissa = decimalMantissa(type);
  if (mantissa !== undefined) return isNullLeaf(m, mantissa, mantissa.offset, site);
  const leaves = type.members.flatMap((member) => leavesOf(member));
  return leaves.map(({ element, offset }) => isNullLeaf(m, element, offset, site)).join(' && ') || 'false';
}

function isNullLeaf(m: Module, { type }: Element, offset: number, site: Site): string {
  if (type.kind === 'composite') throw new Error('a leaf is no composite');
  if (type.kind === 'scalar' && type.length !== 1) {
    const array = readArray(m, type, true, site, at(site, offset), offset);
    return `${array} === null`;
  }
  const raw = readRaw(m, site, type.primitive, at(site, offset));
  if (type.kind === 'set') return `${raw} === ${isWide(type.primitive) ? '0n' : '0'}`;
  return isNullRaw(type.primitive, raw, type.nullValue);
}
