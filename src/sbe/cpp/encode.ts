import { isOptional, memberOf } from '../model/analysis.js';
import type { Field, Message } from '../model/model.js';
import { type Header, rt } from './header.js';
import {
  capacityLiteral,
  dataType,
  innermostFirst,
  type NamedBlock,
  type NamedGroup,
  storeCounter,
  storeHead,
} from './parts.js';
import { constant, optionalType, storeElement } from './values.js';

/** Emits the struct of what is encoded: views of texts and rows, nothing owned. */
export function emitStructs(h: Header, message: Message, named: NamedBlock): void {
  for (const group of innermostFirst(named.groups)) emitStruct(h, group, `An entry of ${group.block.name}.`);
  emitStruct(
    h,
    named,
    `What is encoded as ${message.name}: texts and rows of the caller's, which are not kept.`,
  );
}

function emitStruct(h: Header, { block, name, members, groups }: NamedBlock, doc: string): void {
  h.doc(doc);
  h.block(
    `struct ${name}`,
    () => {
      for (const field of block.fields) emitFieldMember(h, members.get(field.name)!, field);
      for (const group of groups)
        h.line(`std::span<const ${group.name}> ${members.get(group.block.name)}{};`);
      for (const data of block.data) h.line(`${dataType(data)} ${members.get(data.name)}{};`);
    },
    ';',
  );
  h.line();
}

function emitFieldMember(h: Header, member: string, field: Field): void {
  h.doc(field.description);
  if (field.presence === 'constant') {
    const { type, value } = constant(h, field);
    h.line(`static constexpr ${type} ${member} = ${value};`);
  } else h.line(`${optionalType(h, field, isOptional(field) && field.type.kind !== 'set')} ${member}{};`);
}

/** Emits the functions that write the groups of a message, and its `encode`. */
export function emitEncode(h: Header, message: Message, named: NamedBlock): void {
  for (const group of innermostFirst(named.groups)) emitWriteGroup(h, group);
  const { header, id, version } = h.settings.schema;
  h.doc('Encodes the message at the beginning of target.');
  h.block(
    `[[nodiscard]] inline ${rt}::Written encode([[maybe_unused]] const ${named.name}& value, std::span<std::byte> target) noexcept`,
    () => {
      h.line(`${rt}::Writer writer(target);`);
      const values = {
        blockLength: String(message.blockLength),
        templateId: String(message.id),
        schemaId: String(id),
        version: String(version),
      };
      h.block(`if (std::byte* const head = writer.claim(${header.size}))`, () => {
        for (const line of storeHead(h, header, 'head', message, values)) h.line(line);
      });
      emitBlock(h, named, 'value');
      h.line('return writer.finish();');
    },
  );
  h.line();
}

function emitWriteGroup(h: Header, named: NamedGroup): void {
  const { block: group, name } = named;
  const parameters = `${rt}::Writer& writer, std::span<const ${name}> rows`;
  h.block(`inline void write_${name}(${parameters}) noexcept`, () => {
    const max = capacityLiteral(memberOf(group.dimension, 'numInGroup'));
    h.block(`if (std::byte* const head = writer.head(${group.dimension.size}, rows.size(), ${max}))`, () => {
      const values = { blockLength: String(group.blockLength), numInGroup: 'rows.size()' };
      for (const line of storeHead(h, group.dimension, 'head', group, values)) h.line(line);
    });
    h.block(`for ([[maybe_unused]] const ${name}& row : rows)`, () => emitBlock(h, named, 'row'));
  });
  h.line();
}

/** Emits the writes of a block and of what follows it. */
function emitBlock(h: Header, { block, members, groups }: NamedBlock, value: string): void {
  const fields = block.fields.filter((field) => field.presence !== 'constant');
  h.block(`if ([[maybe_unused]] std::byte* const p = writer.claim(${block.blockLength}))`, () => {
    for (const field of fields)
      for (const line of storeElement(h, field, 'p', `${value}.${members.get(field.name)}`, 'writer.check'))
        h.line(line);
  });
  for (const group of groups)
    h.line(`write_${group.name}(writer, ${value}.${members.get(group.block.name)});`);
  for (const data of block.data) {
    const member = `${value}.${members.get(data.name)}`;
    const max = capacityLiteral(data.length as Parameters<typeof capacityLiteral>[0]);
    h.block(`if (std::byte* const head = writer.head(${data.dataOffset}, ${member}.size(), ${max}))`, () =>
      h.line(storeCounter(h, data.length, 'head', `${member}.size()`)),
    );
    h.line(`writer.octets(${data.text === undefined ? member : `${rt}::bytes_of(${member})`});`);
  }
}
