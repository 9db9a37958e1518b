// Values that a message cannot carry: refused with the path of the field, and nothing is written.
import { beforeAll, describe, expect, it } from 'vitest';
import { compileSchema, interpret, TargetTooSmall } from '../../src/sbe/index.js';
import { type Fields, importGenerated } from '../support/generated.js';
import { schemaOf } from '../support/schema.js';

const schema = compileSchema(
  schemaOf(`
  <types>
    <type name="three" primitiveType="char" length="3"/>
    <type name="utf" primitiveType="char" length="3" characterEncoding="UTF-8"/>
    <type name="two" primitiveType="int16" length="2"/>
    <enum name="E" encodingType="uint8"><validValue name="a">1</validValue></enum>
    <set name="S" encodingType="uint8"><choice name="x">0</choice></set>
    <composite name="C"><type name="v" primitiveType="uint8"/><type name="k" primitiveType="uint8" presence="constant">4</type></composite>
    <composite name="latin"><type name="length" primitiveType="uint8" maxValue="4"/><type name="varData" primitiveType="char" length="0"/></composite>
  </types>
  <message name="m" id="1">
    <field name="u8" id="1" type="uint8"/>
    <field name="i16" id="2" type="int16"/>
    <field name="u32" id="3" type="uint32"/>
    <field name="i64" id="4" type="int64"/>
    <field name="u64" id="5" type="uint64"/>
    <field name="f" id="6" type="double"/>
    <field name="c" id="7" type="char"/>
    <field name="s" id="8" type="three"/>
    <field name="u" id="9" type="utf"/>
    <field name="pair" id="10" type="two"/>
    <field name="e" id="11" type="E"/>
    <field name="set" id="12" type="S"/>
    <field name="comp" id="13" type="C"/>
    <group name="g" id="20"><field name="v" id="1" type="int8"/></group>
    <data name="t" id="30" type="text"/>
    <data name="l" id="31" type="latin"/>
    <data name="o" id="32" type="octets"/>
  </message>`),
);

const good: Fields = {
  u8: 1,
  i16: -1,
  u32: 1,
  i64: -1n,
  u64: 1n,
  f: 0.5,
  c: 'x',
  s: 'ab',
  u: 'é',
  pair: [1, 2],
  e: 'a',
  set: ['x'],
  comp: { v: 1, k: 4 },
  g: [{ v: 1 }],
  t: 'text',
  l: 'ab',
  o: Uint8Array.of(1),
};

/** Each value that is refused, and where the error says so. */
const refused: [Fields, string][] = [
  [{ u8: -1 }, 'm.u8'],
  [{ u8: 256 }, 'm.u8'],
  [{ u8: 1.5 }, 'm.u8'],
  [{ u8: NaN }, 'm.u8'],
  [{ u8: null }, 'm.u8'],
  [{ u8: undefined }, 'm.u8'],
  [{ u8: 'x' }, 'm.u8'],
  [{ i16: 32768 }, 'm.i16'],
  [{ u32: 2 ** 32 }, 'm.u32'],
  [{ u32: -1 }, 'm.u32'],
  [{ i64: 2n ** 63n }, 'm.i64'],
  [{ i64: -(2n ** 63n) - 1n }, 'm.i64'],
  [{ i64: 2 ** 53 }, 'm.i64'],
  [{ i64: 0.5 }, 'm.i64'],
  [{ u64: -1n }, 'm.u64'],
  [{ u64: -1 }, 'm.u64'],
  [{ u64: 2n ** 64n }, 'm.u64'],
  [{ u64: null }, 'm.u64'],
  [{ f: '1' }, 'm.f'],
  [{ f: undefined }, 'm.f'],
  [{ c: 'xy' }, 'm.c'],
  [{ c: '€' }, 'm.c'],
  [{ s: 'abcd' }, 'm.s'],
  [{ s: '€' }, 'm.s'],
  [{ s: 7 }, 'm.s'],
  [{ u: 'éé' }, 'm.u'],
  [{ u: '\ud800' }, 'm.u'],
  [{ pair: [1] }, 'm.pair'],
  [{ pair: [1, 70_000] }, 'm.pair'],
  [{ pair: 'ab' }, 'm.pair'],
  [{ e: 'b' }, 'm.e'],
  [{ e: 256 }, 'm.e'],
  [{ e: null }, 'm.e'],
  [{ set: ['y'] }, 'm.set'],
  [{ set: [8] }, 'm.set'],
  [{ set: ['toString'] }, 'm.set'],
  [{ set: 'x' }, 'm.set'],
  [{ comp: null }, 'm.comp'],
  [{ comp: 7 }, 'm.comp'],
  [{ comp: { v: 300 } }, 'm.comp.v'],
  [{ comp: { v: 1, k: 5 } }, 'm.comp.k'],
  [{ g: null }, 'm.g'],
  [{ g: [null] }, 'm.g'],
  [{ g: [{ v: 200 }] }, 'm.g.v'],
  [{ g: Array.from({ length: 65_536 }, () => ({ v: 1 })) }, 'm.g'],
  [{ t: 'x'.repeat(65_536) }, 'm.t'],
  [{ t: 'a\udc00' }, 'm.t'],
  [{ t: null }, 'm.t'],
  [{ l: 'abcde' }, 'm.l'],
  [{ l: '€' }, 'm.l'],
  [{ o: new Uint8Array(256) }, 'm.o'],
  [{ o: [1] }, 'm.o'],
];

const interpreter = interpret(schema);
let generated: {
  encode(value: Fields): Uint8Array;
  encodeInto(target: Uint8Array, at: number, value: Fields): number;
};
beforeAll(async () => {
  generated = (await importGenerated(schema)).messages.m!;
});

