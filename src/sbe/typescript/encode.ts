import { isFlat } from '../model/analysis.js';
import type { Message } from '../model/model.js';
import { emitStore, isDirect } from './direct.js';
import type { Module } from './module.js';
import type { NamedGroup } from './parts.js';
import { emitHead, emitWriteParts } from './write-block.js';
import { writeElement } from './write-element.js';

/** The bytes that a scratch holds at first: all of a flat message that this version knows, or a common message. */
export function firstCapacity(m: Module, message: Message): number {
  const head = m.settings.schema.header.size + message.blockLength;
  return isFlat(message) ? head : Math.max(1024, 2 * head);
}

/** Emits `encodeInto` and `encode` of a message, and the functions under them. */
export function emitEncode(m: Module, message: Message, name: string, groups: readonly NamedGroup[]): void {
  const direct = isDirect(m, message);
  const length = m.settings.schema.header.size + message.blockLength;
  m.line(`const encoder = new ${m.use('Scratch')}(${firstCapacity(m, message)});`);
  m.line();
  if (direct) emitStore(m, message, name);
  else emitBuild(m, message, name, groups);
  m.doc(
    'Encodes the message to target[offset, end) and returns end. Throws InvalidArgument and TargetTooSmall; then nothing is written.',
  );
  m.block(
    `export function encodeInto(target: Uint8Array, offset: number, value: ${name}Input): number`,
    () => {
      if (!direct) {
        m.line('return encoder.copyTo(target, offset, build(encoder, value));');
        return;
      }
      m.line(`const s = ${m.use('overlayOf')}(target);`);
      const aligned = 'offset === offset >>> 0 && ((s.base + offset) & 7) === 0';
      m.block(`if (s !== undefined && ${aligned} && offset + ${length} <= target.length)`, () => {
        m.line('store(s, s.base + offset, value);');
        m.line(`return offset + ${length};`);
      });
      m.line('store(encoder, 0, value);');
      m.line(`return encoder.copyTo(target, offset, ${length});`);
    },
  );
  m.line();
  m.doc('The message in bytes of its own.');
  m.block(`export function encode(value: ${name}Input): Uint8Array`, () => {
    m.line(direct ? 'store(encoder, 0, value);' : 'const length = build(encoder, value);');
    m.line(`return encoder.u8.slice(0, ${direct ? length : 'length'});`);
  });
  m.line();
}

/** `build(s, value)`: writes the message at the beginning of a scratch and returns its length. */
function emitBuild(m: Module, message: Message, name: string, groups: readonly NamedGroup[]): void {
  const { schema } = m.settings;
  const { header } = schema;
  const head = header.size + message.blockLength;
  const empty = message.fields.length === 0 && isFlat(message);
  const parameters = `s: ${m.useType('Scratch')}, ${empty ? '_value' : 'value'}: ${name}Input`;
  m.block(`function build(${parameters}): number`, () => {
    const { blockLength, id } = message;
    const counters = { blockLength, templateId: id, schemaId: schema.id, version: schema.version };
    emitHead(m, header, { s: 's', base: 0 }, message, counters);
    const site = { s: 's', base: header.size };
    for (const field of message.fields)
      writeElement(m, field, site, `value.${field.name}`, `${message.name}.${field.name}`);
    if (isFlat(message)) {
      m.line(`return ${head};`);
      return;
    }
    m.line(`let q = ${head};`);
    emitWriteParts(m, message, groups, 'value', message.name, 'q');
    m.line('return q;');
  });
  m.line();
}
