import {
  type CompositeType,
  type ConstantValue,
  type Element,
  maxNesting,
  type Presence,
  type Type,
} from '../model/model.js';
import { count, described, presenceOf, required, symbol, Unique } from './attributes.js';
import type { Node } from './node.js';
import { compileScalar, enumConstant } from './scalar.js';
import type { TypeTable } from './types.js';

export function compileComposite(node: Node, table: TypeTable, depth: number): CompositeType {
  if (depth > maxNesting) throw node.error('too-deep', `composites are nested more than ${maxNesting} deep`);
  const names = new Unique<string>('duplicate-name', 'member name');
  const layout = new Layout();
  const members = node.childrenNamed('type', 'enum', 'set', 'composite', 'ref').map((child): Element => {
    names.add(child, symbol(child));
    // A composite cannot grow: the sinceVersion of a member says nothing about what is on the wire.
    return { ...layout.place(child, compileMember(child, table, depth)), since: 0 };
  });
  if (members.length === 0) throw node.error('missing', 'a composite needs at least one member');
  const values = members.reduce((sum, member) => sum + table.valuesOf(member.type), 0);
  if (values > maxValues) throw node.error('too-deep', `a composite of more than ${maxValues} values`);
  return { ...described(node, table.version), kind: 'composite', members, size: layout.end };
}

/** Members that refer to composites multiply: nothing else bounds how many values a short schema has. */
const maxValues = 65_536;

type Unplaced = Omit<Element, 'offset'>;

function compileMember(node: Node, table: TypeTable, depth: number): Unplaced {
  if (node.name === 'ref') return describeElement(node, table, table.find(node, required(node, 'type')));
  const type =
    node.name === 'type'
      ? compileScalar(node, table, { arrayOfUnknownLength: true })
      : table.compile(node, depth + 1);
  return describeElement(node, table, type);
}

/** What a field or member is, apart from its place: it may make a type optional, or constant by a valueRef. */
export function describeElement(node: Node, table: TypeTable, type: Type): Unplaced {
  const own = presenceOf(node);
  const inherited: Presence = type.kind === 'scalar' ? type.presence : 'required';
  const presence = inherited === 'constant' ? 'constant' : (own ?? inherited);
  const constant = presence === 'constant' ? constantOf(node, table, type) : undefined;
  return {
    ...described(node, table.version),
    type,
    presence,
    constant,
    size: presence === 'constant' ? 0 : type.size,
  };
}

function constantOf(node: Node, table: TypeTable, type: Type): ConstantValue {
  const reference = node.attribute('valueRef');
  if (reference !== undefined) {
    const { type: source, name } = table.valueRef(node, reference);
    if (type === source) return name;
    if (type.kind === 'scalar' && type.length === 1) return enumConstant(node, source, name, type.primitive);
    throw node.error('wrong-kind', `valueRef "${reference}" is not a value of ${type.name}`);
  }
  if (type.kind === 'scalar' && type.constant !== undefined) return type.constant;
  throw node.error('missing', 'a constant needs a valueRef, or a type with a constant value');
}

/** Gives each element of a block its offset: the attribute `offset`, or the end of the element before it. */
export class Layout {
  end = 0;

  place<T extends Unplaced>(node: Node, element: T): T & { offset: number } {
    if (element.size === 0) return { ...element, offset: this.end };
    const offset = count(node, 'offset', 0xffff) ?? this.end;
    if (offset < this.end)
      throw node.error(
        'overlap',
        `offset ${offset} overlaps the element before it, which ends at ${this.end}`,
      );
    this.end = offset + element.size;
    return { ...element, offset };
  }
}
