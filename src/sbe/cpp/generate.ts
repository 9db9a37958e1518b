import { basename } from 'node:path';
import { memberOf } from '../model/analysis.js';
import type { Message, Schema } from '../model/model.js';
import { fileStems, TypeNames } from '../names.js';
import { emitEncode, emitStructs } from './encode.js';
import { Header, namespaceOf, rt, Scope, type Settings } from './header.js';
import { emitLayouts } from './layout.js';
import { loadCounter, type NamedBlock, nameBlock } from './parts.js';
import { runtimeHeader } from './runtime.js';
import { generateTypes } from './types-header.js';
import { emitGroupViews, emitMessageView } from './views.js';

export interface CppOptions {
  /** The file name of the runtime that every generated header includes; `sbe_runtime.h` by default. */
  readonly runtime?: string;
}

/**
 * Generates C++20 headers from a schema: one a message, `types.h`, the runtime, and `messages.h` that includes them all
 * and dispatches by template. Returns the text of each file by its name. The same schema always gives the same text.
 */
export function generateCpp(
  schema: Schema,
  { runtime = 'sbe_runtime.h' }: CppOptions = {},
): Map<string, string> {
  const types = new TypeNames(schema, new Scope());
  const settings: Settings = { schema, namespace: namespaceOf(schema), types, runtime };
  const files = new Map<string, string>([
    [runtime, runtimeHeader],
    ['types.h', generateTypes(settings)],
  ]);
  const scope = new Scope();
  const taken = ['types', 'messages', basename(runtime, '.h')];
  const named = [...fileStems(schema.messages, '_', taken)].map(([message, stem]) => ({
    message,
    file: `${stem}.h`,
    block: nameBlock(message, message.name, scope),
  }));
  for (const { message, file, block } of named) files.set(file, generateMessage(settings, message, block));
  files.set('messages.h', generateDispatch(settings, named));
  return files;
}

function generateMessage(settings: Settings, message: Message, named: NamedBlock): string {
  const h = new Header(settings, [settings.runtime, 'types.h']);
  h.line(`namespace ${settings.namespace} {`);
  h.line();
  emitLayouts(h, named);
  emitGroupViews(h, named.groups);
  emitMessageView(h, message, named);
  emitStructs(h, message, named);
  emitEncode(h, message, named);
  h.line(`}  // namespace ${settings.namespace}`);
  return h.toString();
}

function generateDispatch(
  settings: Settings,
  named: readonly { readonly message: Message; readonly file: string; readonly block: NamedBlock }[],
): string {
  const { schema, namespace } = settings;
  const h = new Header(settings, [settings.runtime, ...named.map(({ file }) => file)]);
  h.line(`namespace ${namespace} {`);
  h.line();
  h.line(`inline constexpr std::uint64_t kSchemaId = ${schema.id};`);
  h.line(`inline constexpr std::uint64_t kSchemaVersion = ${schema.version};`);
  h.line(`inline constexpr std::size_t kHeaderLength = ${schema.header.size};`);
  h.line();
  h.doc('Checks the message that the frame holds and calls visit with its flyweight.');
  h.line('template <typename Visit>');
  h.block(
    `[[nodiscard]] ${rt}::Status dispatch(std::span<const std::byte> frame, [[maybe_unused]] Visit&& visit)`,
    () => {
      h.line(`if (frame.size() < kHeaderLength) return {${rt}::Error::header, 0};`);
      h.block(`switch (${loadCounter(h, memberOf(schema.header, 'templateId'), 'frame.data()')})`, () => {
        for (const { block, message } of named)
          h.block(`case ${message.id}:`, () => {
            h.line(`${block.view} view;`);
            h.line('const auto status = view.wrap(frame);');
            h.line('if (status.ok()) visit(view);');
            h.line('return status;');
          });
        h.line('default:');
        h.line(`  return {${rt}::Error::wrong_template, 0};`);
      });
    },
  );
  h.line();
  h.line(`}  // namespace ${namespace}`);
  return h.toString();
}
