// What a schema can say, and the bytes that come of it, for interpreter and generated code alike.
import { describe, expect, it } from 'vitest';
import { compileSchema, interpret, type Schema } from '../../src/sbe/index.js';
import { type Fields, importGenerated } from '../support/generated.js';
import { schemaOf, testSchema } from '../support/schema.js';

/** Encodes and decodes with both and expects these bytes (hex behind the 8-byte header) and these fields. */
async function expectBoth(schema: Schema, fields: Fields, hex: string, decoded = fields): Promise<void> {
  const { name } = schema.messages[0]!;
  const interpreter = interpret(schema);
  const codec = (await importGenerated(schema)).messages[name]!;
  const bytes = interpreter.encode(name, fields);
  const body = Buffer.from(bytes).subarray(schema.header.size).toString('hex');
  expect(body).toBe(hex.replaceAll(' ', ''));
  expect(Buffer.from(codec.encode(fields))).toEqual(Buffer.from(bytes));
  expect(interpreter.decode(bytes).fields).toEqual(decoded);
  expect(codec.decode(bytes)).toEqual(decoded);
}

const all = {
  c: 'x',
  i8: -2,
  u16: 0x0102,
  i32: -2,
  u32: 0xfffefdfc,
  i64: -2n,
  wide: [1n, 2n ** 64n - 1n],
  f: 1.5,
  d: -2.5,
  e: 'b',
  s: ['x', 'y', 41, 'z'],
  big: Array.from({ length: 20 }, (_, i) => i - 10),
  g: [{ u: 1 }],
  t: 'hé',
};
const big = Buffer.from(all.big.map((value) => value & 0xff)).toString('hex');

describe('byte order', () => {
  it('little-endian', async () => {
    const wide = '0100000000000000 ffffffffffffffff';
    const hex = `78 fe 0201 feffffff fcfdfeff feffffffffffffff ${wide} 0000c03f 00000000000004c0 f401 0100000000030080 ${big}`;
    await expectBoth(compileSchema(testSchema('everything')), all, `${hex} 02000100 0100 0300 68c3a9`);
  });

  it('big-endian', async () => {
    const schema = compileSchema(testSchema('everything', 'byteOrder="bigEndian"'));
    const wide = '0000000000000001 ffffffffffffffff';
    const hex = `78 fe 0102 fffffffe fffefdfc fffffffffffffffe ${wide} 3fc00000 c004000000000000 01f4 8000030000000001 ${big}`;
    await expectBoth(schema, all, `${hex} 00020001 0001 0003 68c3a9`);
    expect(Buffer.from(interpret(schema).encode('all', all)).subarray(0, 8).toString('hex')).toBe(
      '004e000100070003',
    );
  });
});

describe('headers and dimensions', () => {
  it('a header of 12 bytes with counts of groups and var data', async () => {
    const xml = testSchema('everything').replace(
      '<type name="version" primitiveType="uint16"/>',
      '<type name="version" primitiveType="uint16"/><type name="numGroups" primitiveType="uint16"/><type name="numVarDataFields" primitiveType="uint16"/>',
    );
    const schema = compileSchema(xml);
    const bytes = interpret(schema).encode('all', all);
    expect(Buffer.from(bytes).subarray(0, 12).toString('hex')).toBe('4e0001000700030001000100');
    const codec = (await importGenerated(schema)).messages.all!;
    expect(codec.encode(all)).toEqual(bytes);
    expect(codec.decode(bytes)).toEqual(all);
  });

  it('a header by another name, of 32-bit counters in another order', async () => {
    const xml = testSchema('everything', 'headerType="Head"').replace(
      '<composite name="messageHeader">',
      `<composite name="Head">
         <type name="version" primitiveType="uint32"/><type name="templateId" primitiveType="uint32"/>
         <type name="schemaId" primitiveType="uint16" offset="10"/><type name="blockLength" primitiveType="uint64" offset="16"/>
       </composite>
       <composite name="messageHeader">`,
    );
    const schema = compileSchema(xml);
    const bytes = Buffer.from(interpret(schema).encode('all', all));
    expect(bytes.subarray(0, 24).toString('hex')).toBe('030000000100000000000700000000004e00000000000000');
    const codec = (await importGenerated(schema)).messages.all!;
    expect(Buffer.from(codec.encode(all))).toEqual(bytes);
    expect(codec.decode(bytes)).toEqual(all);
  });

  it('a dimension of 8 bytes, with a count of one byte at offset 7', async () => {
    const body = `
      <types><composite name="dim">
        <type name="blockLength" primitiveType="uint16"/><type name="numInGroup" primitiveType="uint8" offset="7"/>
      </composite></types>
      <message name="m" id="1">
        <group name="g" id="1" dimensionType="dim" blockLength="4">
          <field name="a" id="1" type="uint8"/><field name="b" id="2" type="uint8" offset="2"/>
        </group>
      </message>`;
    const fields = { g: [{ a: 1, b: 2 }, { a: 3, b: 4 }] }; // biome-ignore format: rows
    await expectBoth(compileSchema(schemaOf(body)), fields, '0400000000000002 01000200 03000400');
  });
});

