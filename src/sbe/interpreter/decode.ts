import { isOptional, leastTail, memberOf, requiredLength, stepAt } from '../model/analysis.js';
import type { Block, Field, Group, Message, Schema, VarData } from '../model/model.js';
import { badBlock, checkExtent, outOfFrame, shortHeader } from '../runtime/check.js';
import type { Scratch } from '../runtime/scratch.js';
import { readCounter } from './raw.js';
import { ElementReader, type Value } from './read.js';

export type Fields = Record<string, Value>;

/** A decoded message: its template's name and id, the version it was written with, its fields, the bytes it took. */
export interface Decoded {
  readonly template: string;
  readonly id: number;
  readonly version: number;
  readonly fields: Fields;
  readonly length: number;
}

/** Walks the one message that the scratch holds, checking each part before it is read. */
export class Decoder {
  readonly #s: Scratch;
  readonly #schema: Schema;
  readonly #reader: ElementReader;
  #version = 0;
  #p = 0;

  constructor(schema: Schema, s: Scratch) {
    this.#schema = schema;
    this.#s = s;
    this.#reader = new ElementReader(s, schema.littleEndian);
  }

  decode(templates: ReadonlyMap<number, Message>): Decoded {
    const { header } = this.#schema;
    const message = this.#identify(templates);
    this.#version = this.#counter(memberOf(header, 'version'), 0);
    const blockLength = this.#counter(memberOf(header, 'blockLength'), 0);
    const required = stepAt(requiredLength(message), this.#version);
    if (blockLength < required || blockLength > this.#s.length - header.size)
      badBlock(this.#s, message.name, header.size, blockLength, required);
    this.#p = header.size;
    const fields = this.#block(message, blockLength, message.name);
    return { template: message.name, id: message.id, version: this.#version, fields, length: this.#p };
  }

  #identify(templates: ReadonlyMap<number, Message>): Message {
    const { header, id } = this.#schema;
    if (this.#s.length < header.size) shortHeader(this.#s, this.#s.length, header.size);
    const schemaId = this.#counter(memberOf(header, 'schemaId'), 0);
    if (schemaId !== id) throw this.#s.malformed('schema', 0, `schema ${schemaId} instead of ${id}`);
    const templateId = this.#counter(memberOf(header, 'templateId'), 0);
    const message = templates.get(templateId);
    if (message === undefined)
      throw this.#s.malformed('template', 0, `schema ${id} has no template ${templateId}`);
    return message;
  }

  #counter(element: Parameters<typeof readCounter>[1], p: number): number {
    return readCounter(this.#s, element, p, this.#schema.littleEndian);
  }

  /** The fields, groups and var data of a block that begins at the current byte. */
  #block(block: Block, blockLength: number, path: string): Fields {
    const fields: Fields = {};
    const base = this.#p;
    for (const field of block.fields)
      fields[field.name] = this.#isAbsent(field, blockLength) ? null : this.#reader.read(field, base);
    this.#p = base + blockLength;
    for (const group of block.groups)
      fields[group.name] = group.since > this.#version ? null : this.#group(group, `${path}.${group.name}`);
    for (const data of block.data)
      fields[data.name] = data.since > this.#version ? null : this.#data(data, `${path}.${data.name}`);
    return fields;
  }

  /** Required fields of the acting version are there: the blockLength was checked for them. */
  #isAbsent(field: Field, blockLength: number): boolean {
    if (field.since > this.#version) return true;
    return isOptional(field) && field.size > 0 && blockLength < field.offset + field.size;
  }

  #group(group: Group, path: string): Fields[] {
    const { dimension } = group;
    const s = this.#s;
    if (this.#p + dimension.size > s.length) outOfFrame(s, path, this.#p, dimension.size, 'dimension');
    const blockLength = this.#counter(memberOf(dimension, 'blockLength'), this.#p);
    const count = this.#counter(memberOf(dimension, 'numInGroup'), this.#p);
    const required = stepAt(requiredLength(group), this.#version);
    if (count > 0 && blockLength < required) badBlock(s, path, this.#p, blockLength, required);
    this.#p += dimension.size;
    checkExtent(s, path, this.#p, count, blockLength + stepAt(leastTail(group), this.#version));
    return Array.from({ length: count }, () => this.#entry(group, blockLength, path));
  }

  /** Entries before this one may have been longer than the least that was checked for them all. */
  #entry(group: Group, blockLength: number, path: string): Fields {
    if (this.#p + blockLength > this.#s.length) badBlock(this.#s, path, this.#p, blockLength, 0);
    return this.#block(group, blockLength, path);
  }

  #data(data: VarData, path: string): string | Uint8Array {
    const head = data.dataOffset;
    const s = this.#s;
    if (this.#p + head > s.length) outOfFrame(s, path, this.#p, head, 'data');
    const length = this.#counter(data.length, this.#p);
    if (length > s.length - this.#p - head) outOfFrame(s, path, this.#p, head + length, 'data');
    const value = this.#reader.data(data, this.#p + head, length);
    this.#p += head + length;
    return value;
  }
}
