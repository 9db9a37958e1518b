import { isFlat } from '../model/analysis.js';
import type { Block } from '../model/model.js';
import { inputType, outputType } from './element-types.js';
import type { Module } from './module.js';
import { dataType, innermostFirst, type NamedGroup } from './parts.js';
import { emitProperties } from './types-module.js';
import { rowsType } from './write-block.js';

/** The interfaces of a message and of the entries of its groups, decoded and to encode. */
export function emitInterfaces(
  m: Module,
  name: string,
  description: string,
  block: Block,
  groups: readonly NamedGroup[],
): void {
  for (const named of innermostFirst(groups))
    emitPair(m, named.name, named.group.description, named.group, named.groups);
  emitPair(m, name, description, block, groups);
}

function emitPair(
  m: Module,
  name: string,
  description: string,
  block: Block,
  groups: readonly NamedGroup[],
): void {
  m.doc(description);
  emitInterface(m, name, block, () => {
    emitProperties(m, block.fields, outputType, false);
    for (const { group, name: entry } of groups) {
      m.doc(group.description);
      m.line(`readonly ${group.name}: readonly ${entry}[]${group.since > 0 ? ' | null' : ''};`);
    }
    for (const data of block.data) {
      m.doc(data.description);
      m.line(`readonly ${data.name}: ${dataType(data)}${data.since > 0 ? ' | null' : ''};`);
    }
  });
  m.doc(`What is encoded as ${name}: constants, and values that may be null, can be left out.`);
  emitInterface(m, `${name}Input`, block, () => {
    emitProperties(m, block.fields, inputType, true);
    for (const named of groups) m.line(loose(named.group.name, named.group.since, rowsType(named)));
    for (const data of block.data) m.line(loose(data.name, data.since, dataType(data)));
  });
}

function emitInterface(m: Module, name: string, block: Block, body: () => void): void {
  if (block.fields.length === 0 && isFlat(block)) m.line(`export type ${name} = Record<string, never>;`);
  else m.block(`export interface ${name}`, body);
  m.line();
}

/** Groups and var data that earlier versions lack can be left out; they are written empty. */
function loose(name: string, since: number, type: string): string {
  return since > 0 ? `readonly ${name}?: ${type} | null | undefined;` : `readonly ${name}: ${type};`;
}