describe('null and constant values', () => {
  it('default null values of every primitive, and those that a type declares', async () => {
    const primitives = [
      'char',
      'int8',
      'uint8',
      'int16',
      'uint16',
      'int32',
      'uint32',
      'int64',
      'uint64',
      'float',
      'double',
    ];
    const fields = primitives.map(
      (type, i) => `<field name="${type}" id="${i}" type="${type}" presence="optional"/>`,
    );
    const own = `<types>
        <type name="own" primitiveType="int32" presence="optional" nullValue="-1"/>
        <type name="text" primitiveType="char" length="3" presence="optional"/>
        <type name="pair" primitiveType="uint16" length="2" presence="optional" nullValue="7"/>
        <type name="letter" primitiveType="char" presence="optional" nullValue="0"/>
        <type name="zero" primitiveType="double" presence="optional" nullValue="0"/>
      </types>`.replace('name="text"', 'name="chars"');
    const last = ['own', 'chars', 'pair', 'letter', 'zero'].map(
      (type, i) => `<field name="${type}" id="${50 + i}" type="${type}"/>`,
    );
    const schema = compileSchema(
      schemaOf(`${own}<message name="m" id="1">${fields.join('')}${last.join('')}</message>`),
    );
    const nulls = Object.fromEntries(
      [...primitives, 'own', 'chars', 'pair', 'letter', 'zero'].map((name) => [name, null]),
    );
    const hex =
      '00 80 ff 0080 ffff 00000080 ffffffff 0000000000000080 ffffffffffffffff 0000c07f 000000000000f87f';
    await expectBoth(schema, nulls, `${hex} ffffffff 000000 07000700 00 0000000000000000`);
    await expectBoth(schema, {}, `${hex} ffffffff 000000 07000700 00 0000000000000000`, nulls);
  });

  it('a null value of single precision is the nearest one to what the schema writes', async () => {
    const type = '<types><type name="F" primitiveType="float" presence="optional" nullValue="0.1"/></types>';
    const schema = compileSchema(
      schemaOf(`${type}<message name="m" id="1"><field name="f" id="1" type="F"/></message>`),
    );
    await expectBoth(schema, { f: null }, 'cdcccc3d');
    await expectBoth(schema, { f: 0.5 }, '0000003f');
  });

  it('a required field shows the null value as it is', async () => {
    const schema = compileSchema(
      schemaOf('<message name="m" id="1"><field name="a" id="1" type="uint8"/></message>'),
    );
    await expectBoth(schema, { a: 255 }, 'ff');
  });

  it('an enum whose encoding type is optional, and a code without a name', async () => {
    const body = `
      <types>
        <type name="u8null" primitiveType="uint8" presence="optional"/>
        <enum name="E" encodingType="u8null"><validValue name="a">1</validValue></enum>
      </types>
      <message name="m" id="1">
        <field name="none" id="1" type="E"/><field name="some" id="2" type="E"/><field name="other" id="3" type="E"/>
      </message>`;
    await expectBoth(compileSchema(schemaOf(body)), { none: null, some: 'a', other: 9 }, 'ff 01 09');
  });

  it('an optional decimal is null where its mantissa is, other composites where all of them is', async () => {
    const body = `
      <types>
        <composite name="Dec"><type name="mantissa" primitiveType="int32"/><type name="exponent" primitiveType="int8"/></composite>
        <composite name="YM"><type name="y" primitiveType="uint16"/><type name="m" primitiveType="uint8"/></composite>
      </types>
      <message name="m" id="1">
        <field name="a" id="1" type="Dec" presence="optional"/><field name="b" id="2" type="Dec"/>
        <field name="c" id="3" type="YM" presence="optional"/><field name="d" id="4" type="YM" presence="optional"/>
      </message>`;
    const fields = { a: null, b: { mantissa: 5, exponent: -1 }, c: null, d: { y: 65535, m: 1 } };
    await expectBoth(compileSchema(schemaOf(body)), fields, '0000008080 05000000ff ffffff ffff01');
  });

  it('constants of every kind take no byte', async () => {
    const body = `
      <types>
        <type name="n" primitiveType="int64" presence="constant">-5</type>
        <type name="t" primitiveType="char" length="4" presence="constant">FIX </type>
        <type name="r" primitiveType="double" presence="constant">0.5</type>
        <enum name="E" encodingType="char"><validValue name="a">x</validValue></enum>
        <composite name="C"><type name="k" primitiveType="uint8" presence="constant">3</type><type name="v" primitiveType="uint8"/></composite>
      </types>
      <message name="m" id="1">
        <field name="n" id="1" type="n"/><field name="t" id="2" type="t"/><field name="r" id="3" type="r"/>
        <field name="e" id="4" type="E" presence="constant" valueRef="E.a"/>
        <field name="l" id="5" type="char" presence="constant" valueRef="E.a"/>
        <field name="c" id="6" type="C"/>
      </message>`;
    const fields = { n: -5n, t: 'FIX ', r: 0.5, e: 'a', l: 'x', c: { k: 3, v: 9 } };
    await expectBoth(compileSchema(schemaOf(body)), fields, '09');
    await expectBoth(compileSchema(schemaOf(body)), { c: { v: 9 } }, '09', fields);
  });
});

