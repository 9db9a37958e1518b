// Columns of generated code: rows in and out, aligned or not, with nulls and with integers bounded by 2^53.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileSchema } from '../../src/sbe/index.js';
import { Scratch } from '../../src/sbe/runtime/index.js';
import { type Fields, type GeneratedIndex, importGenerated } from '../support/generated.js';
import { schemaOf } from '../support/schema.js';

const source = schemaOf(`
  <types>
    <type name="Mantissa" primitiveType="int64" minValue="-9007199254740991" maxValue="9007199254740991"/>
    <type name="OptionalMantissa" primitiveType="int64" presence="optional" minValue="-9007199254740991" maxValue="9007199254740991"/>
    <type name="Pair" primitiveType="int16" length="2"/>
    <type name="Code" primitiveType="char" length="3"/>
    <enum name="Side" encodingType="uint8"><validValue name="buy">1</validValue><validValue name="sell">2</validValue></enum>
    <set name="Flags" encodingType="uint8"><choice name="a">0</choice><choice name="b">7</choice></set>
    <composite name="Decimal">
      <type name="mantissa" primitiveType="int32" presence="optional"/>
      <type name="exponent" primitiveType="int8" presence="constant">-2</type>
    </composite>
  </types>
  <message name="row" id="1" blockLength="64">
    <field name="time" id="1" type="uint64"/>
    <field name="price" id="2" type="Mantissa"/>
    <field name="limit" id="3" type="OptionalMantissa"/>
    <field name="real" id="4" type="double"/>
    <field name="pair" id="5" type="Pair"/>
    <field name="decimal" id="6" type="Decimal"/>
    <field name="code" id="7" type="Code"/>
    <field name="side" id="8" type="Side"/>
    <field name="flags" id="9" type="Flags"/>
    <field name="late" id="10" type="int16" sinceVersion="2"/>
  </message>
`);

interface Columns {
  readonly length: number;
  readonly time: BigUint64Array;
  readonly price: Float64Array;
  readonly limit: Float64Array;
  readonly pair: Int16Array;
  readonly decimalMantissa: Int32Array;
  readonly late: Int16Array;
  appendRows(s: Scratch, p: number, count: number, blockLength: number, version: number): void;
  writeRows(s: Scratch, p: number, from?: number, count?: number): number;
  clear(): void;
}

type Resizable = ArrayBuffer & { resize(length: number): void };
const ResizableBuffer = ArrayBuffer as unknown as new (
  length: number,
  options: { maxByteLength: number },
) => Resizable;

interface RowModule {
  readonly RowColumns: new (capacity: number, arrays?: object) => Columns;
  readonly RowView: new () => { wrap(bytes: Uint8Array): { appendTo(columns: Columns): void } };
}

const row = fc.record<Fields>({
  time: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  price: fc.maxSafeInteger().map(BigInt),
  limit: fc.option(fc.maxSafeInteger().map(BigInt)),
  real: fc.double(),
  pair: fc.array(fc.integer({ min: -32768, max: 32767 }), { minLength: 2, maxLength: 2 }),
  decimal: fc.option(
    fc.record({ mantissa: fc.integer({ min: -1000, max: 1000 }), exponent: fc.constant(-2) }),
  ),
  code: fc.stringMatching(/^[A-Z]{0,3}$/),
  side: fc.constantFrom('buy', 'sell', 77),
  flags: fc.subarray(['a', 3, 'b']),
  late: fc.integer({ min: -5, max: 5 }),
});

