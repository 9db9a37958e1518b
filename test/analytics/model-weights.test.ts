import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DenseModel, type DenseWeights, InvalidWeights } from '../../src/analytics/model/index.js';
import { f32, safetensors, withHeader } from '../support/safetensors.js';

const weights: DenseWeights = {
  standardize: { mean: [1, 2], scale: [2, 4] },
  layers: [
    { type: 'linear', weight: [[1, 2], [3, 4], [5, 6]], bias: [0.5, 0, -0.5] }, // biome-ignore format: a matrix
    { type: 'tanh' },
    { type: 'linear', weight: [[1, -1, 1]] },
  ],
};
const rows = Float64Array.of(1, 2, 0.5, -3);
const expected = [...DenseModel.load(weights).predict(rows)];

const names = [{ type: 'linear', name: '0' }, { type: 'tanh' }, { type: 'linear', name: '2' }] as const;

const tensors = {
  '0.weight': { dtype: 'F32', shape: [3, 2], bytes: f32(1, 2, 3, 4, 5, 6) },
  '0.bias': { dtype: 'F32', shape: [3], bytes: f32(0.5, 0, -0.5) },
  '2.weight': { dtype: 'F32', shape: [1, 3], bytes: f32(1, -1, 1) },
  'standardize.mean': { dtype: 'F32', shape: [2], bytes: f32(1, 2) },
  'standardize.scale': { dtype: 'F32', shape: [2], bytes: f32(2, 4) },
};

describe('DenseModel.load', () => {
  it('takes JSON as text and as bytes', () => {
    const text = JSON.stringify(weights);
    expect([...DenseModel.load(text).predict(rows)]).toEqual(expected);
    expect([...DenseModel.load(Buffer.from(text)).predict(rows)]).toEqual(expected);
  });

  it('takes flat weights with their shape, and copies them', () => {
    const values = Float32Array.of(1, 2, 3, 4);
    const model = DenseModel.load({ layers: [{ type: 'linear', weight: { shape: [2, 2], values } }] });
    values.fill(0);
    expect([...model.predict(Float64Array.of(1, 1))]).toEqual([3, 7]);
  });

  it('takes a safetensors file with its layers in an option or in its metadata', () => {
    expect([...DenseModel.load(safetensors(tensors), { layers: names }).predict(rows)]).toEqual(expected);
    const told = safetensors(tensors, { 'dualbus.layers': JSON.stringify(names) });
    expect([...DenseModel.load(told).predict(rows)]).toEqual(expected);
    expect(() => DenseModel.load(safetensors(tensors))).toThrow(/give the option `layers`/);
  });

  it('widens F64, F16 and BF16 exactly', () => {
    const read = (dtype: string, bytes: Uint8Array, outputs: number) =>
      DenseModel.load(safetensors({ 'a.weight': { dtype, shape: [outputs, 1], bytes } }), {
        layers: [{ type: 'linear', name: 'a' }],
      }).predict(Float64Array.of(1));
    const bits = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);
    expect([...read('F64', new Uint8Array(Float64Array.of(Math.PI).buffer), 1)]).toEqual([Math.PI]);
    // 1, -2, 65504, smallest denormal, largest denormal, 1/3 rounded
    expect([...read('F16', bits(0x3c00, 0xc000, 0x7bff, 0x0001, 0x03ff, 0x3555), 6)]).toEqual([
      1,
      -2,
      65504,
      2 ** -24,
      1023 * 2 ** -24,
      0.333251953125,
    ]);
    expect([...read('BF16', bits(0x3f80, 0xc040, 0x7f7f), 3)]).toEqual([1, -3, 3.3895313892515355e38]);
  });

  const one = (layer: unknown): DenseWeights => ({ layers: [layer] }) as never;
  const refused: [string, unknown, RegExp][] = [
    ['text that is not JSON', '{"layers": [', /weights: not JSON/],
    ['no layers', { layers: [] }, /layers: has 0 layers/],
    ['an activation first', one({ type: 'relu' }), /layers\[0\]: the first layer must be linear/],
    ['an unknown type', one({ type: 'conv' }), /layers\[0\]\.type: must be one of linear, relu/],
    ['an unnamed GELU', one({ type: 'gelu' }), /layers\[0\]: say which GELU: "gelu-erf" or "gelu-tanh"/],
    ['a ragged matrix', one({ type: 'linear', weight: [[1, 2], [3]] }), /layers\[0\]\.weight\[1\]: has 1/],
    ['a number that is text', one({ type: 'linear', weight: [['1']] }), /weight\[0\]\[0\]: is not a finite/],
    ['a missing weight', one({ type: 'linear', weight: [[NaN]] }), /weight\[0\]\[0\]: is not a finite/],
    ['an empty matrix', one({ type: 'linear', weight: [] }), /weight: has the shape \[0,0\]/],
    [
      'a shape that does not fit its values',
      one({ type: 'linear', weight: { shape: [2, 2], values: [1, 2, 3] } }),
      /weight: has 3 elements where 4 are needed/,
    ],
    ['a huge shape', one({ type: 'linear', weight: { shape: [1e9, 1e9], values: [] } }), /from 1 to 16384/],
    ['a bias of another length', one({ type: 'linear', weight: [[1]], bias: [1, 2] }), /layers\[0\]\.bias/],
    [
      'layers that do not meet',
      {
        layers: [
          { type: 'linear', weight: [[1]] },
          { type: 'linear', weight: [[1, 2]] },
        ],
      },
      /layers\[1\]\.weight: takes 2 inputs where the layer before gives 1/,
    ],
    [
      'a scale of 0',
      { ...one({ type: 'linear', weight: [[1]] }), standardize: { mean: [0], scale: [0] } },
      /standardize\.scale\[0\]: is 0/,
    ],
  ];
  for (const [name, source, message] of refused) {
    it(`refuses ${name}`, () => {
      const load = () => DenseModel.load(source as DenseWeights);
      expect(load).toThrow(InvalidWeights);
      expect(load).toThrow(message);
    });
  }
});

