import type { ConstantValue, EnumType, ScalarType, TextEncoding } from '../model/model.js';
import { type Primitive, primitives, type Scalar } from '../model/primitive.js';
import { count, described, presenceOf, primitiveOf, scalarOf } from './attributes.js';
import type { Node } from './node.js';
import type { TypeTable } from './types.js';

const maxArrayLength = 65_535;

/** Compiles a <type>. Length 0 is the length of varData alone. */
export function compileScalar(
  node: Node,
  table: TypeTable,
  { arrayOfUnknownLength }: { arrayOfUnknownLength: boolean },
): ScalarType {
  const primitive = primitiveOf(node);
  const presence = presenceOf(node) ?? 'required';
  const bound = (name: string) => {
    const text = node.attribute(name);
    return text === undefined ? undefined : scalarOf(node, text, primitive);
  };
  const constant = presence === 'constant' ? constantText(node, table, primitive) : undefined;
  const length = count(node, 'length', maxArrayLength) ?? (constant?.length || 1);
  if (length === 0 && !arrayOfUnknownLength)
    throw node.error('bad-value', 'length="0" is for varData of a var-data encoding only');
  if (constant !== undefined && constant.length > length)
    throw node.error('bad-value', `the constant has ${constant.length} characters, its length is ${length}`);
  return {
    ...described(node, table.version),
    kind: 'scalar',
    primitive,
    length,
    presence,
    nullValue: onWire(bound('nullValue') ?? primitives[primitive].nullValue, primitive),
    minValue: bound('minValue'),
    maxValue: bound('maxValue'),
    encoding: encodingOf(node, primitive, length),
    constant: constant?.value,
    size: presence === 'constant' ? 0 : primitives[primitive].size * length,
  };
}

/** A null value is told by its bits: for a float, the nearest single stands for what the schema writes. */
function onWire(value: Scalar, primitive: Primitive): Scalar {
  return primitive === 'float' ? Math.fround(Number(value)) : value;
}

function encodingOf(node: Node, primitive: Primitive, length: number): TextEncoding | undefined {
  const name = node.attribute('characterEncoding')?.trim().toUpperCase();
  if (name === undefined || name === '') return primitive === 'char' && length !== 1 ? 'latin1' : undefined;
  if (name === 'UTF-8' || name === 'UTF8') return 'utf8';
  if (['ASCII', 'US-ASCII', 'ISO-8859-1', 'ISO_8859_1', 'LATIN1'].includes(name)) return 'latin1';
  throw node.error('bad-value', `characterEncoding "${name}" is not ASCII, ISO-8859-1 or UTF-8`);
}

/** The value of a constant and, for char, how many characters it has (0 = a number, which is always single). */
function constantText(
  node: Node,
  table: TypeTable,
  primitive: Primitive,
): { value: ConstantValue; length: number } {
  const reference = node.attribute('valueRef');
  if (reference !== undefined) {
    const { type, name } = table.valueRef(node, reference);
    return { value: enumConstant(node, type, name, primitive), length: 0 };
  }
  const trimmed = node.text.trim();
  if (primitive !== 'char') {
    if (trimmed === '') throw node.error('missing', 'a constant needs a value');
    if ((count(node, 'length') ?? 1) !== 1) throw node.error('bad-value', 'constant arrays are of char only');
    return { value: scalarOf(node, trimmed, primitive), length: 0 };
  }
  const text = trimmed === '' || node.text.length === count(node, 'length') ? node.text : trimmed;
  if (text === '') throw node.error('missing', 'a constant needs a value');
  return { value: text, length: text.length };
}

/** The number (or character) behind an enum's value, for a constant that is not of the enum's type itself. */
export function enumConstant(node: Node, type: EnumType, name: string, primitive: Primitive): ConstantValue {
  const value = type.values.find((candidate) => candidate.name === name)!.value;
  if ((type.primitive === 'char') !== (primitive === 'char'))
    throw node.error(
      'wrong-kind',
      `valueRef to ${type.name} is ${type.primitive}, the constant is ${primitive}`,
    );
  return primitive === 'char' ? String.fromCharCode(Number(value)) : scalarOf(node, String(value), primitive);
}