describe('columns', () => {
  let row_: RowModule;
  let generated: GeneratedIndex;
  const schema = compileSchema(source);
  beforeAll(async () => {
    generated = await importGenerated(schema);
    row_ = generated.row as RowModule;
  });

  for (const base of [64, 61])
    it(`gives the rows back byte for byte, from byte ${base} on`, () => {
      const { block } = generated.messages.row!;
      fc.assert(
        fc.property(fc.array(row, { maxLength: 20 }), (rows) => {
          const s = new Scratch(64 * 32);
          for (const [i, each] of rows.entries()) block!.write(s, base + i * 64, each);
          const columns = new row_.RowColumns(20);
          columns.appendRows(s, base, rows.length, 64, 2);
          const copy = new Scratch(8);
          expect(columns.writeRows(copy, base)).toBe(base + rows.length * 64);
          expect(copy.u8.slice(base, base + rows.length * 64)).toEqual(
            s.u8.slice(base, base + rows.length * 64),
          );
        }),
        { numRuns: 60 },
      );
    });

  // 1,008 rows of 64 bytes fill the stage that many rows pass over; longer blocks are those of a later version.
  for (const [blockLength, count] of [
    [64, 64],
    [64, 1008],
    [64, 2100],
    [72, 1500],
    [65, 200],
    [1024, 130],
    [1032, 80],
  ] as const)
    it(`gives the same for ${count} rows of ${blockLength} bytes at once as for one at a time`, () => {
      const { block } = generated.messages.row!;
      const some = fc.sample(row, { numRuns: 50, seed: count });
      const s = new Scratch(count * blockLength + 64);
      s.u8.fill(0xff);
      for (let i = 0; i < count; i++) block!.write(s, 3 + i * blockLength, some[(i * 7) % 50]!);
      for (const version of [1, 2]) {
        const single = new row_.RowColumns(count + 1);
        const many = new row_.RowColumns(count + 1);
        for (const columns of [single, many]) columns.appendRows(s, 3, 1, blockLength, version);
        for (let i = 0; i < count; i++) single.appendRows(s, 3 + i * blockLength, 1, blockLength, version);
        many.appendRows(s, 3, count, blockLength, version);
        expect(many).toEqual(single);
        const wholly = new Scratch(8);
        expect(many.writeRows(wholly, 5, 1)).toBe(5 + count * 64);
        const singly = new Scratch(5 + count * 64);
        for (let i = 0; i < count; i++) many.writeRows(singly, 5 + i * 64, 1 + i, 1);
        expect(wholly.buffer.compare(singly.buffer, 5, 5 + count * 64, 5, 5 + count * 64)).toBe(0);
      }
    });

  it('appends nothing where one of many rows cannot be held', () => {
    const s = new Scratch(64 * 100);
    s.i64[64 * 8 + 1] = -(2n ** 53n);
    const columns = new row_.RowColumns(100);
    expect(() => columns.appendRows(s, 0, 100, 64, 2)).toThrow(/row\.price/);
    expect(columns.length).toBe(0);
  });

  it('holds numbers, codes and nulls as documented', () => {
    const { block } = generated.messages.row!;
    const s = new Scratch(128);
    const value = {
      time: 2n ** 63n,
      price: -5n,
      limit: null,
      real: 1.5,
      pair: [3, -4],
      decimal: null,
      code: 'AB',
    };
    block!.write(s, 0, { ...value, side: 'sell', flags: ['b'], late: 9 });
    const columns = new row_.RowColumns(4);
    columns.appendRows(s, 0, 1, 64, 2);
    columns.appendRows(s, 0, 1, 64, 1);
    expect(columns).toMatchObject({ length: 2, time: BigUint64Array.of(2n ** 63n, 2n ** 63n, 0n, 0n) });
    expect([...columns.price.slice(0, 2)]).toEqual([-5, -5]);
    expect([...columns.limit.slice(0, 2)]).toEqual([NaN, NaN]);
    expect([...columns.pair.slice(0, 4)]).toEqual([3, -4, 3, -4]);
    expect(columns.decimalMantissa[1]).toBe(-(2 ** 31));
    expect([...columns.late.slice(0, 2)]).toEqual([9, -32768]);
  });

  it('refuses a 64-bit integer beyond the bound that the schema gives it', () => {
    const s = new Scratch(64);
    s.i64[1] = 2n ** 53n;
    const columns = new row_.RowColumns(1);
    expect(() => columns.appendRows(s, 0, 1, 64, 2)).toThrow(
      expect.objectContaining({ code: 'DUALBUS_EXACTNESS_LOST' }),
    );
    expect(columns.length).toBe(0);
    columns.appendRows(new Scratch(64), 0, 1, 64, 2);
    columns.price[0] = 0.5;
    expect(() => columns.writeRows(s, 0)).toThrow(/row\.price: 0\.5 is not a safe integer/);
  });

  it('fills arrays of the caller, shared memory included', () => {
    const time = new BigUint64Array(new SharedArrayBuffer(32));
    const columns = new row_.RowColumns(4, { time });
    const value = { time: 12n, price: 1n, real: 0, pair: [0, 0], code: '', side: 'buy', flags: [], late: 0 };
    const bytes = generated.messages.row!.encode(value);
    new row_.RowView().wrap(bytes).appendTo(columns);
    expect(time[0]).toBe(12n);
    expect(() => new row_.RowColumns(5, { time })).toThrow(/at least 5 elements/);
    expect(() => new row_.RowColumns(1, { time: new Float64Array(1) })).toThrow(/BigUint64Array/);
  });

  for (const count of [2, 64])
    it(`refuses ${count} rows where memory of the caller was detached or shrunk`, () => {
      const s = new Scratch(64 * count);
      const lost = {
        detached: (array: BigUint64Array) =>
          void structuredClone(0, { transfer: [array.buffer as ArrayBuffer] }),
        shrunk: (array: BigUint64Array) => (array.buffer as Resizable).resize(8),
      };
      for (const lose of Object.values(lost)) {
        const time = new BigUint64Array(new ResizableBuffer(8 * count, { maxByteLength: 8 * count }));
        const columns = new row_.RowColumns(count, { time });
        columns.appendRows(s, 0, count, 64, 2);
        lose(time);
        const refusal = expect.objectContaining({
          code: 'DUALBUS_INVALID_ARGUMENT',
          message: expect.stringMatching(/^time: /),
        });
        expect(() => columns.writeRows(s, 0)).toThrow(refusal);
        columns.clear();
        expect(() => columns.appendRows(s, 0, count, 64, 2)).toThrow(refusal);
        expect(columns.length).toBe(0);
      }
    });

  it('refuses rows that do not fit, and rows outside the scratch', () => {
    const columns = new row_.RowColumns(1);
    const s = new Scratch(64);
    expect(() => columns.appendRows(s, 0, 2, 8, 2)).toThrow(/2 rows do not fit/);
    expect(() => columns.appendRows(s, 0, 0.5, 64, 2)).toThrow(/0\.5 rows do not fit/);
    expect(() => columns.appendRows(s, 8, 1, 64, 2)).toThrow(/leave the scratch/);
    expect(() => columns.writeRows(s, 0, 0, 1)).toThrow(/not among the 0 rows/);
  });
});
