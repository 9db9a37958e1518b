import { hasBytes, isFlat, isTabular, isTailVersioned, isVersioned } from '../model/analysis.js';
import type { Block } from '../model/model.js';
import type { Site } from './access.js';
import { emitGetters } from './accessors.js';
import type { Module } from './module.js';
import { Scope } from './names.js';
import {
  absentPart,
  innermostFirst,
  type NamedGroup,
  readDataLength,
  readDataValue,
  readDimension,
  versionArgument,
  versionParameter,
} from './parts.js';
import { emitSkipParts } from './read-block.js';

export const positionOf = (part: string) => `${part}At`;

/** Emits the flyweights of the groups: one for the group, one that moves over its entries. */
export function emitGroupViews(m: Module, groups: readonly NamedGroup[]): void {
  for (const named of innermostFirst(groups)) {
    emitEntry(m, named);
    emitGroup(m, named);
  }
}

function emitEntry(m: Module, { group, groups, name, path }: NamedGroup): void {
  const scope = new Scope(['constructor', 's', 'p', 'version', 'blockLength', 'epoch', 'moveTo']);
  const parts = [...group.groups, ...group.data].map((part) => part.name);
  m.doc(`An entry of ${path}: a flyweight that shows another entry after each step; do not keep it.`);
  m.block(`export class ${name}Entry`, () => {
    m.line(`private readonly s: ${m.useType('Scratch')};`);
    if (isVersioned(group)) m.line('private readonly version: number;');
    m.line('private readonly blockLength: number;');
    if (groups.length > 0) m.line('private readonly epoch: number;');
    if (hasBytes(group)) m.line('private p = 0;');
    for (const part of parts) m.line(`private ${positionOf(part)} = 0;`);
    m.line();
    m.block(`constructor(s: ${m.useType('Scratch')}, blockLength: number${versionParameter(group)})`, () => {
      m.line('this.s = s;');
      if (isVersioned(group)) m.line('this.version = version;');
      m.line('this.blockLength = blockLength;');
      if (groups.length > 0) m.line('this.epoch = s.epoch;');
    });
    m.line();
    m.doc('Shows the entry that begins at byte p of the frame; returns where it ends. For the group alone.');
    m.block('moveTo(p: number): number', () => {
      if (hasBytes(group)) m.line('this.p = p;');
      if (parts.length === 0) {
        m.line('return p + this.blockLength;');
        return;
      }
      m.line(`const { s${isTailVersioned(group) ? ', version' : ''} } = this;`);
      m.line('let q = p + this.blockLength;');
      emitSkipParts(m, group, groups, path, 'q', (part) => `${positionOf(part)}_`);
      for (const part of parts) m.line(`this.${positionOf(part)} = ${positionOf(part)}_;`);
      m.line('return q;');
    });
    m.line();
    emitGetters(m, group.fields, 'this.p', path, scope);
    emitPartGetters(m, group, groups, scope);
  });
  m.line();
}

/** Emits the getters of groups and var data, whose positions are already known. */
export function emitPartGetters(m: Module, block: Block, groups: readonly NamedGroup[], scope: Scope): void {
  for (const { group, name, path } of groups) {
    const absent = absentPart(group, 'this.');
    m.doc(group.description);
    m.block(`get ${scope.claim(group.name)}(): ${name}View${absent ? ' | null' : ''}`, () => {
      if (absent !== undefined) m.line(`if (${absent}) return null;`);
      m.line(`${m.use('checkEpoch')}(this.s, this.epoch, '${path}');`);
      m.line(
        `return new ${name}View(this.s, this.${positionOf(group.name)}${versionArgument(group, 'this.')});`,
      );
    });
  }
  for (const data of block.data) {
    const absent = absentPart(data, 'this.');
    const type = data.text === undefined ? 'Uint8Array' : 'string';
    m.doc(data.description);
    m.block(`get ${scope.claim(data.name)}(): ${type}${absent ? ' | null' : ''}`, () => {
      if (absent !== undefined) m.line(`if (${absent}) return null;`);
      m.line('const { s } = this;');
      m.line(`const p = this.${positionOf(data.name)};`);
      m.line(`return ${readDataValue(m, data, 'p', readDataLength(m, data, { s: 's', base: 'p' }))};`);
    });
  }
}

