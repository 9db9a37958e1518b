// What other codecs get wrong, and what hostile bytes look like: each by name, for interpreter and generated code.
import { beforeAll, describe, expect, it } from 'vitest';
import { compileSchema, interpret, MalformedMessage } from '../../src/sbe/index.js';
import { type Fields, importGenerated } from '../support/generated.js';
import { testSchema } from '../support/schema.js';

const schema = compileSchema(testSchema('orders'));
const interpreter = interpret(schema);

const order = {
  id: 2n ** 63n + 1n,
  price: null,
  symbol: 'ABC',
  venue: 77,
  legs: [
    { ratio: -1, isOpen: 'yes', side: 1, fills: [{ size: 5 }, { size: 6 }], note: 'é' },
    { ratio: 2, isOpen: 'yes', side: 2, fills: [], note: '' },
  ],
  marks: [{ mark: 9 }],
  text: 'hello',
  raw: Uint8Array.of(1, 2),
};

const header = 8;
/** id, price, symbol, venue; and an entry of legs without its constant. */
const blockLength = 8 + 8 + 6 + 2;
const legLength = 2 + 1;
const legsAt = header + blockLength;
const fillsAt = legsAt + 4 + legLength;

const bytes = (): Buffer => Buffer.from(interpreter.encode('order', order));

/** The message with what `patch` changes in it. */
function patched(patch: (message: Buffer) => void): Buffer {
  const message = bytes();
  patch(message);
  return message;
}

/** The message with `count` bytes put in at `at`. */
function widened(message: Buffer, at: number, count: number): Buffer {
  return Buffer.concat([message.subarray(0, at), Buffer.alloc(count, 0xee), message.subarray(at)]);
}

const codecs: [string, (bytes: Uint8Array, start?: number, end?: number) => Fields][] = [
  ['interpreter', (...frame) => interpreter.decode(...frame).fields],
];
beforeAll(async () => {
  const generated = await importGenerated(schema);
  const { decode } = generated.messages.order!;
  generatedDecode = decode;
});
let generatedDecode: (bytes: Uint8Array, start?: number, end?: number) => Fields;
codecs.push(['generated code', (...frame) => generatedDecode(...frame)]);

for (const [name, decode] of codecs)
  describe(`${name}: right values`, () => {
    it('a constant takes no byte on the wire', () => {
      expect(bytes().readUInt16LE(legsAt)).toBe(legLength);
      expect(decode(bytes())).toEqual(order);
    });

    it('the blockLength of the wire rules the message', () => {
      const longer = widened(bytes(), legsAt, 3);
      longer.writeUInt16LE(blockLength + 3, 0);
      expect(decode(longer)).toEqual(order);
    });

    it('the blockLength of the wire rules the entries of a group', () => {
      const second = fillsAt + 6 + 2 * 4 + 2 + 2;
      const longer = widened(widened(bytes(), second + legLength, 5), fillsAt, 5);
      longer.writeUInt16LE(legLength + 5, legsAt);
      expect(decode(longer)).toEqual(order);
    });

    it('the acting version says which fields are there', () => {
      const text = 2 + order.text.length;
      const rawLength = 1 + order.raw.length;
      const old = bytes();
      old.writeUInt16LE(2, 6);
      expect(decode(old.subarray(0, old.length - rawLength))).toEqual({ ...order, raw: null });
      const older = Buffer.concat([
        old.subarray(0, legsAt - 2),
        old.subarray(legsAt, old.length - rawLength),
      ]);
      older.writeUInt16LE(blockLength - 2, 0);
      older.writeUInt16LE(1, 6);
      expect(decode(older)).toEqual({ ...order, venue: null, raw: null });
      expect(older.length).toBe(bytes().length - 2 - rawLength);
      expect(text).toBe(7);
    });

    it('a block that ends before an optional field gives null for it', () => {
      const optional = compileSchema(testSchema('orders').replace('sinceVersion="2"', 'presence="optional"'));
      const message = Buffer.from(interpret(optional).encode('order', order));
      const short = Buffer.concat([message.subarray(0, legsAt - 2), message.subarray(legsAt)]);
      short.writeUInt16LE(blockLength - 2, 0);
      expect(interpret(optional).decode(short).fields).toEqual({ ...order, venue: null });
    });

    it('bytes behind what is known are skipped by the length of the frame', () => {
      const newer = Buffer.concat([bytes(), Buffer.alloc(9, 0xff)]);
      newer.writeUInt16LE(4, 6);
      expect(decode(newer)).toEqual(order);
    });

    it('a Buffer that begins within its memory is read from where it begins', () => {
      const pool = new Uint8Array(400).fill(0xee);
      pool.set(bytes(), 123);
      expect(decode(Buffer.from(pool.buffer, 123, bytes().length))).toEqual(order);
      expect(decode(pool, 123, 123 + bytes().length)).toEqual(order);
    });

    it('memory shared with another thread is read like any other', () => {
      const shared = new Uint8Array(new SharedArrayBuffer(bytes().length));
      shared.set(bytes());
      expect(decode(shared)).toEqual(order);
    });
  });