for (const [name, encode] of [
  ['interpreter', (fields: Fields) => interpreter.encode('m', fields)],
  ['generated code', (fields: Fields) => generated.encode(fields)],
] as const)
  describe(`${name} refuses`, () => {
    for (const [patch, path] of refused)
      it(`${path}: ${describeValue(Object.values(patch)[0])}`, () => {
        expect(() => encode({ ...good, ...patch })).toThrow(
          expect.objectContaining({
            code: 'DUALBUS_INVALID_ARGUMENT',
            argument: path,
          }),
        );
        expect(Buffer.from(encode(good))).toEqual(Buffer.from(interpreter.encode('m', good)));
      });
  });

function describeValue(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  const text = value === undefined ? 'undefined' : (JSON.stringify(value) ?? 'undefined');
  return text.length > 40 ? `${text.slice(0, 20)}… of ${text.length}` : text;
}

describe('encoding', () => {
  it('takes safe integers for 64-bit fields, and codes and bits by their number', () => {
    const loose = { ...good, i64: -(2 ** 53 - 1), u64: 2 ** 53 - 1, e: 200, set: [7], comp: { v: 1 } };
    const strict = { ...loose, i64: -(2n ** 53n - 1n), u64: 2n ** 53n - 1n };
    expect(generated.encode(loose)).toEqual(generated.encode(strict));
    expect(interpreter.encode('m', loose)).toEqual(generated.encode(strict));
  });

  it('writes nothing to a target that is too small, or at an offset outside it', () => {
    const length = generated.encode(good).length;
    const target = new Uint8Array(length + 10);
    for (const offset of [11, -1, NaN, 1e9])
      expect(() => generated.encodeInto(target, offset, good)).toThrow(TargetTooSmall);
    expect(() => generated.encodeInto(new Uint8Array(0), 0, good)).toThrow(TargetTooSmall);
    expect(target.every((byte) => byte === 0)).toBe(true);
    expect(generated.encodeInto(target, 10, good)).toBe(length + 10);
  });

  it('leaves the target alone when a value is refused', () => {
    const target = new Uint8Array(200).fill(7);
    expect(() => generated.encodeInto(target, 0, { ...good, o: 'no' })).toThrow(/m\.o/);
    expect(target.every((byte) => byte === 7)).toBe(true);
  });

  it('writes straight into a target that comes again, aligned or not, and only when every value is good', async () => {
    const flat = compileSchema(
      schemaOf(`
      <types>
        <enum name="E" encodingType="uint8"><validValue name="a">1</validValue></enum>
        <set name="S" encodingType="uint64"><choice name="x">0</choice><choice name="y">63</choice></set>
        <composite name="C"><type name="v" primitiveType="uint16"/><type name="w" primitiveType="int8"/></composite>
      </types>
      <message name="m" id="1" blockLength="56">
        <field name="t" id="1" type="uint64"/><field name="n" id="2" type="int64" presence="optional"/>
        <field name="s" id="3" type="S"/><field name="f" id="4" type="double" presence="optional"/>
        <field name="u" id="5" type="uint32"/><field name="c" id="6" type="C"/>
        <field name="e" id="7" type="E" presence="optional"/><field name="l" id="8" type="char" offset="41"/>
        <field name="k" id="9" type="E" presence="constant" valueRef="E.a"/>
      </message>`),
    );
    const codec = (await importGenerated(flat)).messages.m!;
    const values = {
      t: 2n ** 64n - 1n,
      n: null,
      s: ['x', 'y'],
      f: null,
      u: 7,
      c: { v: 1, w: -1 },
      e: null,
      l: 'q',
    };
    const expected = interpret(flat).encode('m', values);
    const ring = new Uint8Array(new ArrayBuffer(1024), 8, 1000).fill(0xee);
    for (let turn = 0; turn < 4; turn++)
      for (const offset of [0, 64, 13, 936]) {
        expect(codec.encodeInto(ring, offset, values)).toBe(offset + 64);
        expect(ring.slice(offset, offset + 64)).toEqual(expected);
        const before = ring.slice();
        for (const bad of [
          { t: -1n },
          { n: 0.5 },
          { s: ['z'] },
          { f: 'x' },
          { u: -1 },
          { c: { v: 1, w: 200 } },
          { e: 'b' },
          { l: 'qq' },
          { k: 'b' },
        ])
          expect(() => codec.encodeInto(ring, offset, { ...values, ...bad })).toThrow(/^m\./);
        for (const outside of [937, 944, -8, 8.5, NaN, 2 ** 32])
          expect(() => codec.encodeInto(ring, outside, values)).toThrow(TargetTooSmall);
        expect(ring).toEqual(before);
      }
    structuredClone(ring.buffer, { transfer: [ring.buffer] });
    expect(() => codec.encodeInto(ring, 0, values)).toThrow(TargetTooSmall);
    expect(codec.encode(values)).toEqual(expected);
  });

  it('refuses properties that the schema does not have, prototypes among them (interpreter)', () => {
    expect(() => interpreter.encode('m', { ...good, extra: 1 })).toThrow(
      /m\.extra: 1 is not a field of the schema/,
    );
    const hostile = { ...good, comp: JSON.parse('{"v":1,"__proto__":{"polluted":true}}') };
    expect(() => interpreter.encode('m', hostile)).toThrow(/m\.comp\.__proto__/);
    generated.encode(hostile);
    expect(({} as Fields).polluted).toBeUndefined();
  });

  it('refuses a template that the schema does not have', () => {
    expect(() => interpreter.encode('n', good)).toThrow(/no message n/);
    expect(() => interpreter.encode(2, good)).toThrow(/no message 2/);
    expect(interpreter.encode(1, good)).toEqual(interpreter.encode('m', good));
  });
});
