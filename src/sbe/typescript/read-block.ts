import { hasBytes, isExtentVersioned, isFlat } from '../model/analysis.js';
import type { Block, VarData } from '../model/model.js';
import type { Site } from './access.js';
import type { Module } from './module.js';
import {
  absence,
  absentPart,
  innermostFirst,
  type NamedGroup,
  readDataLength,
  readDataValue,
  readDimension,
  requiredExpression,
  strideExpression,
  versionArgument,
  versionParameter,
} from './parts.js';
import { readElement } from './read-element.js';

/** Emits, for each group, the function that checks its extent and the one that reads its entries. */
export function emitGroupReaders(m: Module, groups: readonly NamedGroup[]): void {
  for (const named of innermostFirst(groups)) {
    emitSkip(m, named);
    emitRead(m, named);
  }
}

const here: Site = { s: 's', base: 'p' };

/** `skipX(s, p, version)`: checks the group at p against the frame, before anything of it is read; returns its end. */
function emitSkip(m: Module, named: NamedGroup): void {
  const { group, path } = named;
  const { size } = group.dimension;
  m.block(
    `function skip${named.name}(s: ${m.useType('Scratch')}, p: number${isExtentVersioned(group) ? ', version: number' : ''}): number`,
    () => {
      m.line(`if (p + ${size} > s.length) ${m.use('outOfFrame')}(s, '${path}', p, ${size}, 'dimension');`);
      readDimension(m, named, here);
      m.line(`if (count === 0) return p + ${size};`);
      const required = requiredExpression(group);
      if (required !== '0')
        m.line(
          `if (blockLength < ${required}) ${m.use('badBlock')}(s, '${path}', p, blockLength, ${required});`,
        );
      m.line(`${m.use('checkExtent')}(s, '${path}', p + ${size}, count, ${strideExpression(group)});`);
      if (isFlat(group)) {
        m.line(`return p + ${size} + count * blockLength;`);
        return;
      }
      m.line(`let q = p + ${size};`);
      m.block('for (let i = 0; i < count; i++)', () => {
        m.line('q += blockLength;');
        emitSkipParts(m, group, named.groups, path, 'q');
      });
      m.line('return q;');
    },
  );
  m.line();
}

/** Emits the statements that move the variable `q` over the groups and var data of a block, checking each. */
export function emitSkipParts(
  m: Module,
  block: Block,
  groups: readonly NamedGroup[],
  path: string,
  q: string,
  keep: (part: string) => string | undefined = () => undefined,
): void {
  const step = (name: string, absent: string | undefined, body: () => void) => {
    const kept = keep(name);
    if (kept !== undefined) m.line(`const ${kept} = ${q};`);
    if (absent === undefined) body();
    else m.block(`if (!(${absent}))`, body);
  };
  for (const { group, name } of groups)
    step(group.name, absentPart(group), () =>
      m.line(`${q} = skip${name}(s, ${q}${isExtentVersioned(group) ? ', version' : ''});`),
    );
  for (const data of block.data)
    step(data.name, absentPart(data), () => emitSkipData(m, data, `${path}.${data.name}`, q));
}

function emitSkipData(m: Module, data: VarData, path: string, q: string): void {
  const head = data.dataOffset;
  const fail = m.use('outOfFrame');
  const length = m.local('length');
  m.line(`if (${q} + ${head} > s.length) ${fail}(s, '${path}', ${q}, ${head}, 'data');`);
  m.line(`const ${length} = ${readDataLength(m, data, { s: 's', base: q })};`);
  m.line(
    `if (${length} > s.length - ${q} - ${head}) ${fail}(s, '${path}', ${q}, ${head} + ${length}, 'data');`,
  );
  m.line(`${q} += ${head} + ${length};`);
}

/** `readX(s, p, version)`: the entries of a group that was checked, as plain objects; leaves its end in the cursor. */
function emitRead(m: Module, named: NamedGroup): void {
  const { group, name } = named;
  m.block(
    `function read${name}(s: ${m.useType('Scratch')}, p: number${versionParameter(group)}): ${name}[]`,
    () => {
      readDimension(m, named, here);
      m.line(`const entries = new Array<${name}>(count);`);
      m.line(`let q = p + ${group.dimension.size};`);
      m.block('for (let i = 0; i < count; i++)', () => {
        if (hasBytes(group)) m.line('const e = q;');
        m.line('q += blockLength;');
        const parts = emitReadParts(m, group, named.groups);
        emitObject(m, 'entries[i] = {', '};', group, { s: 's', base: 'e' }, parts);
      });
      m.line('s.cursor = q;');
      m.line('return entries;');
    },
  );
  m.line();
}

/** Emits the reads of the groups and var data from the variable `q` on; returns the expression of each. */
function emitReadParts(m: Module, block: Block, groups: readonly NamedGroup[]): Map<string, string> {
  const parts = new Map<string, string>();
  const step = (name: string, absent: string | undefined, type: string, body: (target: string) => void) => {
    const local = m.local(name);
    parts.set(name, local);
    if (absent === undefined) body(`const ${local} =`);
    else {
      m.line(`let ${local}: ${type} | null = null;`);
      m.block(`if (!(${absent}))`, () => body(`${local} =`));
    }
  };
  for (const { group, name } of groups)
    step(group.name, absentPart(group), `${name}[]`, (target) => {
      m.line(`${target} read${name}(s, q${versionArgument(group)});`);
      m.line('q = s.cursor;');
    });
  for (const data of block.data)
    step(data.name, absentPart(data), data.text === undefined ? 'Uint8Array' : 'string', (target) => {
      const length = m.local('length');
      m.line(`const ${length} = ${readDataLength(m, data, { s: 's', base: 'q' })};`);
      m.line(`${target} ${readDataValue(m, data, 'q', length)};`);
      m.line(`q += ${data.dataOffset} + ${length};`);
    });
  return parts;
}

/** Emits an object literal of the fields of a block, and of the parts that were read before. */
export function emitObject(
  m: Module,
  head: string,
  tail: string,
  block: Block,
  site: Site,
  parts: ReadonlyMap<string, string>,
  owner = '',
): void {
  m.block(
    head.slice(0, -2),
    () => {
      for (const field of block.fields) {
        const absent = absence(field, owner);
        const value = readElement(m, field, site);
        m.line(`${field.name}: ${absent === undefined ? value : `${absent} ? null : ${value}`},`);
      }
      for (const [name, value] of parts) m.line(`${name}: ${value},`);
    },
    tail.slice(1),
  );
}