/** Each hostile message: what it is called, its bytes, the fault, and where it is. */
const hostile: [string, () => Uint8Array, MalformedMessage['fault'], number][] = [
  ['no bytes', () => new Uint8Array(0), 'header', 0],
  ['a header cut short', () => bytes().subarray(0, 7), 'header', 0],
  ['another schema', () => patched((m) => m.writeUInt16LE(8, 4)), 'schema', 0],
  ['an unknown template', () => patched((m) => m.writeUInt16LE(2, 2)), 'template', 0],
  ['root blockLength 0', () => patched((m) => m.writeUInt16LE(0, 0)), 'block-too-short', header],
  ['root blockLength 1', () => patched((m) => m.writeUInt16LE(1, 0)), 'block-too-short', header],
  ['root block past the end', () => patched((m) => m.writeUInt16LE(60_000, 0)), 'block-out-of-frame', header],
  ['the frame ends before a group', () => bytes().subarray(0, legsAt + 3), 'dimension-out-of-frame', legsAt],
  ['group blockLength 1', () => patched((m) => m.writeUInt16LE(1, legsAt)), 'block-too-short', legsAt],
  ['group blockLength 0, 65,535 entries', () => patched((m) => m.writeUInt32LE(0xffff_0000, legsAt)), 'block-too-short', legsAt],
  ['more entries than bytes', () => patched((m) => m.writeUInt16LE(0xffff, legsAt + 2)), 'group-out-of-frame', legsAt + 4],
  ['blocks past the end', () => patched((m) => m.writeUInt16LE(0xffff, legsAt)), 'group-out-of-frame', legsAt + 4],
  ['count x length beyond 32 bits', () => patched((m) => m.writeUInt32LE(0xffff_ffff, fillsAt + 2)), 'group-out-of-frame', fillsAt + 6],
  ['count x length that wraps to little', () => patched((m) => m.writeUInt32LE(0x4000_0000, fillsAt + 2)), 'group-out-of-frame', fillsAt + 6],
  ['a text past the end', () => patched((m) => m.writeUInt16LE(0xffff, m.length - 10)), 'data-out-of-frame', bytes().length - 10],
  ['octets past the end', () => patched((m) => m.writeUInt8(3, m.length - 3)), 'data-out-of-frame', bytes().length - 3],
  ['text that is not UTF-8', () => patched((m) => m.writeUInt8(0xff, m.length - 4)), 'text', bytes().length - 8],
]; // biome-ignore format: a table

for (const [name, decode] of codecs)
  describe(`${name}: hostile bytes`, () => {
    for (const [what, make, fault, offset] of hostile)
      it(what, () => {
        expect(() => decode(make())).toThrow(
          expect.objectContaining({ code: 'DUALBUS_MALFORMED_MESSAGE', fault, offset }),
        );
      });

    it('truncation at every byte', () => {
      const whole = bytes();
      for (let length = 0; length < whole.length; length++)
        expect(() => decode(whole.subarray(0, length)), `${length} bytes`).toThrow(MalformedMessage);
    });

    it('more entries than are admitted', () => {
      const count = 1_048_577;
      const one = bytes();
      const marksAt = one.length - 3 - 7 - 1 - 6;
      const many = widened(one, marksAt + 6, count - 1);
      many.writeUInt32LE(count, marksAt + 2);
      expect(() => decode(many)).toThrow(expect.objectContaining({ fault: 'too-many-entries' }));
    });

    it('memory that was detached', () => {
      const message = new Uint8Array(bytes());
      structuredClone(message.buffer, { transfer: [message.buffer] });
      expect(() => decode(message)).toThrow(MalformedMessage);
    });

    it('a range outside the bytes', () => {
      expect(() => decode(bytes(), -1)).toThrow(MalformedMessage);
      expect(() => decode(bytes(), 0, 1000)).toThrow(MalformedMessage);
      expect(() => decode(bytes(), 20, 10)).toThrow(MalformedMessage);
      expect(() => decode(bytes(), NaN)).toThrow(MalformedMessage);
    });
  });