describe('names', () => {
  it('that are words of the language, or of every object, are names like others', async () => {
    const names = [
      'constructor',
      'toString',
      'hasOwnProperty',
      'wrap',
      'toObject',
      'version',
      'class',
      'length',
      's',
      'p',
    ];
    const fields = names.map((name, i) => `<field name="${name}" id="${i}" type="uint8"/>`).join('');
    const group = `<group name="default" id="98">${fields}</group><group name="s_" id="99">${fields}</group>`;
    const schema = compileSchema(schemaOf(`<message name="delete" id="1">${fields}${group}</message>`));
    const row = Object.fromEntries(names.map((name, i) => [name, i]));
    const row2 = Object.fromEntries(names.map((name, i) => [name, i + 100]));
    const hex = Buffer.from(names.map((_, i) => i)).toString('hex');
    const hex2 = Buffer.from(names.map((_, i) => i + 100)).toString('hex');
    await expectBoth(schema, { ...row, default: [row2], s_: [] }, `${hex} 0a000100 ${hex2} 0a000000`);
    expect(
      Object.getPrototypeOf(
        interpret(schema).decode(interpret(schema).encode('delete', { ...row, default: [], s_: [] })).fields,
      ),
    ).toBe(Object.prototype);
  });
});

describe('names that generated code makes of others', () => {
  const schema = compileSchema(testSchema('names'));

  it('are told apart', async () => {
    const fields = { level: { price: -2n }, input: { size: 1 }, Order: [{ a: 1, Entry: [{ b: 2 }] }] };
    const groups = '0100 01 01 0100 01 02 0100 01 03 0100 01 04 0100 00';
    const rest = { OrderView: [{ c: 3 }], OrderInput: [{ d: 4 }], OrderBlock: [] };
    await expectBoth(schema, { ...fields, ...rest }, `feffffffffffffff 01000000 ${groups}`);
    const { messages } = await importGenerated(schema);
    for (const { name, id } of schema.messages)
      expect(messages[name]).toMatchObject({ name, templateId: id });
  });

  it('do not let a package say more than its name', async () => {
    const { SCHEMA } = (await importGenerated(schema)) as { SCHEMA?: object };
    expect(SCHEMA).toEqual({ package: "a..class.it's b\\", id: 7, version: 3 });
  });
});

describe('XInclude', () => {
  const including = (href: string) =>
    schemaOf(`<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="${href}"/>
    <message name="m" id="1"><field name="f" id="1" type="T"/></message>`);
  const included = '<types><type name="T" primitiveType="uint8"/></types>';

  it('reads files by the function that it is given, relative to the file that includes them', () => {
    const asked: string[][] = [];
    const resolve = (href: string, from: string) => {
      asked.push([href, from]);
      return { file: `dir/${href}`, text: included };
    };
    const schema = compileSchema(including('../common.xml'), { file: 'main.xml', resolve });
    expect(schema.messages[0]!.blockLength).toBe(1);
    expect(asked).toEqual([['../common.xml', 'main.xml']]);
  });

  it('names the included file in errors', () => {
    const resolve = () => ({
      file: 'common.xml',
      text: '<types>\n  <type name="T" primitiveType="uint7"/></types>',
    });
    expect(() => compileSchema(including('common.xml'), { resolve })).toThrow(/^common\.xml:2:3: /);
  });

  for (const [what, href, text, message] of [
    ['an absolute file', '/etc/passwd', included, /only relative files/],
    ['another host', 'http://example.org/x.xml', included, /only relative files/],
    ['itself', 'main.xml', including('main.xml'), /includes itself/],
    ['what cannot be read', 'gone.xml', undefined, /cannot be read/],
  ] as const)
    it(`refuses ${what}`, () => {
      const resolve = (file: string) => {
        if (text === undefined) throw new Error('no such file');
        return { file, text };
      };
      expect(() => compileSchema(including(href), { file: 'main.xml', resolve })).toThrow(message);
    });

  it('refuses files that include others again and again', () => {
    let files = 0;
    const resolve = (file: string) => {
      files++;
      const depth = Number.parseInt(file, 10);
      const text =
        depth > 6 ? '<types/>' : `<types>${`<include href="${depth + 1}.xml"/>`.repeat(8)}</types>`;
      return { file, text };
    };
    expect(() => compileSchema(including('1.xml'), { resolve })).toThrow(/more than 1024 files are included/);
    expect(files).toBe(1024);
  });

  it('touches no file unless asked to', () => {
    expect(() => compileSchema(including('common.xml'))).toThrow(/no way to read files was given/);
  });
});
