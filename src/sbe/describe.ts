import { isOptional } from './model/analysis.js';
import type { Block, Element, Field, Message, Schema, Type, VarData } from './model/model.js';

/** A readable table of what a schema's messages hold and where: offset, size, type, and name of each field. */
export function describeSchema(schema: Schema, messages: readonly Message[] = schema.messages): string {
  const order = schema.littleEndian ? 'little-endian' : 'big-endian';
  const { header } = schema;
  const head = `schema ${schema.package} (id ${schema.id}, version ${schema.version}), ${order}, header ${header.name} of ${header.size} bytes`;
  return [head, ...messages.flatMap((message) => ['', ...describeMessage(message)])].join('\n');
}

function describeMessage(message: Message): string[] {
  const notes = [`id ${message.id}`, `block of ${message.blockLength} bytes`, ...lifeOf(message)];
  return [`message ${message.name} (${notes.join(', ')})`, ...describeBlock(message, '  ')];
}

function describeBlock(block: Block, indent: string): string[] {
  const rows = block.fields.flatMap((field) => rowsOf(field, 0, field.name, field));
  const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]!.length)));
  const lines = rows.map(([place, type, name, notes]) => {
    const columns = [
      place!.padStart(widths[0]!),
      type!.padEnd(widths[1]!),
      name!.padEnd(notes === '' ? 0 : widths[2]!),
    ];
    return `${indent}${columns.join('  ')}${notes === '' ? '' : `  ${notes}`}`;
  });
  for (const group of block.groups) {
    const { dimension, blockLength } = group;
    const notes = [
      `id ${group.id}`,
      `head ${dimension.name} of ${dimension.size} bytes`,
      `entries of ${blockLength} bytes`,
      ...lifeOf(group),
    ];
    lines.push(`${indent}group ${group.name} (${notes.join(', ')})`, ...describeBlock(group, `${indent}  `));
  }
  for (const data of block.data) lines.push(`${indent}data ${data.name} (${describeData(data)})`);
  return lines;
}

function describeData(data: VarData): string {
  const kind = data.text === undefined ? 'bytes' : data.text === 'utf8' ? 'UTF-8' : 'ASCII';
  const notes = [
    `id ${data.id}`,
    `${kind} behind a head of ${data.dataOffset} bytes`,
    `at most ${data.maxLength}`,
  ];
  return [...notes, ...lifeOf(data)].join(', ');
}

/** Place, type, name and notes of a field; behind a composite those of its members. */
function rowsOf(element: Element, base: number, name: string, field: Field | undefined): string[][] {
  const { type, constant, presence } = element;
  const start = base + element.offset;
  const place = presence === 'constant' ? 'constant' : `${start}..${start + element.size - 1}`;
  const notes =
    presence === 'constant' ? [`= ${String(constant)}`] : isOptional(element) ? [nullNote(type)] : [];
  if (field !== undefined) notes.push(`id ${field.id}`, ...lifeOf(field));
  const row = [place, typeName(type), name, notes.join(', ')];
  if (type.kind !== 'composite') return [row];
  return [
    row,
    ...type.members.flatMap((member) => rowsOf(member, start, `${name}.${member.name}`, undefined)),
  ];
}

function nullNote(type: Type): string {
  return type.kind === 'scalar' || type.kind === 'enum' ? `optional (null ${type.nullValue})` : 'optional';
}

function typeName(type: Type): string {
  if (type.kind === 'composite') return type.name;
  const length = type.kind === 'scalar' && type.length !== 1 ? `[${type.length}]` : '';
  const base = type.primitive + length;
  return type.kind === 'scalar' ? base : `${type.kind} ${type.name}: ${base}`;
}

function lifeOf({ since, deprecated }: { since: number; deprecated: number | undefined }): string[] {
  const life = since > 0 ? [`since version ${since}`] : [];
  return deprecated === undefined ? life : [...life, `deprecated in version ${deprecated}`];
}
