import { hasBytes, isFlat, isTabular, memberOf } from '../model/analysis.js';
import type { Message } from '../model/model.js';
import { readCounter, type Site } from './access.js';
import { emitGetters } from './accessors.js';
import { emitColumns } from './columns.js';
import { emitEncode, firstCapacity } from './encode.js';
import { emitBlock } from './flat-block.js';
import { emitInterfaces } from './interfaces.js';
import { Module, type Settings } from './module.js';
import { Scope } from './names.js';
import {
  absentPart,
  innermostFirst,
  type NamedGroup,
  nameMessage,
  readDataLength,
  readDataValue,
  requiredExpression,
  versionArgument,
} from './parts.js';
import { emitGroupReaders, emitObject, emitSkipParts } from './read-block.js';
import { emitGroupViews, emitPartGetters, positionOf } from './views.js';
import { emitGroupWriters } from './write-block.js';

/** The module of one message. */
export function generateMessage(settings: Settings, message: Message): string {
  const m = new Module(settings);
  const { name, groups } = nameMessage(message);
  emitConstants(m, message);
  emitInterfaces(m, name, message.description, message, groups);
  emitGroupReaders(m, groups);
  emitGroupWriters(m, groups);
  for (const { group, name: entry, path } of innermostFirst(groups))
    if (isTabular(group)) emitColumns(m, entry, path, group);
  emitGroupViews(m, groups);
  if (isTabular(message)) {
    emitBlock(m, message, name);
    emitColumns(m, name, message.name, message);
  }
  emitView(m, message, name, groups);
  emitDecode(m, name);
  emitEncode(m, message, name, groups);
  emitCodec(m, message, name);
  return m.toString();
}

function emitConstants(m: Module, message: Message): void {
  const { schema } = m.settings;
  m.line(`export const TEMPLATE_ID = ${message.id};`);
  m.line(`export const SCHEMA_ID = ${schema.id};`);
  m.line(`export const SCHEMA_VERSION = ${schema.version};`);
  m.line(`export const HEADER_LENGTH = ${schema.header.size};`);
  m.line(`export const BLOCK_LENGTH = ${message.blockLength};`);
  m.doc('Where each field stands: bytes from the start of the block.');
  m.block(
    'export const OFFSETS =',
    () => {
      for (const field of message.fields) if (field.size > 0) m.line(`${field.name}: ${field.offset},`);
    },
    ' as const;',
  );
  m.line();
  m.line(`const expected = { name: '${message.name}', templateId: TEMPLATE_ID, schemaId: SCHEMA_ID };`);
  m.line();
}

function emitView(m: Module, message: Message, name: string, groups: readonly NamedGroup[]): void {
  const { header } = m.settings.schema;
  const parts = [...message.groups, ...message.data].map((part) => part.name);
  const scope = new Scope([
    'constructor',
    's',
    'version',
    'blockLength',
    'epoch',
    'wrap',
    'toObject',
    ...parts.map(positionOf),
  ]);
  m.doc(
    `A flyweight over one ${message.name} message: wrap() copies and checks it, getters read it, in any order.`,
  );
  m.block(`export class ${name}View`, () => {
    m.line(`private readonly s = new ${m.use('Scratch')}(${firstCapacity(m, message)});`);
    if (groups.length > 0) m.line('private epoch = 0;');
    m.doc('The version of the schema that the sender wrote with.');
    m.line('version = 0;');
    m.doc('The bytes of the fixed block, as the sender announced them.');
    m.line('blockLength = 0;');
    for (const part of parts) m.line(`private ${positionOf(part)} = 0;`);
    m.line();
    m.doc('Takes the message in bytes[start, end). Throws MalformedMessage for anything else.');
    m.block('wrap(bytes: Uint8Array, start = 0, end = bytes.length): this', () =>
      emitWrap(m, message, groups),
    );
    m.line();
    emitGetters(m, message.fields, header.size, message.name, scope);
    emitPartGetters(m, message, groups, scope);
    m.line();
    if (isTabular(message)) emitAppendTo(m, name);
    m.doc('The whole message as a plain object.');
    m.block(`toObject(): ${name}`, () => emitToObject(m, message, groups));
  });
  m.line();
}

