import { memberOf } from '../model/analysis.js';
import type { Message } from '../model/model.js';
import { emitGetters, emitMembers, positionOf } from './getters.js';
import { type Header, rt } from './header.js';
import {
  innermostFirst,
  loadCounter,
  loadDimension,
  type NamedBlock,
  type NamedGroup,
  requiredExpression,
  tailExpression,
} from './parts.js';

/** Emits the checks and flyweights of groups: `XView` shows one entry. */
export function emitGroupViews(h: Header, groups: readonly NamedGroup[]): void {
  for (const group of innermostFirst(groups)) {
    emitEntry(h, group);
    emitSkip(h, group);
  }
}

/** How steps over groups and var data keep the position of each, and how they report that one leaves the frame. */
interface Steps {
  /** What holds the positions, such as `view.`; undefined where none are kept. */
  readonly owner: string | undefined;
  readonly report: 'status' | 'bool';
}

/** Emits the steps of the variable `offset` over the groups and var data of a block. */
function emitSteps(h: Header, { block, members, groups }: NamedBlock, { owner, report }: Steps): void {
  const guard = (call: string) =>
    h.line(
      report === 'bool'
        ? `if (!${call}.ok()) return false;`
        : `if (const auto status = ${call}; !status.ok()) return status;`,
    );
  const step = (name: string, since: number, body: () => void) => {
    if (owner !== undefined) h.line(`${owner}${positionOf(members.get(name)!)} = offset;`);
    if (since > 0) h.block(`if (frame.version >= ${since})`, body);
    else body();
  };
  for (const { block: group, view } of groups)
    step(group.name, group.since, () => guard(`skip_${view}(frame, offset, entries)`));
  for (const data of block.data)
    step(data.name, data.since, () => {
      const missing = report === 'bool' ? 'false' : `{${rt}::Error::data_out_of_frame, offset}`;
      h.line(`if (!frame.holds(offset, ${data.dataOffset})) return ${missing};`);
      const length = loadCounter(h, data.length, 'frame.at(offset)');
      guard(`${rt}::skip_data(frame, offset, ${data.dataOffset}, ${length})`);
    });
}

function hasParts({ block }: NamedBlock): boolean {
  return block.groups.length > 0 || block.data.length > 0;
}

function emitEntry(h: Header, named: NamedGroup): void {
  const { block, view, groups } = named;
  h.doc(block.description);
  h.block(
    `class ${view}`,
    () => {
      h.label('public:');
      h.doc('Shows the entry at offset, and moves offset behind it; false where the entry leaves the frame.');
      const parameters = `const ${rt}::Frame& frame, std::uint64_t& offset, std::uint64_t block_length`;
      h.block(`[[nodiscard]] bool wrap(${parameters}) noexcept`, () => {
        const required = requiredExpression(block, 'frame.version');
        if (required !== '0') h.line(`if (block_length < ${required}) return false;`);
        h.line('if (!frame.holds(offset, block_length)) return false;');
        h.line('frame_ = frame;');
        h.line('block_ = frame.at(offset);');
        h.line('block_length_ = block_length;');
        h.line('offset += block_length;');
        if (groups.length > 0) h.line('std::uint64_t entries = 0;');
        emitSteps(h, named, { owner: '', report: 'bool' });
        h.line('return true;');
      });
      emitGetters(h, named);
      emitMembers(h, named);
    },
    ';',
  );
  h.line();
}

