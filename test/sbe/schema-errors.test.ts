// Schemas that describe no wire format: the kind of fault, the line and the column of each.
import { describe, expect, it } from 'vitest';
import { compileSchema, SchemaError } from '../../src/sbe/index.js';
import { schemaOf } from '../support/schema.js';

/** The error of a schema that is refused. */
function errorOf(xml: string): SchemaError {
  try {
    compileSchema(xml, { file: 'bad.xml' });
  } catch (error) {
    if (error instanceof SchemaError) return error;
    throw error;
  }
  throw new Error('the schema was accepted');
}

const message = (body: string, attributes = '') => `<message name="m" id="1" ${attributes}>${body}</message>`;
const types = (body: string) => `<types>${body}</types>${message('<field name="f" id="1" type="T"/>')}`;
const field = (attributes: string) => message(`<field name="f" id="1" ${attributes}/>`);

/** Composites of 20 references each to the one before: 20^depth values, none of which takes a byte. */
function multiplied(depth: number): string {
  const refs = (i: number) =>
    Array.from({ length: 20 }, (_, j) => `<ref name="r${j}" type="C${i}"/>`).join('');
  const levels = Array.from(
    { length: depth },
    (_, i) => `<composite name="C${i + 1}">${refs(i)}</composite>`,
  );
  const one =
    '<composite name="C0"><type name="k" primitiveType="uint8" presence="constant">1</type></composite>';
  return one + levels.join('');
}

