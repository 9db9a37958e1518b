import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactnessLost } from '../../src/base/errors.js';
import { MalformedFrame } from '../../src/codec/errors.js';
import { compilePlan, unpackColumns, WireType } from '../../src/codec/packed/index.js';
import { emptyArrays, everyColumn, everyPlan, packed, shapedArrays } from './support/columns.js';

const arrays = emptyArrays(everyColumn, 65_536);

/** Whatever the bytes are: values, or one of the two typed errors. */
function expectSafe(body: Uint8Array): void {
  try {
    unpackColumns(everyPlan(), arrays, body);
  } catch (error) {
    if (!(error instanceof MalformedFrame) && !(error instanceof ExactnessLost)) throw error;
  }
}

const one = compilePlan([{ field: 1, type: WireType.u32 }]);
const good = packed(one, 0, [Uint32Array.from({ length: 200 }, (_, i) => (i * 7919) % 300)], 200);
const words = (body: Uint8Array) => new DataView(body.buffer, body.byteOffset, body.byteLength);

function changed(change: (view: DataView) => void): Uint8Array {
  const copy = good.slice();
  change(words(copy));
  return copy;
}

describe('hostile packed columns', () => {
  it('truncated at any byte are refused', () => {
    const body = packed(everyPlan(), 0, shapedArrays('skewed', 290, 4), 290);
    for (let length = 0; length < body.length; length++)
      expect(() => unpackColumns(everyPlan(), arrays, body.subarray(0, length)), `${length} bytes`).toThrow(
        MalformedFrame,
      );
  });

  it('with any byte changed decode to something or are refused', () => {
    for (const shape of ['skewed', 'few']) {
      const body = packed(everyPlan(), 0, shapedArrays(shape, 130, 7), 130);
      for (let at = 0; at < body.length; at++)
        for (const value of [1, 0xff]) {
          const before = body[at];
          body[at] = value;
          expectSafe(body);
          body[at] = before;
        }
    }
  });

  it('of any bytes are refused or decode', () => {
    const body = packed(everyPlan(), 0, shapedArrays('few', 300, 3), 300);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(body.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 }),
        (edits) => {
          const copy = body.slice();
          for (const [at, value] of edits) copy[at] = value;
          expectSafe(copy);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each<[string, RegExp, (view: DataView) => void]>([
    ['no rows', /0 rows/, (v) => v.setUint32(0, 0, true)],
    ['too many rows', /65537 rows/, (v) => v.setUint32(0, 65_537, true)],
    ['a length beyond the bytes', /body of/, (v) => v.setUint32(4, 1 << 20, true)],
    ['an odd length', /body of/, (v) => v.setUint32(4, 101, true)],
    ['no columns', /0 columns/, (v) => v.setUint16(8, 0, true)],
    ['more columns than there are', /passes the end/, (v) => v.setUint16(8, 2, true)],
    ['another version', /version 2/, (v) => v.setUint8(12, 2)],
    ['reserved bytes', /reserved/, (v) => v.setUint8(14, 1)],
    ['a column of 0 bytes', /column of 0 bytes/, (v) => v.setUint32(16, 0, true)],
    ['a column longer than the body', /column of/, (v) => v.setUint32(16, 0x7ffffffc, true)],
    [
      'a column shorter than the body',
      /after the last column|passes the end/,
      (v) => v.setUint32(16, v.byteLength - 24, true),
    ],
    ['another type of the field', /another type/, (v) => v.setUint8(22, WireType.i32)],
    ['an unknown scheme', /scheme/, (v) => v.setUint8(23, 6)],
    ['decimal places of an integer', /decimal/, (v) => v.setUint8(23, v.getUint8(23) | 32)],
    ['keyed deltas without keys', /key/, (v) => v.setUint8(23, 3)],
  ])('%s', (_, message, change) => {
    const target = [new Uint32Array(65_537)];
    expect(() => unpackColumns(one, target, good)).not.toThrow();
    expect(() => unpackColumns(one, target, changed(change))).toThrow(message);
    expect(() => unpackColumns(one, target, changed(change))).toThrow(MalformedFrame);
  });

  it('a field that occurs twice', () => {
    const twice = compilePlan([
      { field: 1, type: WireType.u32 },
      { field: 1, lane: 1, type: WireType.u32 },
    ]);
    const body = packed(twice, -1, [Uint32Array.of(1), Uint32Array.of(2)], 1);
    const second = words(body).getUint32(16, true) + 16;
    body[second + 6] &= 15;
    expect(() => unpackColumns(one, [new Uint32Array(1)], body)).toThrow(/twice/);
  });
});
