import {
  isOptional,
  isVersioned,
  leastTail,
  memberOf,
  requiredLength,
  type Steps,
} from '../model/analysis.js';
import type { Block, Field, Group, Message, VarData } from '../model/model.js';
import { pascal } from '../names.js';
import { readCounter, type Site } from './access.js';
import type { Module } from './module.js';
import { Scope } from './names.js';

/** A group with the names of everything that is generated for it. */
export interface NamedGroup {
  readonly group: Group;
  /** The names from the message down, as they stand in errors. */
  readonly path: string;
  /** The interface of an entry; its functions and flyweights are named after it. */
  readonly name: string;
  readonly groups: readonly NamedGroup[];
}

/** What the module of a message names after the message itself and after each group. */
const endings = ['Input', 'Columns', 'Arrays', 'Entry', 'View'];

/** What the module of a message uses and does not declare. */
const foreign = (
  'Scratch MessageCodec BlockCodec Partial Pick Iterable IterableIterator Math Number BigInt Symbol Uint8Array Int8Array ' +
  'Uint16Array Int16Array Uint32Array Int32Array BigUint64Array BigInt64Array Float32Array Float64Array'
).split(' ');

/** Names a message and its groups uniquely within the module. */
export function nameMessage(message: Message): { name: string; groups: readonly NamedGroup[] } {
  const scope = new Scope(foreign);
  const name = scope.claim(pascal(message.name), endings);
  return { name, groups: nameGroups(message, message.name, '', scope) };
}

function nameGroups(block: Block, path: string, prefix: string, scope: Scope): NamedGroup[] {
  return block.groups.map((group) => {
    const name = scope.claim(prefix + pascal(group.name), endings);
    const inner = `${path}.${group.name}`;
    return { group, path: inner, name, groups: nameGroups(group, inner, name, scope) };
  });
}

/** The groups and those within them, inner ones first. */
export function innermostFirst(groups: readonly NamedGroup[]): NamedGroup[] {
  return groups.flatMap((named) => [...innermostFirst(named.groups), named]);
}

/** An expression of a quantity that depends on the acting version. */
export function stepsExpression(steps: Steps): string {
  return steps.reduce(
    (rest, { since, value }) => (since === 0 ? String(value) : `(version >= ${since} ? ${value} : ${rest})`),
    '0',
  );
}

export function requiredExpression(block: Block): string {
  return stepsExpression(requiredLength(block));
}

export function strideExpression(block: Block): string {
  const tail = stepsExpression(leastTail(block));
  return tail === '0' ? 'blockLength' : `blockLength + ${tail}`;
}

/** `, version` for a function that needs the acting version, nothing for one that does not. */
export function versionArgument(block: Block, owner = ''): string {
  return isVersioned(block) ? `, ${owner}version` : '';
}

export function versionParameter(block: Block): string {
  return isVersioned(block) ? ', version: number' : '';
}

/**
 * The condition under which a field is not in the message: too young for the acting version, or beyond the block.
 * `owner` is what holds `version` and `blockLength`: nothing for local variables, or `this.`.
 */
export function absence(field: Field, owner = ''): string | undefined {
  const conditions: string[] = [];
  if (field.since > 0) conditions.push(`${owner}version < ${field.since}`);
  if (isOptional(field) && field.size > 0)
    conditions.push(`${owner}blockLength < ${field.offset + field.size}`);
  return conditions.length === 0 ? undefined : conditions.join(' || ');
}

export function absentPart(part: Group | VarData, owner = ''): string | undefined {
  return part.since > 0 ? `${owner}version < ${part.since}` : undefined;
}

/** Emits the reads of a dimension at `p` into the constants `blockLength` and `count`. */
export function readDimension(m: Module, { group }: NamedGroup, site: Site): void {
  m.line(`const blockLength = ${readCounter(m, site, memberOf(group.dimension, 'blockLength'))};`);
  m.line(`const count = ${readCounter(m, site, memberOf(group.dimension, 'numInGroup'))};`);
}

export function readDataLength(m: Module, data: VarData, site: Site): string {
  return readCounter(m, site, data.length);
}

/** An expression of the value of var data whose encoding begins at `position`, `length` octets long. */
export function readDataValue(m: Module, data: VarData, position: string, length: string): string {
  const read = data.text === undefined ? 'readBytes' : data.text === 'utf8' ? 'readUtf8' : 'readLatin1';
  return `${m.use(read)}(s, ${position} + ${data.dataOffset}, ${length})`;
}

export function dataType(data: VarData): 'string' | 'Uint8Array' {
  return data.text === undefined ? 'Uint8Array' : 'string';
}
