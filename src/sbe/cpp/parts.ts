import { capacity, isOptional, leastTail, memberOf, requiredLength, type Steps } from '../model/analysis.js';
import type { Block, CompositeType, Element, Field, Group, ScalarType, VarData } from '../model/model.js';
import { isWide } from '../model/primitive.js';
import { pascal } from '../names.js';
import { type Header, rt, Scope } from './header.js';
import { primitiveTypes } from './values.js';

/** A block with the names of its C++ classes and members. */
export interface NamedBlock {
  readonly block: Block;
  /** The struct of what is encoded; the flyweight is `view`. */
  readonly name: string;
  readonly view: string;
  readonly members: ReadonlyMap<string, string>;
  readonly groups: readonly NamedGroup[];
}

export interface NamedGroup extends NamedBlock {
  readonly block: Group;
}

const own = [
  'wrap',
  'encode',
  'accept',
  'acting_version',
  'acting_block_length',
  'frame_',
  'block_',
  'block_length_',
  'load_block',
];

export function nameBlock(block: Block, wanted: string, scope: Scope): NamedBlock {
  const name = scope.claim(pascal(wanted), ['View', 'Block']);
  const view = `${name}View`;
  const members = new Scope([name, view, ...own]);
  return {
    block,
    name,
    view,
    members: new Map(
      [...block.fields, ...block.groups, ...block.data].map((part) => [part.name, members.claim(part.name)]),
    ),
    groups: block.groups.map((group) => nameBlock(group, name + pascal(group.name), scope) as NamedGroup),
  };
}

/** The groups within a block, inner ones first. */
export function innermostFirst(groups: readonly NamedGroup[]): NamedGroup[] {
  return groups.flatMap((group) => [...innermostFirst(group.groups), group]);
}

/** An expression of a quantity that depends on the acting version. */
export function stepsExpression(steps: Steps, version: string): string {
  return steps.reduce(
    (rest, { since, value }) =>
      since === 0 ? String(value) : `(${version} >= ${since} ? std::uint64_t{${value}} : ${rest})`,
    '0',
  );
}

export const requiredExpression = (block: Block, version: string) =>
  stepsExpression(requiredLength(block), version);
export const tailExpression = (block: Block, version: string) => stepsExpression(leastTail(block), version);

/** The condition under which a field is not in the message. */
export function absence(field: Field): string | undefined {
  const conditions: string[] = [];
  if (field.since > 0) conditions.push(`frame_.version < ${field.since}`);
  if (isOptional(field) && field.size > 0) conditions.push(`block_length_ < ${field.offset + field.size}`);
  return conditions.length === 0 ? undefined : conditions.join(' || ');
}

export function loadCounter(h: Header, { type, offset }: Element, p: string): string {
  const at = offset === 0 ? p : `${p} + ${offset}`;
  return `${rt}::load<${primitiveTypes[(type as ScalarType).primitive]}, ${h.order}>(${at})`;
}

export function storeCounter(h: Header, { type, offset }: Element, p: string, value: string): string {
  const counter = primitiveTypes[(type as ScalarType).primitive];
  const at = offset === 0 ? p : `${p} + ${offset}`;
  return `${rt}::store<${counter}, ${h.order}>(${at}, static_cast<${counter}>(${value}));`;
}

/** Statements that store the counters of a header or dimension; the other bytes are zero already. */
export function storeHead(
  h: Header,
  head: CompositeType,
  p: string,
  block: Block,
  values: Readonly<Record<string, string>>,
): string[] {
  const counters = {
    numGroups: String(block.groups.length),
    numVarDataFields: String(block.data.length),
    ...values,
  };
  return Object.entries(counters).flatMap(([name, value]) => {
    const member = head.members.find((candidate) => candidate.name === name);
    return member?.type.kind === 'scalar' && member.size > 0 ? [storeCounter(h, member, p, value)] : [];
  });
}

/** An expression of a group's dimension at `offset` of the frame. */
export function loadDimension(h: Header, { dimension }: Group, frame: string, offset: string): string {
  const p = `${frame}.at(${offset})`;
  const blockLength = loadCounter(h, memberOf(dimension, 'blockLength'), p);
  const count = loadCounter(h, memberOf(dimension, 'numInGroup'), p);
  return `${rt}::Dimension{${blockLength}, ${count}}`;
}

/** The greatest number that a counter may say, as a literal. */
export function capacityLiteral(element: Element & { readonly type: ScalarType }): string {
  const wide = isWide(element.type.primitive) && element.type.maxValue === undefined;
  return wide ? 'std::numeric_limits<std::uint64_t>::max()' : `std::uint64_t{${capacity(element)}ULL}`;
}

export function dataType(data: VarData): string {
  return data.text === undefined ? 'std::span<const std::byte>' : 'std::string_view';
}