/** What is wrong, the fault, a part of the message, and the body of the schema. */
const cases: [string, SchemaError['fault'], string, string][] = [
  ['unknown type', 'unknown-type', 'there is no type "Nope"', field('type="Nope"')],
  ['a composite that multiplies itself', 'too-deep', 'more than 65536 values', types(multiplied(14))],
  ['a null value in hexadecimal', 'bad-value', '"0x10" is not a number', types('<type name="T" primitiveType="float" nullValue="0x10"/>')],
  ['no type', 'missing', 'attribute type is missing', field('')],
  ['duplicate type name', 'duplicate-name', 'type name T', types('<type name="T" primitiveType="int8"/><type name="T" primitiveType="int8"/>')],
  ['duplicate message id', 'duplicate-id', 'message id 1', `${field('type="int8"')}<message name="n" id="1"/>`],
  ['duplicate message name', 'duplicate-name', 'message name m', `${field('type="int8"')}<message name="m" id="2"/>`],
  ['duplicate field id', 'duplicate-id', 'id 1', message('<field name="a" id="1" type="int8"/><field name="b" id="1" type="int8"/>')],
  ['duplicate field name', 'duplicate-name', 'name a', message('<field name="a" id="1" type="int8"/><field name="a" id="2" type="int8"/>')],
  ['a group with the name of a field', 'duplicate-name', 'name a', message('<field name="a" id="1" type="int8"/><group name="a" id="2"/>')],
  ['duplicate member', 'duplicate-name', 'member name a', types('<composite name="T"><type name="a" primitiveType="int8"/><type name="a" primitiveType="int8"/></composite>')],
  ['duplicate enum name', 'duplicate-name', 'value name a', types('<enum name="T" encodingType="uint8"><validValue name="a">1</validValue><validValue name="a">2</validValue></enum>')],
  ['duplicate enum value', 'duplicate-value', 'value 1', types('<enum name="T" encodingType="uint8"><validValue name="a">1</validValue><validValue name="b">1</validValue></enum>')],
  ['duplicate bit', 'duplicate-value', 'bit 1', types('<set name="T" encodingType="uint8"><choice name="a">1</choice><choice name="b">1</choice></set>')],
  ['unknown primitive', 'bad-primitive', '"int128" is not a primitive', types('<type name="T" primitiveType="int128"/>')],
  ['enum of a float', 'bad-primitive', 'cannot be encoded as double', types('<enum name="T" encodingType="double"><validValue name="a">1</validValue></enum>')],
  ['enum of an array', 'bad-primitive', 'not a single number', types('<type name="A" primitiveType="uint8" length="2"/><enum name="T" encodingType="A"><validValue name="a">1</validValue></enum>')],
  ['set of a signed integer', 'bad-primitive', 'unsigned', types('<set name="T" encodingType="int8"><choice name="a">1</choice></set>')],
  ['enum value out of range', 'out-of-range', '256 does not fit in uint8', types('<enum name="T" encodingType="uint8"><validValue name="a">256</validValue></enum>')],
  ['enum value that is no number', 'bad-value', 'is not a number', types('<enum name="T" encodingType="uint8"><validValue name="a">x</validValue></enum>')],
  ['enum value of two characters', 'bad-value', 'is not one 8-bit character', types('<enum name="T" encodingType="char"><validValue name="a">xy</validValue></enum>')],
  ['enum without values', 'missing', 'at least one validValue', types('<enum name="T" encodingType="uint8"/>')],
  ['bit out of range', 'out-of-range', 'bit "8"', types('<set name="T" encodingType="uint8"><choice name="a">8</choice></set>')],
  ['null value out of range', 'out-of-range', '300 does not fit', types('<type name="T" primitiveType="uint8" nullValue="300"/>')],
  ['constant without a value', 'missing', 'needs a value', types('<type name="T" primitiveType="uint8" presence="constant"/>')],
  ['constant field without a value', 'missing', 'needs a valueRef', field('type="uint8" presence="constant"')],
  ['constant longer than its length', 'bad-value', '4 characters', types('<type name="T" primitiveType="char" length="3" presence="constant">abcd</type>')],
  ['constant array of numbers', 'bad-value', 'of char only', types('<type name="T" primitiveType="int8" length="2" presence="constant">1</type>')],
  ['valueRef to nothing', 'unknown-type', 'no type "E"', field('type="uint8" presence="constant" valueRef="E.a"')],
  ['valueRef to no value', 'unknown-type', 'no value "b"', `<types><enum name="E" encodingType="uint8"><validValue name="a">1</validValue></enum></types>${field('type="E" presence="constant" valueRef="E.b"')}`],
  ['valueRef to no enum', 'wrong-kind', 'does not name a value', `<types><type name="E" primitiveType="uint8"/></types>${field('type="E" presence="constant" valueRef="E.b"')}`],
  ['valueRef of another kind', 'wrong-kind', 'is char', `<types><enum name="E" encodingType="char"><validValue name="a">x</validValue></enum></types>${field('type="uint8" presence="constant" valueRef="E.a"')}`],
  ['wrong presence', 'bad-value', 'presence="maybe"', field('type="uint8" presence="maybe"')],
  ['overlapping offset', 'overlap', 'offset 3 overlaps', message('<field name="a" id="1" type="int32"/><field name="b" id="2" type="int8" offset="3"/>')],
  ['overlapping offset in a composite', 'overlap', 'offset 0 overlaps', types('<composite name="T"><type name="a" primitiveType="int8"/><type name="b" primitiveType="int8" offset="0"/></composite>')],
  ['blockLength too small', 'block-length', 'less than the 4 bytes', message('<field name="a" id="1" type="int32"/>', 'blockLength="3"')],
  ['blockLength too great', 'block-length', 'exceeds the 65535', message('', 'blockLength="70000"')],
  ['blockLength of a group too small', 'block-length', 'less than the 2 bytes', message('<group name="g" id="1" blockLength="1"><field name="a" id="1" type="int16"/></group>')],
  ['composite within itself', 'cycle', 'T -> T', types('<composite name="T"><ref name="a" type="T"/></composite>')],
  ['composites within each other', 'cycle', 'T -> U -> T', types('<composite name="T"><ref name="a" type="U"/></composite><composite name="U"><ref name="a" type="T"/></composite>')],
  ['ref to nothing', 'unknown-type', 'no type "X"', types('<composite name="T"><ref name="a" type="X"/></composite>')],
  ['empty composite', 'missing', 'at least one member', types('<composite name="T"/>')],
  ['field behind a group', 'order', 'a field cannot follow a group', message('<group name="g" id="1"/><field name="f" id="2" type="int8"/>')],
  ['group behind data', 'order', 'a group cannot follow a data', message('<data name="d" id="1" type="text"/><group name="g" id="2"/>')],
  ['dimension that is no composite', 'wrong-kind', 'is not a composite', message('<group name="g" id="1" dimensionType="int8"/>')],
  ['dimension without a count', 'missing', 'no member numInGroup', message('<group name="g" id="1" dimensionType="octets"/>').replace('octets', 'T').replace(/^/, '<types><composite name="T"><type name="blockLength" primitiveType="uint16"/></composite></types>')],
  ['signed count', 'bad-primitive', 'not an unsigned integer', `<types><composite name="T"><type name="blockLength" primitiveType="uint16"/><type name="numInGroup" primitiveType="int16"/></composite></types>${message('<group name="g" id="1" dimensionType="T"/>')}`],
  ['data without varData', 'missing', 'no member varData', message('<data name="d" id="1" type="groupSizeEncoding"/>').replace('groupSizeEncoding', 'T').replace(/^/, '<types><composite name="T"><type name="length" primitiveType="uint16"/></composite></types>')],
  ['data of 16-bit elements', 'bad-primitive', 'not octets', `<types><composite name="T"><type name="length" primitiveType="uint16"/><type name="varData" primitiveType="uint16" length="0"/></composite></types>${message('<data name="d" id="1" type="T"/>')}`],
  ['varData that is not last', 'order', 'not the last member', `<types><composite name="T"><type name="varData" primitiveType="uint8" length="0"/><type name="length" primitiveType="uint16"/></composite></types>${message('<data name="d" id="1" type="T"/>')}`],
  ['field of a var-data encoding', 'wrong-kind', 'an encoding of var data', field('type="text"')],
  ['type without length', 'bad-value', 'length="0"', types('<type name="T" primitiveType="char" length="0"/>')],
  ['unknown characters', 'bad-value', 'characterEncoding', types('<type name="T" primitiveType="char" length="4" characterEncoding="EBCDIC"/>')],
  ['a name with a hyphen', 'bad-name', 'not a symbolic name', field('type="int8"').replace('name="f"', 'name="a-b"')],
  ['a name that reaches prototypes', 'bad-name', '__proto__', field('type="int8"').replace('name="f"', 'name="__proto__"')],
  ['no id', 'missing', 'attribute id', message('<field name="f" type="int8"/>')],
  ['id that is no number', 'bad-value', 'id="x"', message('<field name="f" id="x" type="int8"/>')],
  ['sinceVersion in the future', 'out-of-range', "later than the schema's version 3", field('type="int8" sinceVersion="4"')],
  ['something that is no type', 'wrong-kind', 'does not define a type', types('<typo name="T"/>')],
  ['message id beyond templateId', 'out-of-range', 'id 70000 exceeds', '<message name="m" id="70000"/>'],
]; // biome-ignore format: a table