describe('hostile safetensors', () => {
  const load = (bytes: Uint8Array) => () => DenseModel.load(bytes, { layers: names });
  const entry = (dtype: string, shape: unknown, offsets: unknown) =>
    JSON.stringify({ a: { dtype, shape, data_offsets: offsets } });
  const refused: [string, Uint8Array, RegExp][] = [
    ['a header longer than the file', Buffer.from([255, 0, 0, 0, 0, 0, 0, 0, 1]), /announces 255 bytes/],
    ['a header that is not JSON', withHeader('{"a":'), /is not JSON in UTF-8/],
    ['a header that is an array', withHeader('[]'), /is not a JSON object/],
    ['an unknown dtype', withHeader(entry('I8', [1], [0, 1]), f32(1)), /dtype is not one of F64, F32/],
    ['a negative size', withHeader(entry('F32', [-1], [0, 4]), f32(1)), /shape is not a list/],
    ['offsets outside', withHeader(entry('F32', [2], [0, 8]), f32(1)), /leave the 4 bytes of data/],
    ['offsets reversed', withHeader(entry('F32', [1], [4, 0]), f32(1)), /leave the 4 bytes of data/],
    ['a size that overflows', withHeader(entry('F32', [2 ** 40, 2 ** 40], [0, 4]), f32(1)), /it has 4/],
    [
      'a hole',
      withHeader(entry('F32', [1], [4, 8]), f32(1, 2)),
      /starts at byte 4 .* overlap or leave a hole/,
    ],
    ['bytes left over', withHeader(entry('F32', [1], [0, 4]), f32(1, 2)), /4 bytes belong to no tensor/],
    [
      'metadata that is no text',
      withHeader('{"__metadata__":{"a":1}}'),
      /__metadata__: has a value that is no text/,
    ],
    ['a missing tensor', safetensors({ '0.weight': tensors['0.weight'] }), /no tensor "2\.weight"/],
  ];
  for (const [name, bytes, message] of refused) {
    it(`refuses ${name}`, () => {
      expect(load(bytes)).toThrow(InvalidWeights);
      expect(load(bytes)).toThrow(message);
    });
  }

  it('answers any change of a byte with a model or a typed error', () => {
    const whole = safetensors(tensors);
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255), cut: fc.nat(whole.length) });
    fc.assert(
      fc.property(change, ({ at, to, cut }) => {
        const bytes = Uint8Array.from(whole);
        bytes[at] = to;
        for (const damaged of [bytes, whole.subarray(0, cut)]) {
          try {
            load(damaged)();
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidWeights);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
