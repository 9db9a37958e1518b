// Emits native/codec/generated/layout.h: the fixed blocks as structs whose places the C++ compiler checks.

import type { Field, Message, ScalarType, Schema, Type } from '../../sbe/index.js';
import { pascal } from './rows.js';

const cppTypes = {
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
} as const;

export function generateLayout(schema: Schema): string {
  return [
    '// Generated from src/codec/schema/dualbus.xml by `npm run generate`. Do not edit.',
    '#pragma once',
    '',
    '#include <cstddef>',
    '#include <cstdint>',
    '',
    'namespace dualbus::layout {',
    '',
    `inline constexpr std::uint16_t schema_id = ${schema.id};`,
    `inline constexpr std::uint16_t schema_version = ${schema.version};`,
    '',
    '/** Stands before every message. */',
    'struct MessageHeader {',
    ...schema.header.members.map(({ name }) => `  std::uint16_t ${name};`),
    '};',
    'static_assert(sizeof(MessageHeader) == 8);',
    '',
    ...composites(schema),
    ...schema.messages.flatMap(emitBlock),
    '}  // namespace dualbus::layout',
    '',
  ].join('\n');
}

function composites(schema: Schema): string[] {
  return schema.types.flatMap((type) => {
    if (type.kind !== 'composite' || type.name !== 'Cause') return [];
    return [
      `/** ${type.description} */`,
      `struct ${type.name} {`,
      ...type.members.map((member) => `  ${declare(member.type, member.name)};`),
      '};',
      `static_assert(sizeof(${type.name}) == ${type.size});`,
      '',
    ];
  });
}

function declare(type: Type, name: string): string {
  if (type.kind === 'composite') return `${type.name} ${name}`;
  const array = type.kind === 'scalar' && type.length > 1 ? `[${type.length}]` : '';
  return `${cppTypes[(type as ScalarType).primitive]} ${name}${array}`;
}

/** Blocks are 8-aligned, so the struct of one is as long as the block; but the envelope's 8 n + 4 octets are rounded up. */
function emitBlock(message: Message): string[] {
  const name = pascal(message.name);
  const last = message.fields.at(-1) as Field;
  const padding = message.blockLength - last.offset - last.size;
  const lines = [
    `/** ${message.description} */`,
    `struct ${name} {`,
    `  static constexpr std::uint16_t template_id = ${message.id};`,
    `  static constexpr std::uint16_t block_length = ${message.blockLength};`,
    ...message.fields.map((field) => `  ${declare(field.type, field.name)};`),
  ];
  if (padding > 0) lines.push(`  std::uint8_t padding[${padding}];`);
  lines.push('};');
  const size = Math.ceil(message.blockLength / 8) * 8;
  lines.push(`static_assert(sizeof(${name}) == ${size});`);
  for (const field of message.fields)
    lines.push(`static_assert(offsetof(${name}, ${field.name}) == ${field.offset});`);
  return [...lines, ''];
}