describe('a schema error', () => {
  for (const [what, fault, text, body] of cases)
    it(what, () => {
      const error = errorOf(schemaOf(body));
      expect(error).toMatchObject({ code: 'DUALBUS_SBE_SCHEMA', fault });
      expect(error.message).toContain(text);
      expect(error.message).toMatch(/^bad\.xml:\d+:\d+: /);
    });

  it('names line and column', () => {
    const error = errorOf(`<messageSchema id="1">
  <types>
    <composite name="messageHeader">
      <type name="blockLength" primitiveType="uint16"/><type name="templateId" primitiveType="uint17"/>
    </composite>
  </types>
</messageSchema>`);
    expect(error.place).toEqual({ file: 'bad.xml', line: 4, column: 56 });
    expect(error.message).toBe('bad.xml:4:56: <type name="templateId">: "uint17" is not a primitive type');
  });

  it('names the place where XML is broken', () => {
    const error = errorOf('<messageSchema>\n  <types>\n</messageSchema>');
    expect(error).toMatchObject({ fault: 'xml', place: { file: 'bad.xml', line: 3 } });
  });

  it('is told from others by instanceof and by code', () => {
    expect(() => compileSchema('<a/>')).toThrow(SchemaError);
    expect(errorOf('<a/>').fault).toBe('wrong-kind');
  });

  for (const [what, xml] of [
    ['nothing', ''],
    ['no XML', 'hello'],
    ['an element of 30,000 levels', '<a>'.repeat(30_000)],
    ['a header that is missing', '<messageSchema id="1"/>'],
    ['a header without a version', schemaOf('').replace('name="version"', 'name="edition"')],
    ['an unknown byte order', schemaOf('', 'byteOrder="middle"')],
    ['an id beyond the header', schemaOf('').replace('id="7"', 'id="65536"')],
    ['groups nested too deeply', schemaOf(message(nest('group', 20)))],
    ['composites nested too deeply', schemaOf(types(nest('composite', 20).replace('name="n"', 'name="T"')))],
  ] as const)
    it(`comes of ${what}`, () => {
      expect(errorOf(xml)).toBeInstanceOf(SchemaError);
    });
});

function nest(element: string, levels: number): string {
  const inner = element === 'group' ? '' : '<type name="x" primitiveType="int8"/>';
  return `<${element} name="n" id="1">`.repeat(levels) + inner + `</${element}>`.repeat(levels);
}
