import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgument } from '#dualbus/base/errors.js';
import { normalCdf, normalCdfColumn } from '#dualbus/compute/reference/normal-cdf.js';
import { studentTCdf, studentTCdfColumn } from '#dualbus/compute/reference/student-t-cdf.js';
import { describeWithShared, readSharedJson } from '../support/shared.js';

interface CdfReference {
  z: number[];
  normal: number[];
  t_df_0_25: number[];
  t_df_0_1: number[];
  t_df_1: number[];
}

function worstError(f: (z: number) => number, z: number[], expected: number[]): number {
  return Math.max(
    ...z.flatMap((value, i) => (Number.isNaN(expected[i]) ? [] : [Math.abs(f(value) - expected[i]!)])),
  );
}

describeWithShared('CDFs against scipy', () => {
  const reference = readSharedJson<CdfReference>('expected', 'bvc_cdf_reference.json');

  it('normal to 1e-15', () => {
    expect(worstError(normalCdf, reference.z, reference.normal)).toBeLessThanOrEqual(1e-15);
  });

  it.each([
    [0.25, reference.t_df_0_25],
    [0.1, reference.t_df_0_1],
    // At z = 1e-8 the file's values for df 1 are scipy's, off by 1.6e-9 from 1/2 + atan(z)/pi: see the closed form below.
    [1, reference.t_df_1.map((p, i) => (Math.abs(reference.z[i]!) === 1e-8 ? Number.NaN : p))],
  ])('Student-t with df %d to 1e-13', (df, expected) => {
    expect(worstError((z) => studentTCdf(z, df), reference.z, expected)).toBeLessThanOrEqual(1e-13);
  });
});

describe('normalCdf', () => {
  // Expected values: mpmath at 40 digits, both sides of each border between the three ranges.
  it.each([
    [-37.5, 4.605353009581955e-308],
    [-20, 2.7536241186062337e-89],
    [-10, 7.619853024160525e-24],
    [-5.7, 5.990371401063528e-9],
    [-5.6, 1.071759025831093e-8],
    [-3, 0.0013498980316300946],
    [-0.7, 0.24196365222307303],
    [-0.67, 0.2514288950953101],
    [0.67, 0.7485711049046899],
    [0.7, 0.758036347776927],
    [2, 0.9772498680518208],
  ])('keeps its digits at %d', (z, expected) => {
    expect(Math.abs(normalCdf(z) - expected)).toBeLessThanOrEqual(2e-15 * expected);
  });

  it('handles the ends, both zeros and missing values', () => {
    expect([-Infinity, Infinity, 0, -0, Number.NaN].map(normalCdf)).toEqual([0, 1, 0.5, 0.5, Number.NaN]);
  });

  it('is symmetric and never decreases', () => {
    const z = fc.double({ min: -40, max: 40, noNaN: true });
    fc.assert(
      fc.property(z, z, (a, b) => {
        expect(normalCdf(a) + normalCdf(-a)).toBeCloseTo(1, 15);
        expect(normalCdf(Math.min(a, b))).toBeLessThanOrEqual(normalCdf(Math.max(a, b)) + 2e-16);
      }),
    );
  });
});

describe('studentTCdf', () => {
  // Expected values: mpmath's incomplete beta function at 40 digits.
  it.each([
    [-7, 0.001, 0.4969629963406211],
    [-1.5, 0.001, 0.49772907768515834],
    [0.3, 0.001, 0.5014705376380177],
    [-7, 0.25, 0.22206672661188007],
    [0.3, 0.25, 0.5603170460266507],
    [-7, 3, 0.0029931278488535495],
    [-1.5, 3, 0.11529193262241152],
    [0.3, 29.5, 0.6168594996156767],
    [-1.5, 200, 0.06759566061351747],
    [-1.5, 2999, 0.06685983184461086],
    [0.3, 3001, 0.6179010332980478],
    [-7, 9999, 1.3620242327295532e-12],
    [-1.5, 9999, 0.06682298749040055],
    [-1.5, 10001, 0.06682298433353474],
    [0.3, 10001, 0.6179083046970789],
    [-1.5, 1e9, 0.06680720142670764],
  ])('of %d with df %d', (z, df, expected) => {
    expect(Math.abs(studentTCdf(z, df) - expected)).toBeLessThanOrEqual(1e-14);
  });

  it('has closed forms at df 1 and 2', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (z) => {
        expect(studentTCdf(z, 1)).toBeCloseTo(0.5 + Math.atan(z) / Math.PI, 14);
        expect(studentTCdf(z, 2)).toBeCloseTo(0.5 + z / (2 * Math.sqrt(2 + z * z)), 14);
      }),
    );
  });

  it('handles the ends, missing values, extreme df and extreme z', () => {
    expect([-Infinity, Infinity, 0, -0, Number.NaN].map((z) => studentTCdf(z, 0.25))).toEqual([
      0,
      1,
      0.5,
      0.5,
      Number.NaN,
    ]);
    expect(studentTCdf(3, Infinity)).toBe(normalCdf(3));
    expect(studentTCdf(-5, 1e-310)).toBeCloseTo(0.5, 14);
    // The square of z overflows, the tail does not: T(-z) = z^-df df^(df/2) / (df B(df/2, 1/2)) for large z.
    expect(studentTCdf(1e200, 0.001)).toBeCloseTo(1 - studentTCdf(-1e100, 0.001) * 10 ** -0.1, 13);
  });

  it('refuses degrees of freedom that are not positive', () => {
    for (const df of [0, -1, Number.NaN]) {
      expect(() => studentTCdf(0, df)).toThrow(InvalidArgument);
      expect(() => studentTCdfColumn(new Float64Array(1), df)).toThrow(/df/);
    }
  });
});

describe('columns', () => {
  it('are the scalar functions element by element, into `out` where given', () => {
    const z = Float64Array.from([-3, 0, Number.NaN, 2, Infinity]);
    const out = new Float64Array(5);
    expect(normalCdfColumn(z, out)).toBe(out);
    expect([...out]).toEqual([...z].map(normalCdf));
    expect([...studentTCdfColumn(z, 0.25)]).toEqual([...z].map((value) => studentTCdf(value, 0.25)));
  });
});
