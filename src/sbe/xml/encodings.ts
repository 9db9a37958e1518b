import type { CompositeType, Element, TextEncoding } from '../model/model.js';
import { primitives } from '../model/primitive.js';
import type { Node } from './node.js';

/** The unsigned integer called `name` in a header, a dimension or a var-data encoding. */
export function counter(user: Node, composite: CompositeType, name: string): Element {
  const member = composite.members.find((candidate) => candidate.name === name);
  if (member === undefined) throw user.error('missing', `composite ${composite.name} has no member ${name}`);
  const { type } = member;
  const fits = type.kind === 'scalar' && type.length === 1 && primitives[type.primitive].kind === 'unsigned';
  if (!fits || member.size === 0)
    throw user.error('bad-primitive', `${composite.name}.${name} is not an unsigned integer`);
  return member;
}

/** Checks that a composite can head a message. */
export function checkHeader(user: Node, header: CompositeType): void {
  for (const name of ['blockLength', 'templateId', 'schemaId', 'version']) counter(user, header, name);
}

/** Checks that a composite can head a repeating group. */
export function checkDimension(user: Node, dimension: CompositeType): void {
  for (const name of ['blockLength', 'numInGroup']) counter(user, dimension, name);
}

/** What a var-data encoding says: its length, where the octets begin, and whether they are text. */
export function varDataLayout(
  user: Node,
  encoding: CompositeType,
): { length: Element; dataOffset: number; text: TextEncoding | undefined } {
  const length = counter(user, encoding, 'length');
  const varData = encoding.members.find((member) => member.name === 'varData');
  const type = varData?.type;
  if (varData === undefined || type?.kind !== 'scalar')
    throw user.error('missing', `composite ${encoding.name} has no member varData`);
  if (type.size > 1 || (type.primitive !== 'uint8' && type.primitive !== 'char'))
    throw user.error(
      'bad-primitive',
      `${encoding.name}.varData is not octets: uint8 or char with length="0"`,
    );
  if (varData !== encoding.members.at(-1))
    throw user.error('order', `${encoding.name}.varData is not the last member`);
  const text = type.encoding ?? (type.primitive === 'char' ? 'latin1' : undefined);
  return { length, dataOffset: varData.offset, text };
}
