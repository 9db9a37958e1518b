import { capacity } from '../model/analysis.js';
import {
  type Block,
  type Field,
  type Group,
  type Message,
  maxNesting,
  type Type,
  type VarData,
} from '../model/model.js';
import { count, described, required, requiredCount, symbol, Unique } from './attributes.js';
import { describeElement, Layout } from './composite.js';
import { checkDimension, counter, varDataLayout } from './encodings.js';
import type { Node } from './node.js';
import type { TypeTable } from './types.js';

const defaultDimension = 'groupSizeEncoding';

export function compileMessage(node: Node, table: TypeTable, maxBlockLength: number): Message {
  return {
    ...described(node, table.version),
    ...compileBlock(node, table, maxBlockLength, 0),
    id: requiredCount(node, 'id'),
  };
}

function compileBlock(node: Node, table: TypeTable, maxBlockLength: number, depth: number): Block {
  const parts = node.childrenNamed('field', 'group', 'data');
  checkOrder(parts);
  const names = new Unique<string>('duplicate-name', 'name');
  const ids = new Unique<number>('duplicate-id', 'id');
  for (const part of parts) {
    names.add(part, symbol(part));
    ids.add(part, requiredCount(part, 'id'));
  }
  const layout = new Layout();
  const fields = node.childrenNamed('field').map((child) => compileField(child, table, layout));
  const blockLength = count(node, 'blockLength') ?? layout.end;
  if (blockLength < layout.end)
    throw node.error(
      'block-length',
      `blockLength ${blockLength} is less than the ${layout.end} bytes of the fields`,
    );
  if (blockLength > maxBlockLength)
    throw node.error(
      'block-length',
      `blockLength ${blockLength} exceeds the ${maxBlockLength} of its encoding`,
    );
  return {
    blockLength,
    fields,
    groups: node.childrenNamed('group').map((child) => compileGroup(child, table, depth + 1)),
    data: node.childrenNamed('data').map((child) => compileData(child, table)),
  };
}

function checkOrder(parts: readonly Node[]): void {
  const rank = { field: 0, group: 1, data: 2 } as Record<string, number>;
  parts.forEach((part, i) => {
    const previous = parts[i - 1];
    if (previous !== undefined && rank[part.name]! < rank[previous.name]!)
      throw part.error(
        'order',
        `a ${part.name} cannot follow a ${previous.name}: fields, then groups, then data`,
      );
  });
}

function compileField(node: Node, table: TypeTable, layout: Layout): Field {
  const type = table.find(node, required(node, 'type'));
  if (isOpenEnded(type))
    throw node.error('wrong-kind', `type ${type.name} is an encoding of var data, not of a field`);
  const element = layout.place(node, describeElement(node, table, type));
  return { ...element, id: requiredCount(node, 'id') };
}

function isOpenEnded(type: Type): boolean {
  if (type.kind === 'composite') return type.members.some((member) => isOpenEnded(member.type));
  return type.kind === 'scalar' && type.length === 0;
}

function compileGroup(node: Node, table: TypeTable, depth: number): Group {
  if (depth > maxNesting) throw node.error('too-deep', `groups are nested more than ${maxNesting} deep`);
  const dimension = table.composite(node, node.attribute('dimensionType') ?? defaultDimension);
  checkDimension(node, dimension);
  return {
    ...described(node, table.version),
    ...compileBlock(node, table, capacity(counter(node, dimension, 'blockLength')), depth),
    id: requiredCount(node, 'id'),
    dimension,
  };
}

function compileData(node: Node, table: TypeTable): VarData {
  const encoding = table.composite(node, required(node, 'type'));
  const layout = varDataLayout(node, encoding);
  return {
    ...described(node, table.version),
    ...layout,
    id: requiredCount(node, 'id'),
    encoding,
    maxLength: capacity(layout.length),
  };
}