/** `skip_XView`: checks the group at `offset` before anything of it is read, and moves `offset` behind it. */
function emitSkip(h: Header, named: NamedGroup): void {
  const { block: group, view } = named;
  const { size } = group.dimension;
  const parameters = `const ${rt}::Frame& frame, std::uint64_t& offset, std::uint64_t& entries`;
  h.block(`[[nodiscard]] inline ${rt}::Status skip_${view}(${parameters}) noexcept`, () => {
    h.line('const std::uint64_t head = offset;');
    h.line(`if (!frame.holds(head, ${size})) return {${rt}::Error::dimension_out_of_frame, head};`);
    h.line(`const auto dimension = ${loadDimension(h, group, 'frame', 'head')};`);
    h.line(`offset = head + ${size};`);
    const required = requiredExpression(group, 'frame.version');
    const tail = tailExpression(group, 'frame.version');
    const check = `${rt}::check_group(frame, dimension, head, offset, ${required}, ${tail}, entries)`;
    h.line(`if (const auto status = ${check}; !status.ok()) return status;`);
    if (hasParts(named))
      h.block('for (std::uint64_t i = 0; i < dimension.count; i++)', () => {
        h.line(
          `if (!frame.holds(offset, dimension.block_length)) return {${rt}::Error::block_out_of_frame, offset};`,
        );
        h.line('offset += dimension.block_length;');
        emitSteps(h, named, { owner: undefined, report: 'status' });
      });
    else h.line('offset += dimension.count * dimension.block_length;');
    h.line('return {};');
  });
  h.line();
}

/** Emits the flyweight of a message. */
export function emitMessageView(h: Header, message: Message, named: NamedBlock): void {
  const { view } = named;
  h.doc(`A flyweight over one ${message.name} message. ${message.description}`.trim());
  h.block(
    `class ${view}`,
    () => {
      h.label('public:');
      h.line(`static constexpr std::string_view kName = "${message.name}";`);
      h.line(`static constexpr std::uint64_t kTemplateId = ${message.id};`);
      h.line();
      h.doc(
        'Checks the whole message. After it is ok, every getter stays within the frame, which must outlive the view;',
      );
      h.doc('before that, and after an error, they show an empty message.');
      h.block(`[[nodiscard]] ${rt}::Status wrap(std::span<const std::byte> bytes) noexcept`, () =>
        emitWrap(h, message, named),
      );
      h.doc(
        'The version of the schema that the sender wrote with, and the bytes of the block that it announced.',
      );
      h.line('[[nodiscard]] std::uint64_t acting_version() const noexcept { return frame_.version; }');
      h.line('[[nodiscard]] std::uint64_t acting_block_length() const noexcept { return block_length_; }');
      emitGetters(h, named);
      emitMembers(h, named);
    },
    ';',
  );
  h.line();
}

function emitWrap(h: Header, message: Message, named: NamedBlock): void {
  const { header, id } = h.settings.schema;
  const load = (name: string) => loadCounter(h, memberOf(header, name), 'frame.data');
  const error = (name: string, offset = 0) => `return {${rt}::Error::${name}, ${offset}};`;
  h.line(`*this = ${named.view}{};`);
  h.line(`${rt}::Frame frame{bytes.data(), bytes.size(), 0};`);
  h.line(`if (!frame.holds(0, ${header.size}) || frame.size > ${rt}::kMaxFrameLength) ${error('header')}`);
  h.line(`if (${load('schemaId')} != ${id}) ${error('wrong_schema')}`);
  h.line(`if (${load('templateId')} != kTemplateId) ${error('wrong_template')}`);
  h.line(`frame.version = ${load('version')};`);
  h.line(`const std::uint64_t block_length = ${load('blockLength')};`);
  const required = requiredExpression(message, 'frame.version');
  if (required !== '0') h.line(`if (block_length < ${required}) ${error('block_too_short', header.size)}`);
  h.line(`if (!frame.holds(${header.size}, block_length)) ${error('block_out_of_frame', header.size)}`);
  h.line(`${named.view} view;`);
  h.line('view.frame_ = frame;');
  h.line(`view.block_ = frame.at(${header.size});`);
  h.line('view.block_length_ = block_length;');
  if (hasParts(named)) h.line(`std::uint64_t offset = ${header.size} + block_length;`);
  if (named.groups.length > 0) h.line('std::uint64_t entries = 0;');
  emitSteps(h, named, { owner: 'view.', report: 'status' });
  h.line('*this = view;');
  h.line('return {};');
}
