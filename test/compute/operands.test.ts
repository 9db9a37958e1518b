// Shapes, strides and memory of inputs and outputs, on every backend that this process has.
import { describe, expect, it } from 'vitest';
import { InvalidArgument } from '#dualbus/base/errors.js';
import { fromInstrumentMajor, kernels, newPanel, type Operand, type Panel } from '#dualbus/compute/index.js';

const mean = kernels.rollingMean;
const window3 = { window: 3, minCount: 1 };

/** ES2024, which the library does not need but accepts. */
const ResizableBuffer = ArrayBuffer as unknown as new (
  bytes: number,
  options: { maxByteLength: number },
) => ArrayBuffer & { resize(bytes: number): void };

function panel(overrides: Partial<Panel> = {}): Panel {
  return { ...newPanel(4, 3), ...overrides };
}

describe('operands', () => {
  it.each<[string, unknown, RegExp]>([
    ['no array', undefined, /x: must be a Float64Array or a panel/],
    ['a plain array', [1, 2], /inputs: needs x, got 2|x: must be/],
    ['another element type', new Float32Array(3), /x: must be a Float64Array/],
    ['rows that do not fit', panel({ rows: 5 }), /x\.data: has 12 elements, 5 rows of 3 columns need 15/],
    ['a stride below the columns', panel({ rowStride: 2 }), /x\.rowStride: is 2, below the 3 columns/],
    ['a stride beyond the data', panel({ rowStride: 5 }), /need 18/],
    ['a negative number of rows', panel({ rows: -1 }), /x\.rows: must be an integer/],
    ['a fraction of a column', panel({ cols: 1.5 }), /x\.cols/],
    ['more rows than 2^32', panel({ rows: 2 ** 32 }), /x\.rows/],
  ])('refuse %s', (_, input, message) => {
    expect(() => mean.runSync(input as Operand, window3)).toThrow(InvalidArgument);
    expect(() => mean.runSync(input as Operand, window3)).toThrow(message);
  });

  it('refuse a detached buffer, and one that shrank', () => {
    const detached = new Float64Array(8);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    const asPanel = { data: detached, rows: 8, cols: 1, rowStride: 1 };
    expect(() => mean.runSync(asPanel, window3)).toThrow(/x\.data: has 0 elements/);
    expect(mean.runSync(detached, window3)).toHaveLength(0);

    const buffer = new ResizableBuffer(64, { maxByteLength: 128 });
    const shrunk = new Float64Array(buffer, 0, 8);
    buffer.resize(32);
    expect(() => mean.runSync({ ...asPanel, data: shrunk }, window3)).toThrow(InvalidArgument);
  });

  it('may have shared, resizable and offset memory', () => {
    const values = [1, 2, 6, 3];
    const shared = new Float64Array(new SharedArrayBuffer(32));
    const resizable = new Float64Array(new ResizableBuffer(32, { maxByteLength: 64 }));
    const offset = new Float64Array(9).subarray(3, 7);
    for (const input of [shared, resizable, offset]) {
      input.set(values);
      const out = new Float64Array(new SharedArrayBuffer(32));
      expect(mean.runSync(input, window3, { out })).toBe(out);
      expect([...out]).toEqual([1, 1.5, 3, 11 / 3]);
    }
  });

  it('write to `out` and nowhere else, with a stride of its own', () => {
    const out = { data: new Float64Array(4 * 5).fill(-1), rows: 4, cols: 3, rowStride: 5 };
    expect(mean.runSync(panel(), window3, { out })).toBe(out);
    expect([...out.data]).toEqual(Array.from({ length: 4 }, () => [0, 0, 0, -1, -1]).flat());
  });

  it('refuse an `out` of another shape, or in the memory of an input', () => {
    const data = new Float64Array(40);
    const input = { data, rows: 4, cols: 3, rowStride: 3 };
    const inside = { ...input, data: data.subarray(11) };
    expect(() => mean.runSync(input, window3, { out: newPanel(3, 4) })).toThrow(
      /out: has 3 rows of 4 columns, not 4 rows of 3/,
    );
    expect(() => mean.runSync(input, window3, { out: input })).toThrow(/out: shares memory with x/);
    expect(() => mean.runSync(input, window3, { out: inside })).toThrow(/shares memory/);
    expect(() => mean.runSync(input, window3, { out: { ...input, data: data.subarray(12) } })).not.toThrow();
  });

  it('may have no rows or no columns', () => {
    expect(mean.runSync(new Float64Array(0), window3)).toHaveLength(0);
    expect(mean.runSync(newPanel(5, 0), window3)).toMatchObject({ rows: 5, cols: 0 });
    expect(kernels.csRank.runSync(newPanel(0, 5))).toMatchObject({ rows: 0, cols: 5 });
  });

  it('come from instrument-major data by one transposition', () => {
    const byInstrument = Float64Array.from({ length: 70 * 3 }, (_, i) => i);
    const { data, rowStride } = fromInstrumentMajor(byInstrument, 70, 3);
    for (let r = 0; r < 70; r++) for (let c = 0; c < 3; c++) expect(data[r * rowStride + c]).toBe(c * 70 + r);
    expect(() => fromInstrumentMajor(byInstrument, 71, 3)).toThrow(
      /values: has 210 elements, 71 x 3 need 213/,
    );
  });
});
