import fc from 'fast-check';
import type { Block, Element, Message, ScalarType, Type, VarData } from '../../src/sbe/index.js';
import { decimalMantissa, isOptional } from '../../src/sbe/model/analysis.js';
import { isNullValue, isWide, primitives } from '../../src/sbe/model/primitive.js';
import type { Fields } from './generated.js';

/** Any plain object that a message can carry and that decoding gives back as it is. */
export function messageArbitrary(message: Message, options: Options = {}): fc.Arbitrary<Fields> {
  return blockArbitrary(message, options);
}

interface Options {
  /** The greatest character of texts that are not UTF-8; 255 by default. */
  readonly maxChar?: number;
}

function blockArbitrary(block: Block, options: Options): fc.Arbitrary<Fields> {
  const parts: Record<string, fc.Arbitrary<unknown>> = {};
  for (const field of block.fields) parts[field.name] = elementArbitrary(field, options);
  for (const group of block.groups) {
    const bytes = group.blockLength + group.groups.length + group.data.length;
    // Entries without a byte are refused: their number would be all that an attacker needs to send.
    parts[group.name] = fc.array(blockArbitrary(group, options), { maxLength: bytes === 0 ? 0 : 3 });
  }
  for (const data of block.data) parts[data.name] = dataArbitrary(data, options);
  return fc.record(parts);
}

function elementArbitrary(element: Element, options: Options): fc.Arbitrary<unknown> {
  if (element.presence === 'constant') return fc.constant(element.constant);
  const value = typeArbitrary(element.type, isOptional(element), options);
  const nullable = isOptional(element) && element.type.kind !== 'set';
  return nullable ? fc.option(value, { freq: 4 }) : value;
}

/** Values of a type. An optional element cannot carry its null value as a value, a decimal not that of its mantissa. */
function typeArbitrary(type: Type, optional: boolean, options: Options): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case 'scalar':
      return scalarArbitrary(type, optional, options);
    case 'enum':
      return fc.constantFrom(
        ...type.values.filter(({ value }) => !optional || value !== type.nullValue).map((v) => v.name),
      );
    case 'set':
      return fc.subarray([...type.choices].sort((a, b) => a.bit - b.bit).map(({ name }) => name));
    case 'composite': {
      const members: Record<string, fc.Arbitrary<unknown>> = {};
      const mantissa = decimalMantissa(type);
      for (const member of type.members) {
        const bare = optional && member === mantissa && member.presence !== 'constant';
        members[member.name] = bare
          ? typeArbitrary(member.type, true, options)
          : elementArbitrary(member, options);
      }
      const value = fc.record(members);
      if (mantissa !== undefined || !optional) return value;
      return value.filter((fields) => Object.values(fields).some((field) => field !== null));
    }
  }
}

function scalarArbitrary(type: ScalarType, optional: boolean, options: Options): fc.Arbitrary<unknown> {
  const { primitive, length, nullValue } = type;
  if (primitive === 'char') return charArbitrary(length, optional, options);
  const { kind, lowest, highest } = primitives[primitive];
  const single: fc.Arbitrary<number | bigint> =
    kind === 'float'
      ? primitive === 'float'
        ? fc.float()
        : fc.double()
      : isWide(primitive)
        ? fc.bigInt({ min: lowest as bigint, max: highest as bigint })
        : fc.integer({ min: lowest as number, max: highest as number });
  const valid = single.filter((value) => !optional || !isNullValue(value, nullValue));
  return length === 1 ? valid : fc.array(valid, { minLength: length, maxLength: length });
}

function charArbitrary(length: number, optional: boolean, { maxChar = 255 }: Options): fc.Arbitrary<string> {
  const text = fc.string({
    unit: fc.integer({ min: 1, max: maxChar }).map((c) => String.fromCharCode(c)),
    maxLength: length,
  });
  return optional ? text.filter((value) => value !== '') : text;
}

function dataArbitrary(data: VarData, options: Options): fc.Arbitrary<unknown> {
  if (data.text === undefined) return fc.uint8Array({ maxLength: 40 });
  if (data.text === 'utf8') return fc.string({ unit: 'grapheme', maxLength: 12 });
  return charArbitrary(40, false, options);
}
