import { isOptional } from '../model/analysis.js';
import type { Field, VarData } from '../model/model.js';
import { type Header, rt } from './header.js';
import { absence, dataType, loadCounter, loadDimension, type NamedBlock, type NamedGroup } from './parts.js';
import { emitAccept } from './types-header.js';
import { constant, loadElement, optionalType } from './values.js';

/** The data member that holds where a group or var data begins. */
export const positionOf = (member: string) => `${member}_at_`;

/** Emits the getters of a block's fields, groups and var data, and `accept`. */
export function emitGetters(h: Header, named: NamedBlock): void {
  const { block, members, groups } = named;
  h.line();
  for (const field of block.fields) emitField(h, members.get(field.name)!, field);
  for (const group of groups) emitGroup(h, members.get(group.block.name)!, group);
  for (const data of block.data) emitData(h, members.get(data.name)!, data);
  const parts = [...block.fields, ...block.groups, ...block.data];
  emitAccept(
    h,
    parts.map(({ name }) => ({ name, value: `${members.get(name)}()` })),
  );
}

/** Emits the data members of a flyweight; before it is wrapped, it shows a block of zeros. */
export function emitMembers(h: Header, { block, members }: NamedBlock): void {
  h.line();
  h.label('private:');
  h.line(`static constexpr std::array<std::byte, ${Math.max(block.blockLength, 1)}> kEmpty{};`);
  h.line(`${rt}::Frame frame_;`);
  h.line('const std::byte* block_ = kEmpty.data();');
  h.line(`std::uint64_t block_length_ = ${block.blockLength};`);
  for (const part of [...block.groups, ...block.data])
    h.line(`std::uint64_t ${positionOf(members.get(part.name)!)} = 0;`);
}

function emitField(h: Header, member: string, field: Field): void {
  const absent = absence(field);
  h.doc(field.description);
  if (field.presence === 'constant' && absent === undefined) {
    const { type, value } = constant(h, field);
    h.line(`[[nodiscard]] static constexpr ${type} ${member}() noexcept { return ${value}; }`);
    return;
  }
  const fixed = field.presence === 'constant' ? constant(h, field) : undefined;
  const nullable = absent !== undefined || isOptional(field);
  const type = fixed === undefined ? optionalType(h, field, nullable) : `std::optional<${fixed.type}>`;
  h.block(`[[nodiscard]] ${type} ${member}() const noexcept`, () => {
    if (absent !== undefined) h.line(`if (${absent}) return std::nullopt;`);
    h.line(`return ${fixed?.value ?? loadElement(h, field, 'block_')};`);
  });
}

function emitGroup(h: Header, member: string, { block: group, view }: NamedGroup): void {
  const entries = `${rt}::Entries<${view}>`;
  const position = positionOf(member);
  const { size } = group.dimension;
  h.doc(group.description);
  h.block(
    `[[nodiscard]] ${group.since > 0 ? `std::optional<${entries}>` : entries} ${member}() const noexcept`,
    () => {
      if (group.since > 0) h.line(`if (frame_.version < ${group.since}) return std::nullopt;`);
      h.line(`if (!frame_.holds(${position}, ${size})) return ${entries}{};`);
      h.line(
        `return ${entries}{frame_, ${position} + ${size}, ${loadDimension(h, group, 'frame_', position)}};`,
      );
    },
  );
}

function emitData(h: Header, member: string, data: VarData): void {
  const type = dataType(data);
  const position = positionOf(member);
  h.doc(data.description);
  h.block(
    `[[nodiscard]] ${data.since > 0 ? `std::optional<${type}>` : type} ${member}() const noexcept`,
    () => {
      if (data.since > 0) h.line(`if (frame_.version < ${data.since}) return std::nullopt;`);
      h.line(`if (!frame_.holds(${position}, ${data.dataOffset})) return ${type}{};`);
      const length = loadCounter(h, data.length, `frame_.at(${position})`);
      const octets = `${rt}::data_at(frame_, ${position}, ${data.dataOffset}, ${length})`;
      h.line(`return ${data.text === undefined ? octets : `${rt}::text_of(${octets})`};`);
    },
  );
}
