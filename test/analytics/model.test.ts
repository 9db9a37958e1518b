import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DenseModel } from '../../src/analytics/model/index.js';
import { InvalidArgument } from '../../src/base/errors.js';
import { type Activation, activations } from '../../src/compute/dense.js';
import { randomNetwork, randomRows } from '../support/networks.js';

interface ExpectedCase {
  activation: Activation;
  w1: number[][];
  b1: number[];
  w2: number[][];
  b2: number[];
  x: number[];
  y: number[];
}

const expected = JSON.parse(readFileSync(new URL('model-expected.json', import.meta.url), 'utf8')) as {
  cases: ExpectedCase[];
};

const identity = (activation?: Activation) =>
  DenseModel.load({
    layers: [
      { type: 'linear', weight: [[1, 0], [0, 1]] }, // biome-ignore format: a matrix
      ...(activation ? [{ type: activation }] : []),
    ],
  });

describe('DenseModel.predict', () => {
  it('is W x + b', () => {
    const model = DenseModel.load({
      layers: [{ type: 'linear', weight: [[2, -1, 0.5], [0, 3, 1]], bias: [10, -4] }], // biome-ignore format: a matrix
    });
    expect([...model.predict(Float64Array.of(1, 2, 4, 0, 0, 0))]).toEqual([12, 6, 10, -4]);
    expect(model).toMatchObject({ inputs: 3, outputs: 2, parameters: 8, layers: ['linear 3 -> 2'] });
  });

  it('covers every activation with independently computed values', () => {
    expect(expected.cases.map(({ activation }) => activation)).toEqual(
      expect.arrayContaining([...activations]),
    );
  });

  for (const { activation, w1, b1, w2, b2, x, y } of expected.cases) {
    it(`agrees with numpy through ${activation}`, () => {
      const model = DenseModel.load({
        layers: [
          { type: 'linear', weight: w1, bias: b1 },
          { type: activation },
          { type: 'linear', weight: w2, bias: b2 },
        ],
      });
      const f64 = model.predict(Float64Array.from(x));
      const f32 = model.predict(Float64Array.from(x), { precision: 'f32' });
      expect(f64).toBeInstanceOf(Float64Array);
      expect(f32).toBeInstanceOf(Float32Array);
      for (const [i, value] of y.entries()) {
        expect(Math.abs(f64[i]! - value)).toBeLessThanOrEqual(1e-14);
        expect(Math.abs(f32[i]! - value)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(value)));
      }
    });
  }

  it('gives the limits of every activation far out', () => {
    const far = (activation: Activation) => [...identity(activation).predict(Float64Array.of(800, -800))];
    expect(far('relu')).toEqual([800, 0]);
    expect(far('tanh')).toEqual([1, -1]);
    expect(far('sigmoid')).toEqual([1, 0]);
    expect(far('gelu-erf')).toEqual([800, -0]);
    expect(far('gelu-tanh')).toEqual([800, -0]);
    expect(far('softmax')).toEqual([1, 0]);
  });

  it('keeps a missing input missing in its row and nowhere else', () => {
    for (const activation of activations) {
      const model = DenseModel.load(randomNetwork([3, 4, 2], activation));
      const rows = randomRows(3, 3);
      const clean = model.predict(rows);
      rows[4] = NaN;
      const holed = model.predict(rows);
      expect([...holed.subarray(2, 4)]).toEqual([NaN, NaN]);
      expect([...holed.subarray(0, 2), ...holed.subarray(4)]).toEqual([
        ...clean.subarray(0, 2),
        ...clean.subarray(4),
      ]);
    }
  });

  it('follows IEEE 754 for infinities', () => {
    expect([...identity('sigmoid').predict(Float64Array.of(Infinity, 0))]).toEqual([1, NaN]);
    const scaled = DenseModel.load({ layers: [{ type: 'linear', weight: [[2, 1]] }, { type: 'tanh' }] });
    expect([...scaled.predict(Float64Array.of(Infinity, 5, -Infinity, 5))]).toEqual([1, -1]);
  });

  it('gives a batch the bits of its rows alone, in both precisions', () => {
    const chunk = fc.integer({ min: 1, max: 7 });
    fc.assert(
      fc.property(fc.constantFrom(...activations), chunk, fc.integer(), (activation, size, seed) => {
        const model = DenseModel.load(randomNetwork([5, 9, 3], activation, seed));
        const rows = randomRows(11, 5, seed);
        for (const precision of ['f64', 'f32'] as const) {
          const whole = [...model.predict(rows, { precision })];
          const pieces: number[] = [];
          for (let i = 0; i < 11; i += size)
            pieces.push(...model.predict(rows.subarray(i * 5, (i + size) * 5), { precision }));
          expect(pieces).toEqual(whole);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('standardises its inputs in f64 before the first layer', () => {
    const layers = [{ type: 'linear' as const, weight: [[1, 1]] }];
    const model = DenseModel.load({ layers, standardize: { mean: [1e9, 4], scale: [0.5, 2] } });
    expect([...model.predict(Float64Array.of(1e9 + 1, 8), { precision: 'f32' })]).toEqual([4]);
  });

  it('writes to `out`, also over its own input, and leaves the input alone otherwise', () => {
    const model = identity('relu');
    const rows = Float64Array.of(-1, 2, 3, -4);
    const out = new Float64Array(4);
    expect(model.predict(rows, { out })).toBe(out);
    expect([...out]).toEqual([0, 2, 3, 0]);
    expect([...rows]).toEqual([-1, 2, 3, -4]);
    expect([...model.predict(rows, { out: rows })]).toEqual([0, 2, 3, 0]);
  });

  it('takes no rows, and refuses part of a row and an `out` that does not fit', () => {
    const model = identity('softmax');
    expect(model.predict(new Float64Array(0))).toHaveLength(0);
    expect(() => model.predict(new Float64Array(3))).toThrow(/rows: has 3 values/);
    expect(() => model.predict([1, 2] as never)).toThrow(InvalidArgument);
    expect(() => model.predict(new Float64Array(2), { out: new Float64Array(3) })).toThrow(/out: has 3/);
    expect(() =>
      model.predict(new Float64Array(2), { precision: 'f32', out: new Float64Array(2) as never }),
    ).toThrow(/out: is not a Float32Array, as f32 needs/);
  });
});
