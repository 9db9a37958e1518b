import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernels } from '#dualbus/compute/index.js';

const none = Number.NaN;
const series = (...values: number[]) => Float64Array.from(values);

type Two =
  | 'pairwiseMin'
  | 'pairwiseMax'
  | 'less'
  | 'lessEqual'
  | 'equal'
  | 'notEqual'
  | 'logicalAnd'
  | 'logicalOr';

describe('pointwise kernels', () => {
  const x = series(1, 2, 0, -0, none, 3, Infinity);
  const y = series(2, 2, 5, 0, 1, none, Infinity);

  it.each<[Two, number[]]>([
    ['pairwiseMin', [1, 2, 0, -0, none, none, Infinity]],
    ['pairwiseMax', [2, 2, 5, 0, none, none, Infinity]],
    ['less', [1, 0, 1, 0, none, none, 0]],
    ['lessEqual', [1, 1, 1, 1, none, none, 1]],
    ['equal', [0, 1, 0, 1, none, none, 1]],
    ['notEqual', [1, 0, 1, 0, none, none, 0]],
    ['logicalAnd', [1, 1, 0, 0, none, none, 1]],
    ['logicalOr', [1, 1, 1, 0, none, none, 1]],
  ])('%s', (name, expected) => {
    const actual = kernels[name].runSync([x, y]);
    expected.forEach((e, i) => {
      expect(actual[i]! === e || (Number.isNaN(e) && Number.isNaN(actual[i]!)), `${i}: ${actual[i]}`).toBe(
        true,
      );
    });
  });

  it('where takes the branch, and is missing with its condition only', () => {
    const result = kernels.where.runSync([
      series(1, 0, none, -0, 0.5),
      series(1, none, 3, none, 5),
      series(none, 7, 8, 9, 10),
    ]);
    expect([...result]).toEqual([1, 7, none, 9, 5]);
  });

  it('unary kernels at their corners', () => {
    const values = series(-Infinity, -2, 0, 5e-324, 1, Math.E, Infinity, none);
    expect([...kernels.sign.runSync(values)]).toEqual([-1, -1, 0, 1, 1, 1, 1, none]);
    expect([...kernels.abs.runSync(values)]).toEqual([Infinity, 2, 0, 5e-324, 1, Math.E, Infinity, none]);
    expect([...kernels.logicalNot.runSync(values)]).toEqual([0, 0, 1, 0, 0, 0, 0, none]);
    const logs = kernels.log.runSync(values);
    expect([...logs.slice(0, 3)]).toEqual([none, none, -Infinity]);
    expect(logs[3]).toBeCloseTo(-744.4400719213812, 11);
    expect([...logs.slice(4)]).toEqual([0, 1, Infinity, none]);
  });

  it('power is missing where an input is, else that of IEEE 754', () => {
    const base = series(2, -8, 0, none, 1, 0, -2, 4);
    const exponent = series(10, 1 / 3, -1, 0, none, 0, 3, 0.5);
    expect([...kernels.power.runSync([base, exponent])]).toEqual([
      1024,
      none,
      Infinity,
      none,
      none,
      1,
      -8,
      2,
    ]);
    const signed = kernels.signedPower.runSync([series(-3, 3, -0, none, -4), series(2, 2, 2, 1, 0.5)]);
    expect([...signed].map((v) => v + 0)).toEqual([-9, 9, 0, none, -2]);
  });

  it('arithmetic undoes itself', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer(), fc.integer({ min: 1 })), { minLength: 1 }), (pairs) => {
        const a = Float64Array.from(pairs, ([v]) => v);
        const b = Float64Array.from(pairs, ([, v]) => v);
        const sum = kernels.add.runSync([a, b]);
        expect(kernels.subtract.runSync([sum, b])).toEqual(a);
        const ratio = kernels.divide.runSync([a, b]);
        const back = kernels.multiply.runSync([ratio, b]);
        back.forEach((v, i) => {
          expect(Math.abs(v - a[i]!)).toBeLessThanOrEqual(1e-15 * Math.abs(a[i]!));
        });
      }),
    );
  });
});