/** The flyweight of a group: its entries in order, each loop with an entry flyweight of its own. */
function emitGroup(m: Module, named: NamedGroup): void {
  const { group, name, path } = named;
  const site: Site = { s: 's', base: 'p' };
  m.block(`export class ${name}View implements Iterable<${name}Entry>`, () => {
    m.line(`private readonly s: ${m.useType('Scratch')};`);
    m.line('private readonly p: number;');
    if (isVersioned(group)) m.line('private readonly version: number;');
    m.line('private readonly epoch: number;');
    m.line('private readonly blockLength: number;');
    m.doc('The number of entries.');
    m.line('readonly length: number;');
    m.line();
    m.block(`constructor(s: ${m.useType('Scratch')}, p: number${versionParameter(group)})`, () => {
      readDimension(m, named, site);
      m.line('this.s = s;');
      m.line('this.p = p;');
      if (isVersioned(group)) m.line('this.version = version;');
      m.line('this.epoch = s.epoch;');
      m.line('this.blockLength = blockLength;');
      m.line('this.length = count;');
    });
    m.line();
    m.doc('The entries in order. The flyweight moves: what a step gives is gone after the next one.');
    m.block(`*[Symbol.iterator](): IterableIterator<${name}Entry>`, () => {
      m.line(`const entry = new ${name}Entry(this.s, this.blockLength${versionArgument(group, 'this.')});`);
      m.line(`let q = this.p + ${group.dimension.size};`);
      m.block('for (let i = 0; i < this.length; i++)', () => {
        m.line(`${m.use('checkEpoch')}(this.s, this.epoch, '${path}');`);
        m.line('q = entry.moveTo(q);');
        m.line('yield entry;');
      });
    });
    m.line();
    m.doc('The same as a callback, which is faster than a loop over the iterator.');
    m.block(`forEach(visit: (entry: ${name}Entry, index: number) => void): void`, () => {
      m.line(`const entry = new ${name}Entry(this.s, this.blockLength${versionArgument(group, 'this.')});`);
      m.line(`let q = this.p + ${group.dimension.size};`);
      m.block('for (let i = 0; i < this.length; i++)', () => {
        m.line(`${m.use('checkEpoch')}(this.s, this.epoch, '${path}');`);
        m.line('q = entry.moveTo(q);');
        m.line('visit(entry, i);');
      });
    });
    if (isFlat(group)) {
      emitEntryAt(m, named);
      if (isTabular(group)) emitAppendTo(m, named);
    }
    m.line();
    m.doc('The entries as plain objects.');
    m.block(`toArray(): ${name}[]`, () => {
      m.line(`${m.use('checkEpoch')}(this.s, this.epoch, '${path}');`);
      m.line(`return read${name}(this.s, this.p${versionArgument(group, 'this.')});`);
    });
  });
  m.line();
}

function emitAppendTo(m: Module, { group, name, path }: NamedGroup): void {
  m.line();
  m.doc('Appends all entries to columns.');
  m.block(`appendTo(columns: ${name}Columns): void`, () => {
    m.line(`${m.use('checkEpoch')}(this.s, this.epoch, '${path}');`);
    const version = isVersioned(group) ? 'this.version' : '0';
    m.line(
      `columns.appendRows(this.s, this.p + ${group.dimension.size}, this.length, this.blockLength, ${version});`,
    );
  });
}

function emitEntryAt(m: Module, { group, name, path }: NamedGroup): void {
  m.line();
  m.doc('The entry at an index, on `entry` where one is given to be moved.');
  const parameters = `index: number, entry = new ${name}Entry(this.s, this.blockLength${versionArgument(group, 'this.')})`;
  m.block(`at(${parameters}): ${name}Entry`, () => {
    m.line(`${m.use('checkEpoch')}(this.s, this.epoch, '${path}');`);
    m.line(`${m.use('checkIndex')}(index, this.length, '${path}');`);
    m.line(`entry.moveTo(this.p + ${group.dimension.size} + index * this.blockLength);`);
    m.line('return entry;');
  });
}
