import { capacity, memberOf } from '../model/analysis.js';
import type { Block, CompositeType, Group, Message, Schema, VarData } from '../model/model.js';
import type { Scratch } from '../runtime/scratch.js';
import { checkCount, putBytes, putLatin1Data, putUtf8Data, refuse } from '../runtime/write.js';
import { storeCounter } from './raw.js';
import { ElementWriter, recordFrom } from './write.js';

/** Builds one message in a scratch. */
export class Encoder {
  readonly #s: Scratch;
  readonly #schema: Schema;
  readonly #writer: ElementWriter;
  #p = 0;

  constructor(schema: Schema, s: Scratch) {
    this.#schema = schema;
    this.#s = s;
    this.#writer = new ElementWriter(s, schema.littleEndian);
  }

  /** Returns the length of the message. */
  encode(message: Message, fields: unknown): number {
    const { header, id, version } = this.#schema;
    const { blockLength } = message;
    this.#p = 0;
    this.#head(header, message, { blockLength, templateId: message.id, schemaId: id, version });
    this.#block(message, fields, message.name);
    return this.#p;
  }

  /** A header or dimension: the given counters, the numbers of groups and var data, zero elsewhere. */
  #head(head: CompositeType, block: Block, values: Readonly<Record<string, number>>): void {
    this.#open(head.size);
    const counters = { numGroups: block.groups.length, numVarDataFields: block.data.length, ...values };
    for (const [name, value] of Object.entries(counters)) {
      const member = head.members.find((candidate) => candidate.name === name);
      const counts = member !== undefined && member.type.kind === 'scalar' && member.size > 0;
      if (counts) storeCounter(this.#s, member, this.#p, this.#schema.littleEndian, value);
    }
    this.#p += head.size;
  }

  /** Clears `length` bytes at the current one. */
  #open(length: number): void {
    this.#s.reserve(this.#p + length, this.#p);
    this.#s.u8.fill(0, this.#p, this.#p + length);
  }

  #block(block: Block, value: unknown, path: string): void {
    const { fields, groups, data, blockLength } = block;
    const given = recordFrom(value, [...fields, ...groups, ...data], path);
    this.#open(blockLength);
    for (const field of fields)
      this.#writer.write(field, this.#p, given[field.name], `${path}.${field.name}`);
    this.#p += blockLength;
    for (const group of groups) this.#group(group, given[group.name], `${path}.${group.name}`);
    for (const each of data) this.#data(each, given[each.name], `${path}.${each.name}`);
  }

  /** A group that earlier versions lack may be left out, and is written empty. */
  #group(group: Group, value: unknown, path: string): void {
    const rows = group.since > 0 ? (value ?? []) : value;
    if (!Array.isArray(rows)) refuse(path, rows, 'an array');
    const count = checkCount(rows, capacity(memberOf(group.dimension, 'numInGroup')), path);
    this.#head(group.dimension, group, { blockLength: group.blockLength, numInGroup: count });
    for (const row of rows) this.#block(group, row, path);
  }

  #data(data: VarData, value: unknown, path: string): void {
    const start = this.#p + data.dataOffset;
    this.#open(data.dataOffset);
    const end = this.#octets(data, value, start, path);
    storeCounter(this.#s, data.length, this.#p, this.#schema.littleEndian, end - start);
    this.#p = end;
  }

  /** Opaque bytes may be given in base64, as NDJSON has them. */
  #octets({ text, since, maxLength }: VarData, value: unknown, start: number, path: string): number {
    const s = this.#s;
    if (text === undefined) {
      const given = since > 0 ? (value ?? '') : value;
      const bytes = typeof given === 'string' ? fromBase64(given, path) : given;
      return putBytes(s, start, bytes as Uint8Array, maxLength, path);
    }
    const given = (since > 0 ? (value ?? '') : value) as string;
    return text === 'utf8'
      ? putUtf8Data(s, start, given, maxLength, path)
      : putLatin1Data(s, start, given, maxLength, path);
  }
}

function fromBase64(text: string, path: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : refuse(path, text, 'base64');
}
