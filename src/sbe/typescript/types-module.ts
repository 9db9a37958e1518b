import { isOptional } from '../model/analysis.js';
import type { CompositeType, Element, EnumType, SetType } from '../model/model.js';
import { isWide } from '../model/primitive.js';
import { camel } from '../names.js';
import { scalarLiteral } from './access.js';
import { inputType, outputType } from './element-types.js';
import { Module, type Settings } from './module.js';

/** The module of a schema's enums, sets and composites. */
export function generateTypes(settings: Settings): string {
  const m = new Module(settings, { isTypes: true });
  for (const type of settings.types.all()) {
    const name = settings.types.of(type);
    if (type.kind === 'enum') emitEnum(m, type, name);
    else if (type.kind === 'set') emitSet(m, type, name);
    else if (type.kind === 'composite') emitComposite(m, type, name);
  }
  if (settings.types.all().every((type) => type.kind === 'composite' && isHead(type))) m.line('export {};');
  return m.toString();
}

/** The wire code as a type; a code without a name passes through as it is. */
export function codeType(type: EnumType | SetType): 'bigint' | 'number' {
  return isWide(type.primitive) ? 'bigint' : 'number';
}

function emitEnum(m: Module, type: EnumType, name: string): void {
  const code = codeType(type);
  const known = type.values;
  m.doc(type.description);
  m.line(`export type ${name} = ${known.map((value) => `'${value.name}'`).join(' | ')};`);
  m.block(
    `export const ${name} =`,
    () => {
      for (const value of known) {
        m.doc(value.description);
        m.line(`${value.name}: ${scalarLiteral(value.value)},`);
      }
    },
    ' as const;',
  );
  m.block(`export function ${camel(name)}Name(code: ${code}): ${name} | ${code}`, () => {
    m.block('switch (code)', () => {
      for (const value of known) m.line(`case ${scalarLiteral(value.value)}: return '${value.name}';`);
      m.line('default: return code;');
    });
  });
  m.block(`export function ${camel(name)}OrNull(code: ${code}): ${name} | ${code} | null`, () => {
    m.line(`return code === ${scalarLiteral(type.nullValue)} ? null : ${camel(name)}Name(code);`);
  });
  emitEnumCode(m, type, name);
  m.line();
}

function emitEnumCode(m: Module, type: EnumType, name: string): void {
  const code = codeType(type);
  m.block(`export function ${camel(name)}Code(value: ${name} | ${code}, path: string): ${code}`, () => {
    m.block('switch (value)', () => {
      for (const value of type.values) m.line(`case '${value.name}': return ${scalarLiteral(value.value)};`);
      const primitive = type.primitive === 'char' ? 'uint8' : type.primitive;
      m.line(
        `default: return ${m.use(code === 'bigint' ? 'wideCode' : 'enumCode')}(value, '${primitive}', path, '${name}');`,
      );
    });
  });
}

function emitSet(m: Module, type: SetType, name: string): void {
  const choices = [...type.choices].sort((a, b) => a.bit - b.bit);
  m.doc(type.description);
  m.line(`export type ${name} = ${choices.map((choice) => `'${choice.name}'`).join(' | ') || 'never'};`);
  m.doc('The number of each bit.');
  m.block(
    `export const ${name} =`,
    () => {
      for (const choice of choices) {
        m.doc(choice.description);
        m.line(`${choice.name}: ${choice.bit},`);
      }
    },
    ' as const;',
  );
  const names: string[] = [];
  for (const choice of choices) names[choice.bit] = `'${choice.name}'`;
  const list = Array.from(names, (choice) => choice ?? 'undefined').join(', ');
  m.doc('The name of each bit, in order.');
  m.line(`export const ${camel(name)}Names: readonly (${name} | undefined)[] = [${list}];`);
  m.line();
}

function isHead(type: CompositeType): boolean {
  return type.members.some((member) => member.type.kind === 'scalar' && member.type.length === 0);
}

function emitComposite(m: Module, type: CompositeType, name: string): void {
  // The heads of messages, groups and var data hold lengths, which the codec itself reads and writes.
  if (isHead(type)) return;
  m.doc(type.description);
  m.block(`export interface ${name}`, () => emitProperties(m, type.members, outputType, false));
  m.line();
  m.doc(`What is written as ${name}: constants and values that may be null can be left out.`);
  m.block(`export interface ${name}Input`, () => emitProperties(m, type.members, inputType, true));
  m.line();
}

/** The properties of an interface of plain values. */
export function emitProperties(
  m: Module,
  elements: readonly Element[],
  typeOf: (m: Module, element: Element) => string,
  input: boolean,
): void {
  for (const element of elements) {
    const loose = input && (element.presence === 'constant' || isOptional(element));
    m.doc(element.description);
    m.line(
      `readonly ${element.name}${loose ? '?' : ''}: ${typeOf(m, element)}${loose ? ' | undefined' : ''};`,
    );
  }
}
