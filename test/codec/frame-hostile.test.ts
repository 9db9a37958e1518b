import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DualbusError } from '../../src/base/errors.js';
import { FrameBuilder, FrameDecoder, MalformedFrame, UnknownMessage } from '../../src/codec/index.js';
import { flatMessages, nestedSamples, registry, sampleMessages, scales, sender } from './support/messages.js';

const decoder = new FrameDecoder(registry, scales);

function frameOf(name: string, messages: readonly unknown[]): Uint8Array {
  const builder = new FrameBuilder(registry.get(name), sender());
  for (const message of messages) builder.add(message);
  return builder.finish(1n).bytes.slice();
}

const tradeMessage = flatMessages.find(({ name }) => name === 'trade')!;
const frames: [string, Uint8Array][] = [
  ['rows', frameOf('trade', sampleMessages(tradeMessage, 3))],
  ['packed', frameOf('trade', sampleMessages(tradeMessage, 140))],
  ['messages', frameOf('beacon', [nestedSamples.beacon, nestedSamples.beacon])],
];

/** Reads everything that a frame claims to hold. */
function readAll(bytes: Uint8Array): void {
  const batch = decoder.decode(bytes);
  batch.toArray();
  void batch.columns;
}

function expectSafe(bytes: Uint8Array): void {
  try {
    readAll(bytes);
  } catch (error) {
    if (!(error instanceof DualbusError)) throw error;
  }
}

describe.each(frames)('hostile frames of %s', (_, frame) => {
  it('truncated at any byte are refused', () => {
    for (let length = 0; length < frame.length; length++)
      expect(() => readAll(frame.subarray(0, length)), `${length}`).toThrow(DualbusError);
  });

  it('with any byte changed are read or refused', () => {
    for (let at = 0; at < frame.length; at += frame.length > 2000 ? 7 : 1)
      for (const value of [0, 1, 0x80, 0xff]) {
        const copy = frame.slice();
        copy[at] = value;
        expectSafe(copy);
      }
  });

  it('with random changes are read or refused', () => {
    const edit = fc.tuple(fc.nat(frame.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 10 }), fc.nat(frame.length), (edits, length) => {
        const copy = frame.slice(0, edits.length % 2 ? frame.length : length);
        for (const [at, value] of edits) if (at < copy.length) copy[at] = value;
        expectSafe(copy);
      }),
      { numRuns: 200 },
    );
  });

  it('are read from anywhere in a larger buffer, and from shared memory', () => {
    const expected = decoder.decode(frame).toArray();
    for (const memory of [new ArrayBuffer(frame.length + 16), new SharedArrayBuffer(frame.length + 16)]) {
      const view = new Uint8Array(memory, 3, frame.length);
      view.set(frame);
      expect(decoder.decode(view).toArray()).toEqual(expected);
    }
  });
});

describe('a frame', () => {
  const changed = (edit: (view: DataView) => void) => {
    const copy = frames[0][1].slice();
    edit(new DataView(copy.buffer));
    return copy;
  };

  it.each<[string, RegExp, (v: DataView) => void]>([
    ['of another schema', /schema 1 instead/, (v) => v.setUint16(4, 1, true)],
    ['that is no envelope', /message 11/, (v) => v.setUint16(2, 11, true)],
    ['with another block length', /envelope of 0 bytes/, (v) => v.setUint16(0, 0, true)],
    ['of no messages', /0 messages/, (v) => v.setUint32(84, 0, true)],
    ['of too many messages', /65537 messages/, (v) => v.setUint32(84, 65_537, true)],
    ['whose count is not that of its rows', /3 rows in a frame of 2/, (v) => v.setUint32(84, 2, true)],
    ['whose rows pass the end', /pass the end/, (v) => v.setUint16(104, 65_535, true)],
    ['with rows of 0 bytes', /blocks of 0 bytes/, (v) => v.setUint16(104, 0, true)],
    ['with rows of 1 byte', /blocks of 1 bytes/, (v) => v.setUint16(104, 1, true)],
    ['with an unknown priority', /priority 9/, (v) => v.setUint8(98, 9)],
    ['with an unknown encoding', /encoding 9/, (v) => v.setUint8(99, 9)],
    ['of a type that has no rows', /query in encoding rows/, (v) => v.setUint16(94, 60, true)],
    ['of a type that is never nested', /trade in encoding messages|passes the end/, (v) => v.setUint8(99, 2)],
    ['with an unknown side', /trade.side has the unknown value 7/, (v) => v.setUint8(112 + 56, 7)],
  ])('%s is refused', (_, message, edit) => {
    expect(() => readAll(changed(edit))).toThrow(message);
    expect(() => readAll(changed(edit))).toThrow(MalformedFrame);
  });

  it('of an unknown template is refused by its own error', () => {
    expect(() => decoder.decode(changed((v) => v.setUint16(94, 999, true)))).toThrow(UnknownMessage);
  });

  it('does not reach the prototypes of what it is decoded to', () => {
    const code = '__proto__';
    const frame = frameOf('errorAlert', [{ ...nestedSamples.errorAlert, code, message: 'constructor' }]);
    const [alert] = decoder.decode(frame).toArray() as { code: string }[];
    expect(alert.code).toBe('__proto__');
    expect(Object.getPrototypeOf(alert)).toBe(Object.prototype);
    expect(() => registry.get('__proto__')).toThrow(UnknownMessage);
    expect(() => registry.get('constructor')).toThrow(UnknownMessage);
  });
});
