import { capacity, isFlat } from '../model/analysis.js';
import type { Block, CompositeType, Element, VarData } from '../model/model.js';
import { at, type Site, storeCounter } from './access.js';
import type { Module } from './module.js';
import { counterOf, innermostFirst, type NamedGroup } from './parts.js';
import { writeElement } from './write-element.js';

/** Emits, for each group, the function that writes its entries. */
export function emitGroupWriters(m: Module, groups: readonly NamedGroup[]): void {
  for (const named of innermostFirst(groups)) emitWrite(m, named);
}

/** `writeX(s, p, rows)`: writes a group at p and returns its end. */
function emitWrite(m: Module, named: NamedGroup): void {
  const { group, path, name } = named;
  const { size } = group.dimension;
  const count = counterOf(group.dimension, 'numInGroup');
  m.block(
    `function write${name}(s: ${m.useType('Scratch')}, p: number, rows: readonly ${name}Input[]): number`,
    () => {
      m.line(`const count = ${m.use('checkCount')}(rows, ${capacity(count)}, '${path}');`);
      const fixed = isFlat(group);
      m.line(`s.reserve(p + ${size}${fixed ? ` + count * ${group.blockLength}` : ''}, p);`);
      emitHead(m, group.dimension, { s: 's', base: 'p' }, group, {
        blockLength: group.blockLength,
        numInGroup: 'count',
      });
      m.line(`let q = p + ${size};`);
      m.block('for (let i = 0; i < count; i++)', () => {
        m.line('const row = rows[i]!;');
        m.line(
          `if (typeof row !== 'object' || row === null) ${m.use('refuse')}('${path}', row, 'an object');`,
        );
        if (!fixed) m.line(`s.reserve(q + ${group.blockLength}, q);`);
        if (hasGaps(group)) m.line(`s.u8.fill(0, q, q + ${group.blockLength});`);
        for (const field of group.fields)
          writeElement(m, field, { s: 's', base: 'q' }, `row.${field.name}`, `${path}.${field.name}`);
        m.line(`q += ${group.blockLength};`);
        emitWriteParts(m, group, named.groups, 'row', path, 'q');
      });
      m.line('return q;');
    },
  );
  m.line();
}

/** Emits the stores of a header or dimension: the given counters, the numbers of groups and var data, zero elsewhere. */
export function emitHead(
  m: Module,
  head: CompositeType,
  site: Site,
  block: Block,
  values: Readonly<Record<string, number | string>>,
): void {
  const counters = new Map<string, number | string>([
    ['numGroups', block.groups.length],
    ['numVarDataFields', block.data.length],
    ...Object.entries(values),
  ]);
  if (hasHoles(head.members, head.size, (member) => counters.has(member.name))) {
    const { text } = at(site, 0);
    m.line(`${site.s}.u8.fill(0, ${text}, ${at(site, head.size).text});`);
  }
  for (const member of head.members) {
    const value = counters.get(member.name);
    if (value !== undefined && member.type.kind === 'scalar' && member.size > 0)
      m.line(storeCounter(m, site, member, String(value)));
  }
}

/** Whether bytes of a block belong to no field, and so must be cleared where the memory has been used before. */
function hasGaps(block: Block): boolean {
  return hasHoles(block.fields, block.blockLength, () => true);
}

function hasHoles(
  elements: readonly Element[],
  size: number,
  isWritten: (element: Element) => boolean,
): boolean {
  const covered = (all: readonly Element[]): number =>
    all.reduce((sum, element) => {
      if (element.size === 0 || !isWritten(element)) return sum;
      return sum + (element.type.kind === 'composite' ? covered(element.type.members) : element.size);
    }, 0);
  return covered(elements) < size;
}

/** Emits the writes of the groups and var data of a block from the variable `q` on. */
export function emitWriteParts(
  m: Module,
  block: Block,
  groups: readonly NamedGroup[],
  value: string,
  path: string,
  q: string,
): void {
  for (const { group, name } of groups)
    m.line(`${q} = write${name}(s, ${q}, ${value}.${group.name}${group.since > 0 ? ' ?? []' : ''});`);
  for (const data of block.data) emitWriteData(m, data, `${value}.${data.name}`, `${path}.${data.name}`, q);
}

function emitWriteData(m: Module, data: VarData, value: string, path: string, q: string): void {
  const put = m.use(
    data.text === undefined ? 'putBytes' : data.text === 'utf8' ? 'putUtf8Data' : 'putLatin1Data',
  );
  const empty = data.text === undefined ? ' ?? new Uint8Array(0)' : " ?? ''";
  const end = m.local('end');
  const given = data.since > 0 ? `${value}${empty}` : value;
  const head = data.dataOffset;
  m.line(`s.reserve(${q} + ${head}, ${q});`);
  m.line(`const ${end} = ${put}(s, ${q} + ${head}, ${given}, ${data.maxLength}, '${path}');`);
  const site: Site = { s: 's', base: q };
  if (data.length.size < head) m.line(`s.u8.fill(0, ${q}, ${q} + ${head});`);
  m.line(storeCounter(m, site, data.length, `${end} - ${q} - ${head}`));
  m.line(`${q} = ${end};`);
}
