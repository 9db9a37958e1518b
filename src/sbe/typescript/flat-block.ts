import { isVersioned } from '../model/analysis.js';
import type { Message } from '../model/model.js';
import type { Module } from './module.js';
import { absence, requiredExpression } from './parts.js';
import { emitObject } from './read-block.js';
import { emitWriteBlock } from './write-block.js';

/** Emits the codec of a flat message's block alone, for rows that share one header. */
export function emitBlock(m: Module, message: Message, name: string): void {
  const scratch = m.useType('Scratch');
  m.doc('The block at byte p, without a header, as the sender announced it: for rows that share one header.');
  m.block(`export function readBlock(${readParameters(m, message)}): ${name}`, () =>
    emitObject(m, 'return {', '};', message, { s: 's', base: 'p' }, new Map()),
  );
  m.line();
  m.doc(`Writes ${message.blockLength} bytes at byte p, for which there must be room.`);
  m.block(`export function writeBlock(s: ${scratch}, p: number, value: ${name}Input): void`, () =>
    emitWriteBlock(m, message, 'p', 'value', message.name),
  );
  m.line();
  const required = requiredExpression(message);
  const parameter = required.includes('version') ? 'version: number' : '';
  m.line(`const block: ${m.useType('BlockCodec')}<${name}, ${name}Input> = {`);
  m.line('  length: BLOCK_LENGTH,');
  m.line(`  requiredLength: (${parameter}) => ${required},`);
  m.line('  read: readBlock,');
  m.line('  write: writeBlock,');
  m.line('};');
  m.line();
}

/** The parameters of readBlock; one that no field of the message needs is marked as unused. */
function readParameters(m: Module, message: Message): string {
  const uses = (what: string) => message.fields.some((field) => absence(field)?.includes(what));
  const name = (what: string) => (uses(what) ? what : `_${what}`);
  const version = isVersioned(message) ? 'version' : '_version';
  return `s: ${m.useType('Scratch')}, p: number, ${name('blockLength')}: number, ${version}: number`;
}