function emitAppendTo(m: Module, name: string): void {
  m.doc('Appends the message to columns.');
  m.block(`appendTo(columns: ${name}Columns): void`, () => {
    m.line(
      `columns.appendRows(this.s, ${m.settings.schema.header.size}, 1, this.blockLength, this.version);`,
    );
  });
  m.line();
}

function emitWrap(m: Module, message: Message, groups: readonly NamedGroup[]): void {
  const { header } = m.settings.schema;
  const head: Site = { s: 's', base: 0 };
  const read = (counter: string) => readCounter(m, head, memberOf(header, counter));
  const required = requiredExpression(message);
  const bad = m.use('badBlock');
  m.line('const { s } = this;');
  m.line('this.version = 0;');
  m.line('this.blockLength = 0;');
  m.line(`const length = s.${isFlat(message) ? 'loadHead' : 'load'}(bytes, start, end);`);
  m.line(`if (length < ${header.size}) ${m.use('shortHeader')}(s, length, ${header.size});`);
  m.line(`const templateId = ${read('templateId')};`);
  m.line(`const schemaId = ${read('schemaId')};`);
  m.line(
    `if (templateId !== TEMPLATE_ID || schemaId !== SCHEMA_ID) ${m.use('wrongMessage')}(s, expected, templateId, schemaId);`,
  );
  m.line(`const version = ${read('version')};`);
  m.line(`const blockLength = ${read('blockLength')};`);
  m.line(`const required = ${required};`);
  m.line(
    `if (blockLength < required || blockLength > length - ${header.size}) ${bad}(s, '${message.name}', ${header.size}, blockLength, required);`,
  );
  if (!isFlat(message)) {
    m.line(`let q = ${header.size} + blockLength;`);
    emitSkipParts(m, message, groups, message.name, 'q', (part) => `${positionOf(part)}_`);
    for (const part of [...message.groups, ...message.data])
      m.line(`this.${positionOf(part.name)} = ${positionOf(part.name)}_;`);
  }
  m.line('this.version = version;');
  m.line('this.blockLength = blockLength;');
  if (groups.length > 0) m.line('this.epoch = s.epoch;');
  m.line('return this;');
}

function emitToObject(m: Module, message: Message, groups: readonly NamedGroup[]): void {
  if (hasBytes(message) || !isFlat(message)) m.line('const { s } = this;');
  const parts = new Map<string, string>();
  for (const { group, name } of groups) {
    const read = `read${name}(s, this.${positionOf(group.name)}${versionArgument(group, 'this.')})`;
    parts.set(group.name, orAbsent(absentPart(group, 'this.'), read));
  }
  for (const data of message.data) {
    const position = `this.${positionOf(data.name)}`;
    const value = readDataValue(m, data, position, readDataLength(m, data, { s: 's', base: position }));
    parts.set(data.name, orAbsent(absentPart(data, 'this.'), value));
  }
  emitObject(m, 'return {', '};', message, { s: 's', base: m.settings.schema.header.size }, parts, 'this.');
}

function orAbsent(absent: string | undefined, value: string): string {
  return absent === undefined ? value : `${absent} ? null : ${value}`;
}

function emitDecode(m: Module, name: string): void {
  m.line(`const decoder = new ${name}View();`);
  m.line();
  m.doc('Decodes the message in bytes[start, end). Throws MalformedMessage.');
  m.block(`export function decode(bytes: Uint8Array, start = 0, end = bytes.length): ${name}`, () => {
    m.line('return decoder.wrap(bytes, start, end).toObject();');
  });
  m.line();
}

function emitCodec(m: Module, message: Message, name: string): void {
  m.line(`export const codec: ${m.useType('MessageCodec')}<${name}, ${name}Input> = {`);
  m.line(`  name: '${message.name}',`);
  m.line('  templateId: TEMPLATE_ID,');
  m.line('  schemaId: SCHEMA_ID,');
  m.line('  version: SCHEMA_VERSION,');
  m.line('  blockLength: BLOCK_LENGTH,');
  m.line(
    `  frameLength: ${isFlat(message) ? m.settings.schema.header.size + message.blockLength : 'undefined'},`,
  );
  m.line(isTabular(message) ? '  block,' : '  block: undefined,');
  m.line('  encodeInto,');
  m.line('  encode,');
  m.line('  decode,');
  m.line('};');
}
