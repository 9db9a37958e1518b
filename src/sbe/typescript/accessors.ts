import { isOptional } from '../model/analysis.js';
import type { Element, Field, ScalarType } from '../model/model.js';
import { isWide, type Primitive, primitives } from '../model/primitive.js';
import { pascal } from '../names.js';
import { at, readHalves, readRaw, type Site, scalarLiteral } from './access.js';
import { outputType } from './element-types.js';
import type { Module } from './module.js';
import type { Scope } from './names.js';
import { absence } from './parts.js';
import { readElement, shifted } from './read-element.js';

/**
 * Emits the getters of a flyweight: for each field its value, for composites also each member by its own getter, and
 * the raw forms that allocate nothing: halves and safe numbers of 64-bit integers, codes of enums, bits of sets.
 */
export function emitGetters(
  m: Module,
  fields: readonly Field[],
  base: Site['base'],
  path: string,
  scope: Scope,
): void {
  const site: Site = { s: 'this.s', base };
  for (const field of fields) {
    const absent = absence(field, 'this.');
    emitGetter(m, { element: field, site, absent, name: field.name, path: `${path}.${field.name}` }, scope);
  }
}

interface Getter {
  readonly element: Element;
  readonly site: Site;
  /** When the field is not in the message. */
  readonly absent: string | undefined;
  readonly name: string;
  readonly path: string;
}

function emitGetter(m: Module, getter: Getter, scope: Scope): void {
  const { element, site, absent, name, path } = getter;
  const value = readElement(m, element, site);
  const type = outputType(m, element);
  const nullable = absent !== undefined && !type.endsWith('| null') ? `${type} | null` : type;
  m.doc(element.description);
  emitOne(m, scope.claim(name), nullable, absent === undefined ? value : `${absent} ? null : ${value}`);
  if (element.presence === 'constant') return;
  if (element.type.kind === 'composite') {
    const inner = shifted(site, element.offset);
    for (const member of element.type.members)
      emitGetter(
        m,
        {
          element: member,
          site: inner,
          absent,
          name: name + pascal(member.name),
          path: `${path}.${member.name}`,
        },
        scope,
      );
  } else if (element.type.kind === 'scalar') {
    if (element.type.length === 1 && isWide(element.type.primitive)) emitWide(m, getter, element.type, scope);
  } else {
    const suffix = element.type.kind === 'enum' ? 'Code' : 'Bits';
    const { primitive } = element.type;
    const nul = element.type.kind === 'enum' ? element.type.nullValue : isWide(primitive) ? 0n : 0;
    emitRaw(m, getter, scope.claim(name + suffix), primitive, scalarLiteral(nul));
  }
}

function emitOne(m: Module, name: string, type: string, value: string): void {
  m.block(`get ${name}(): ${type}`, () => m.line(`return ${value};`));
}

/** The number on the wire, or the null value where the field is not in the message. */
function emitRaw(
  m: Module,
  { element, site, absent }: Getter,
  name: string,
  primitive: Primitive,
  nul: string,
): void {
  const raw = readRaw(m, site, primitive, at(site, element.offset));
  const type = isWide(primitive) ? 'bigint' : 'number';
  emitOne(m, name, type, absent === undefined ? raw : `${absent} ? ${nul} : ${raw}`);
}

function emitWide(m: Module, getter: Getter, { primitive, nullValue }: ScalarType, scope: Scope): void {
  const { element, site, absent, name, path } = getter;
  const { high, low } = readHalves(m, site, primitive, element.offset);
  const signed = primitives[primitive].kind === 'signed';
  const nul = BigInt(nullValue);
  const nulHigh = String(signed ? BigInt.asIntN(32, nul >> 32n) : BigInt.asUintN(32, nul >> 32n));
  const nulLow = String(BigInt.asUintN(32, nul));
  const or = (value: string, other: string) =>
    absent === undefined ? value : `${absent} ? ${other} : ${value}`;
  m.doc(`The high 32 bits of ${name}${signed ? ', signed' : ''}.`);
  emitOne(m, scope.claim(`${name}Hi`), 'number', or(high, nulHigh));
  m.doc(`The low 32 bits of ${name}.`);
  emitOne(m, scope.claim(`${name}Lo`), 'number', or(low, nulLow));
  const nullable = isOptional(element) || absent !== undefined;
  m.doc(`${pascal(name)} as a number; throws ExactnessLost where a double does not hold it exactly.`);
  m.block(`get ${scope.claim(`${name}Number`)}(): number${nullable ? ' | null' : ''}`, () => {
    if (absent !== undefined) m.line(`if (${absent}) return null;`);
    m.line(`const high = ${high};`);
    m.line(`const low = ${low};`);
    if (isOptional(element)) m.line(`if (high === ${nulHigh} && low === ${nulLow}) return null;`);
    m.line(`return ${m.use('safeNumber')}(high, low, '${path}');`);
  });
}
