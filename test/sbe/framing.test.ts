// Files of concatenated messages under each framing, and files that are cut or damaged.
import { describe, expect, it } from 'vitest';
import {
  compileSchema,
  decodeFrames,
  type Framing,
  interpret,
  type MalformedMessage,
} from '../../src/sbe/index.js';
import { testSchema } from '../support/schema.js';

const interpreter = interpret(compileSchema(testSchema('orders')));
const big = interpret(compileSchema(testSchema('orders', 'byteOrder="bigEndian"')));

const order = { id: 1, symbol: 'A', venue: 1, legs: [], marks: [{ mark: 1 }], text: 'x' };
const messages = (codec = interpreter) => [1, 2, 3].map((id) => codec.encode('order', { ...order, id }));

function sofh(message: Uint8Array, encoding = 0xeb50): Buffer {
  const head = Buffer.alloc(6);
  head.writeUInt32BE(message.length + 6);
  head.writeUInt16BE(encoding, 4);
  return Buffer.concat([head, message]);
}

function sized(message: Uint8Array, including: number, littleEndian = true): Buffer {
  const head = Buffer.alloc(2);
  if (littleEndian) head.writeUInt16LE(message.length + including);
  else head.writeUInt16BE(message.length + including);
  return Buffer.concat([head, message]);
}

const files: Record<Framing, Buffer> = {
  none: Buffer.concat(messages()),
  sofh: Buffer.concat(messages().map((message) => sofh(message))),
  length16: Buffer.concat(messages().map((message) => sized(message, 0))),
  'cme-packet': Buffer.concat([Buffer.alloc(12), ...messages().map((message) => sized(message, 2))]),
};

const ids = (file: Uint8Array, framing: Framing, codec = interpreter) =>
  [...decodeFrames(codec, file, framing)].map(({ fields }) => fields.id);

describe.each(Object.entries(files) as [Framing, Buffer][])('%s', (framing, file) => {
  it('gives message after message, and where each begins', () => {
    expect(ids(file, framing)).toEqual([1n, 2n, 3n]);
    const offsets = [...decodeFrames(interpreter, file, framing)].map(({ offset }) => offset);
    for (const offset of offsets) expect(file.readUInt16LE(offset + 2)).toBe(1);
  });

  it('names the byte of the file at which a message is damaged', () => {
    const damaged = Buffer.from(file);
    const { offset } = [...decodeFrames(interpreter, file, framing)][1]!;
    damaged.writeUInt16LE(99, offset + 2);
    const seen: unknown[] = [];
    const read = () => {
      for (const { fields } of decodeFrames(interpreter, damaged, framing)) seen.push(fields.id);
    };
    expect(read).toThrow(expect.objectContaining({ fault: 'template', offset }));
    expect(seen).toEqual([1n]);
  });

  it('refuses a file that is cut at any byte but between messages', () => {
    const ends = new Set(
      [...decodeFrames(interpreter, file, framing)].map(({ offset, length }) => offset + length),
    );
    const empty = framing === 'cme-packet' ? 12 : 0;
    for (let length = 0; length < file.length; length++) {
      const read = () => ids(file.subarray(0, length), framing).length;
      if (length === empty || ends.has(length)) expect(read()).toBeLessThan(3);
      else
        expect(read, `${length} bytes`).toThrow(
          expect.objectContaining({ code: 'DUALBUS_MALFORMED_MESSAGE' }),
        );
    }
  });
});

describe('framing', () => {
  it('sofh and length16 of a big-endian schema', () => {
    const inSofh = Buffer.concat(messages(big).map((message) => sofh(message, 0x5be0)));
    expect(ids(inSofh, 'sofh', big)).toEqual([1n, 2n, 3n]);
    const inLength = Buffer.concat(messages(big).map((message) => sized(message, 0, false)));
    expect(ids(inLength, 'length16', big)).toEqual([1n, 2n, 3n]);
  });

  it('sofh skips what a newer version appended, by the length of the frame', () => {
    const [first, second] = messages();
    const newer = Buffer.concat([first!, Buffer.alloc(5, 0xff)]);
    expect(ids(Buffer.concat([sofh(newer), sofh(second!)]), 'sofh')).toEqual([1n, 2n]);
  });

  it.each([
    ['an encoding type that is not SBE 1.0', sofh(messages()[0]!, 0xeb51), 4, /0xEB51 instead of 0xEB50/],
    [
      'the encoding type of the other byte order',
      sofh(messages()[0]!, 0x5be0),
      4,
      /0x5BE0 instead of 0xEB50/,
    ],
    [
      'a length that is less than its header',
      Buffer.from([0, 0, 0, 5, 0xeb, 0x50]),
      0,
      /length 5 is less than/,
    ],
    ['a length beyond the file', Buffer.from([0xff, 0xff, 0xff, 0xff, 0xeb, 0x50]), 0, /the file has 6 left/],
  ])('sofh refuses %s', (_, file, offset, message) => {
    const read = () => ids(file, 'sofh');
    expect(read).toThrow(message);
    expect(read).toThrow(
      expect.objectContaining({ fault: 'framing', offset } satisfies Partial<MalformedMessage>),
    );
  });

  it('without framing, reads messages longer than it first looks at', () => {
    const long = { ...order, marks: Array.from({ length: 50_000 }, (_, i) => ({ mark: i % 256 })) };
    const file = Buffer.concat([...messages(), interpreter.encode('order', long), ...messages()]);
    expect(ids(file, 'none').length).toBe(7);
  });
});
