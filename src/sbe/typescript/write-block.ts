import { capacity, isFlat, isTabular, memberOf } from '../model/analysis.js';
import type { Block, CompositeType, Element, VarData } from '../model/model.js';
import { at, type Site, storeCounter } from './access.js';
import type { Module } from './module.js';
import { innermostFirst, type NamedGroup } from './parts.js';
import { writeElement } from './write-element.js';

/** Emits, for each group, the function that writes its entries. */
export function emitGroupWriters(m: Module, groups: readonly NamedGroup[]): void {
  for (const named of innermostFirst(groups)) emitWrite(m, named);
}

/** What can be given for a group: entries as plain objects or, where nothing nests in them, as columns. */
export function rowsType({ group, name }: NamedGroup): string {
  return `readonly ${name}Input[]${isTabular(group) ? ` | ${name}Columns` : ''}`;
}

/** `writeX(s, p, rows)`: writes a group at p and returns its end. */
function emitWrite(m: Module, named: NamedGroup): void {
  const { group, path, name } = named;
  const { size } = group.dimension;
  const flat = isFlat(group);
  const scratch = m.useType('Scratch');
  m.block(`function write${name}(s: ${scratch}, p: number, rows: ${rowsType(named)}): number`, () => {
    const max = capacity(memberOf(group.dimension, 'numInGroup'));
    m.line(`const count = ${m.use('checkCount')}(rows, ${max}, '${path}');`);
    m.line(`s.reserve(p + ${size}${flat ? ` + count * ${group.blockLength}` : ''}, p);`);
    const counters = { blockLength: group.blockLength, numInGroup: 'count' };
    emitHead(m, group.dimension, { s: 's', base: 'p' }, group, counters);
    m.line(`let q = p + ${size};`);
    if (isTabular(group)) m.line(`if (rows instanceof ${name}Columns) return rows.writeRows(s, q);`);
    m.block('for (let i = 0; i < count; i++)', () => {
      m.line('const row = rows[i]!;');
      if (!flat) m.line(`s.reserve(q + ${group.blockLength}, q);`);
      emitWriteBlock(m, group, 'q', 'row', path);
      m.line(`q += ${group.blockLength};`);
      emitWriteParts(m, group, named.groups, 'row', path, 'q');
    });
    m.line('return q;');
  });
  m.line();
}

/** Emits the writes of the fields of a block that begins at a variable position of memory that was used before. */
export function emitWriteBlock(m: Module, block: Block, base: string, value: string, path: string): void {
  m.line(
    `if (typeof ${value} !== 'object' || ${value} === null) ${m.use('refuse')}('${path}', ${value}, 'an object');`,
  );
  if (hasGaps(block)) m.line(`s.u8.fill(0, ${base}, ${base} + ${block.blockLength});`);
  for (const field of block.fields)
    writeElement(m, field, { s: 's', base }, `${value}.${field.name}`, `${path}.${field.name}`);
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
