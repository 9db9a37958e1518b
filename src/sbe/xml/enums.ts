import type { Choice, EnumType, EnumValue, SetType } from '../model/model.js';
import { isInteger, primitives, type Scalar } from '../model/primitive.js';
import { charCode, described, required, scalarOf, Unique } from './attributes.js';
import type { Node } from './node.js';
import type { TypeTable } from './types.js';

export function compileEnum(node: Node, table: TypeTable): EnumType {
  const encoding = table.encoding(node, required(node, 'encodingType'));
  const { primitive } = encoding;
  if (primitive !== 'char' && !isInteger(primitive))
    throw node.error('bad-primitive', `an enum cannot be encoded as ${primitive}`);
  const names = new Unique<string>('duplicate-name', 'value name');
  const codes = new Unique<Scalar>('duplicate-value', 'value');
  const values = node.childrenNamed('validValue').map((child): EnumValue => {
    const text = child.text.length === 1 ? child.text : child.text.trim();
    const value = primitive === 'char' ? charCode(child, text) : scalarOf(child, text, primitive);
    const entry = { ...described(child, table.version), value };
    names.add(child, entry.name);
    codes.add(child, value);
    return entry;
  });
  if (values.length === 0) throw node.error('missing', 'an enum needs at least one validValue');
  return {
    ...described(node, table.version),
    kind: 'enum',
    primitive,
    nullValue: encoding.nullValue,
    optional: encoding.presence === 'optional',
    values,
    size: primitives[primitive].size,
  };
}

export function compileSet(node: Node, table: TypeTable): SetType {
  const { primitive } = table.encoding(node, required(node, 'encodingType'));
  const { size, kind } = primitives[primitive];
  if (kind !== 'unsigned')
    throw node.error('bad-primitive', `a set is encoded as an unsigned integer, not as ${primitive}`);
  const names = new Unique<string>('duplicate-name', 'choice name');
  const bits = new Unique<number>('duplicate-value', 'bit');
  const choices = node.childrenNamed('choice').map((child): Choice => {
    const text = child.text.trim();
    const bit = /^\d{1,2}$/.test(text) ? Number(text) : NaN;
    if (!(bit < size * 8))
      throw child.error('out-of-range', `bit "${text}" is not one of the ${size * 8} bits of ${primitive}`);
    const choice = { ...described(child, table.version), bit };
    names.add(child, choice.name);
    bits.add(child, bit);
    return choice;
  });
  return { ...described(node, table.version), kind: 'set', primitive, choices, size };
}
