// Emits src/codec/generated/messages.ts: every message type of the schema as TypeScript knows it.

import type { EnumType, Message, Schema, SetType } from '../../sbe/index.js';
import { emitFlyweight } from './flyweights.js';
import { emitColumnInterfaces, emitInterfaces, emitReader, emitShape, emitWriter, pascal } from './rows.js';

export function isFlat(message: Message): boolean {
  return message.groups.length === 0 && message.data.length === 0;
}

/** The messages of the schema without the envelope. */
export function bodyMessages(schema: Schema): Message[] {
  return schema.messages.filter(({ name }) => name !== 'Frame');
}

export function generateMessages(schema: Schema): string {
  const messages = bodyMessages(schema);
  const flat = messages.filter(isFlat);
  const nested = messages.filter((message) => !isFlat(message));
  return [
    '// Generated from schema/dualbus.xml by `npm run generate`. Do not edit.',
    "import type { MessageCodec } from '../../sbe/index.js';",
    "import { RowCursor } from '../rows/cursor.js';",
    "import type { InstrumentScales } from '../rows/instruments.js';",
    "import { scaleOf } from '../rows/instruments.js';",
    "import { characters, exact, integerOrNull, readOptionalScaled, readOptionalU64, readReals, readScaled, readText, realOrNull, unknownCode } from '../rows/read.js';",
    "import type { ColumnInput, ColumnSet, RowShape } from '../rows/shape.js';",
    "import type { RowViews } from '../rows/views.js';",
    "import { charCode, checkNotNull, notExact, putCount, putLarge, putReals, putText, refuse } from '../rows/write.js';",
    ...nested.map(
      ({ name }) =>
        `import { codec as ${name}Codec, type ${pascal(name)}, type ${pascal(name)}Input } from './nested/${kebab(name)}.js';`,
    ),
    '',
    `export const SCHEMA_ID = ${schema.id};`,
    `export const SCHEMA_VERSION = ${schema.version};`,
    '',
    ...emitEnvelope(schema),
    ...usedTypes(schema.messages.filter(({ name, data }) => name === 'Frame' || data.length === 0)).flatMap(
      (type) => (type.kind === 'enum' ? emitEnum(type) : emitSet(type)),
    ),
    ...flat.flatMap((message) => [
      ...emitInterfaces(message),
      ...emitColumnInterfaces(message),
      ...emitWriter(message),
      ...emitReader(message),
      ...emitFlyweight(message),
      ...emitShape(message),
    ]),
    ...nested.map(({ name }) => `export type { ${pascal(name)}, ${pascal(name)}Input };`),
    '',
    ...emitMaps(messages, flat, nested),
  ].join('\n');
}

/** Where the fields of the envelope stand: octets from the start of the frame. */
function emitEnvelope(schema: Schema): string[] {
  const frame = schema.messages.find(({ name }) => name === 'Frame')!;
  const head = schema.header.size;
  const place = (name: string, offset: number) => `  ${name}: ${head + offset},`;
  return [
    `export const FRAME_TEMPLATE_ID = ${frame.id};`,
    `export const FRAME_BLOCK_LENGTH = ${frame.blockLength};`,
    '/** Octets from the start of a frame to each field of its envelope, to the length of the body, and to the body. */',
    'export const FRAME = {',
    ...frame.fields.flatMap(({ name, offset, type }) =>
      type.kind === 'composite'
        ? type.members.map((m) => place(name + pascal(m.name), offset + m.offset))
        : [place(name, offset)],
    ),
    place('bodyLength', frame.blockLength),
    place('body', frame.blockLength + frame.data[0].dataOffset),
    '} as const;',
    '',
  ];
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function usedTypes(messages: readonly Message[]): (EnumType | SetType)[] {
  const types = new Map<string, EnumType | SetType>();
  for (const { fields } of messages)
    for (const { type } of fields)
      if (type.kind === 'enum' || type.kind === 'set') types.set(type.name, type);
  return [...types.values()];
}

function emitEnum({ name, description, values }: EnumType): string[] {
  const names = values.map((value) => `'${value.name}'`);
  return [
    `/** ${description} */`,
    `export type ${name} = ${names.join(' | ')};`,
    `export const names${name}: readonly (${name} | undefined)[] = [${names.join(', ')}];`,
    `export function code${name}(value: ${name}, what: string): number {`,
    '  switch (value) {',
    ...values.map((value) => `    case '${value.name}':\n      return ${value.value};`),
    '    default:',
    `      return refuse(what, value, 'one of ${values.map((value) => value.name).join(', ')}');`,
    '  }',
    '}',
    '',
  ];
}

function emitSet({ name, description, choices }: SetType): string[] {
  return [
    `/** ${description}: bits that are added up. */`,
    `export const ${name} = {`,
    ...choices.map((choice) => `  ${choice.name}: ${2 ** choice.bit},`),
    '} as const;',
    '',
  ];
}

function emitMaps(
  messages: readonly Message[],
  flat: readonly Message[],
  nested: readonly Message[],
): string[] {
  const map = (name: string, suffix: string, description: string) => [
    `/** ${description} */`,
    `export interface ${name} {`,
    ...messages.map((message) => `  ${message.name}: ${pascal(message.name)}${suffix};`),
    '}',
    '',
  ];
  return [
    ...map('MessageTypes', '', 'What is received, by the name of the message type.'),
    '/** The columns of the message types that have no variable parts. */',
    'export interface MessageColumns {',
    ...flat.map(({ name }) => `  ${name}: ${pascal(name)}Columns;`),
    '}',
    '',
    'export interface MessageColumnsInput {',
    ...flat.map(({ name }) => `  ${name}: ${pascal(name)}ColumnsInput;`),
    '}',
    '',
    ...map('MessageInputs', 'Input', 'What is published, by the name of the message type.'),
    'export const shapes = {',
    ...flat.map(({ name }) => `  ${name}: ${name}Shape,`),
    '} as const;',
    '',
    'export const codecs = {',
    ...nested.map(
      ({ name }) => `  ${name}: ${name}Codec as MessageCodec<${pascal(name)}, ${pascal(name)}Input>,`,
    ),
    '} as const;',
    '',
  ];
}
