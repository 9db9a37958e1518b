// Gram matrices of standardised inputs and principal components: by their definitions, and through Core ML (the real one on
// a Mac, the emulated model in the third mode).
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { eigenOfSymmetric } from '#dualbus/analytics/model/eigen.js';
import { gram, Pca } from '#dualbus/analytics/model/index.js';
import { InvalidArgument } from '#dualbus/base/errors.js';
import { BackendNotSynchronous, describeBackends, ModelFailed } from '#dualbus/compute/index.js';
import { coremlBackend } from '#dualbus/compute/native/coreml-backend.js';
import { emulating } from '../support/library.js';
import { useModelCache } from '../support/model-cache.js';
import { randomRows } from '../support/networks.js';

const forced = process.env.DUALBUS_BACKEND !== undefined;
const coreml = coremlBackend.unavailable() === undefined && !forced;

/** Rows whose columns hang together: three causes behind `columns` values. */
function relatedRows(rows: number, columns: number, seed = 5): Float64Array {
  const [causes, noise] = [randomRows(rows, 3, seed), randomRows(rows, columns, seed + 1)];
  return noise.map((value, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return 7 + 0.3 * value + causes[3 * row + (column % 3)]! * (1 + column);
  });
}

/** The correlation of two columns, from the textbook. */
function correlation(rows: Float64Array, columns: number, a: number, b: number): number {
  const pick = (column: number) => rows.filter((_, i) => i % columns === column);
  const [x, y] = [pick(a), pick(b)];
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const product = (u: Float64Array, mu: number, v: Float64Array, mv: number) =>
    u.reduce((sum, value, i) => sum + (value - mu) * (v[i]! - mv), 0);
  return product(x, mx, y, my) / Math.sqrt(product(x, mx, x, mx) * product(y, my, y, my));
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}

describe('gram', () => {
  it('over its degrees of freedom is the correlation matrix', async () => {
    const rows = relatedRows(91, 7);
    for (const ddof of [0, 1]) {
      const { matrix, rows: count, scale } = await gram(rows, { columns: 7, ddof });
      expect(count).toBe(91);
      expect(scale.every((value) => value > 0)).toBe(true);
      for (let a = 0; a < 7; a++)
        for (let b = 0; b < 7; b++)
          expect(matrix[7 * a + b]! / (91 - ddof)).toBeCloseTo(correlation(rows, 7, a, b), 12);
    }
  });

  it.skipIf(forced)(
    'gives the same bits from either implementation, over several blocks of rows',
    async () => {
      const rows = relatedRows(9_001, 5);
      const [native, reference] = [
        await gram(rows, { columns: 5 }),
        await gram(rows, { columns: 5, backend: 'reference' }),
      ];
      expect(reference.backend).toBe('reference');
      expect(native.matrix).toEqual(reference.matrix);
      expect(native.matrix[1]).toBe(native.matrix[5]);
    },
  );

  it('leaves out rows with a missing or infinite value, and takes f32', async () => {
    const rows = relatedRows(40, 3);
    const holes = rows.slice();
    holes[4] = Number.NaN;
    holes[3 * 30] = -Infinity;
    const whole = rows.filter((_, i) => ![1, 30].includes(Math.floor(i / 3)));
    const [got, expected] = [await gram(holes, { columns: 3 }), await gram(whole, { columns: 3 })];
    expect(got).toEqual(expected);
    expect(got.rows).toBe(38);
    const single = await gram(Float32Array.from(rows), { columns: 3 });
    expect(distance(single.matrix, (await gram(rows, { columns: 3 })).matrix)).toBeLessThan(1e-4);
    expect(holes[0]).toBe(rows[0]);
  });

  it('has zeros for a column of equal values', async () => {
    const rows = relatedRows(20, 2).map((value, i) => (i % 2 === 0 ? 3.25 : value));
    const { matrix, scale } = await gram(rows, { columns: 2 });
    expect([...matrix.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect(scale[0]).toBe(1);
  });

  it('refuses what is no matrix, and too few rows', async () => {
    await expect(gram(new Float64Array(7), { columns: 2 })).rejects.toThrow(/whole number of rows/);
    await expect(gram(new Float64Array(7), { columns: 0 })).rejects.toThrow(/columns.*from 1 to 4096/);
    await expect(gram(Float64Array.of(1, 2), { columns: 2 })).rejects.toThrow(
      /1 complete rows; more than ddof/,
    );
    await expect(gram(Float64Array.of(1, 2), { columns: 2, ddof: -1 })).rejects.toThrow(InvalidArgument);
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(gram(new Float64Array(4), { columns: 2, signal })).rejects.toThrow('enough');
  });

  it('insists on a forced backend', async () => {
    const options = { columns: 2, backend: 'coreml' } as const;
    await expect(gram(relatedRows(9, 2), options)).rejects.toThrow(BackendNotSynchronous);
    await expect(gram(relatedRows(9, 2), { columns: 2, backend: 'metal' })).rejects.toThrow(/metal/);
  });
});

describe('eigenOfSymmetric', () => {
  it('knows matrices whose eigenvalues are known', () => {
    const { values, vectors } = eigenOfSymmetric(Float64Array.of(2, 1, 1, 2), 2);
    expect(distance(values, [3, 1])).toBeLessThan(1e-15);
    expect(distance(vectors.subarray(0, 2), [Math.SQRT1_2, Math.SQRT1_2])).toBeLessThan(1e-15);
    expect([...eigenOfSymmetric(Float64Array.of(4), 1).values]).toEqual([4]);
    // The second difference matrix of n points: 2 - 2 cos(k pi / (n + 1)).
    const n = 12;
    const second = new Float64Array(n * n);
    for (let i = 0; i < n; i++)
      for (const [j, value] of [[i - 1, -1], [i, 2], [i + 1, -1]] as const) // biome-ignore format: a stencil
        if (j >= 0 && j < n) second[n * i + j] = value;
    const known = Array.from({ length: n }, (_, k) => 2 - 2 * Math.cos(((n - k) * Math.PI) / (n + 1)));
    expect(distance(eigenOfSymmetric(second, n).values, known)).toBeLessThan(1e-14);
  });

  it('gives orthonormal vectors that the matrix only stretches, equal and zero eigenvalues included', () => {
    const size = fc.integer({ min: 1, max: 9 });
    const entries = fc.array(fc.constantFrom(-3, -1, -0.5, 0, 0, 1, 2.25, 1e3), {
      minLength: 81,
      maxLength: 81,
    });
    fc.assert(
      fc.property(size, entries, (n, list) => {
        const at = (i: number, j: number) => list[9 * Math.min(i, j) + Math.max(i, j)]!;
        const matrix = Float64Array.from({ length: n * n }, (_, k) => at(Math.floor(k / n), k % n));
        const { values, vectors } = eigenOfSymmetric(matrix, n);
        const scale = Math.max(1, ...matrix.map(Math.abs)) * n;
        for (let i = 0; i < n; i++) {
          const v = vectors.subarray(i * n, (i + 1) * n);
          if (i > 0) expect(values[i]!).toBeLessThanOrEqual(values[i - 1]!);
          for (let row = 0; row < n; row++) {
            let stretched = 0;
            for (let k = 0; k < n; k++) stretched += matrix[row * n + k]! * v[k]!;
            expect(Math.abs(stretched - values[i]! * v[row]!)).toBeLessThan(1e-13 * scale);
          }
          for (let j = 0; j <= i; j++) {
            let dot = 0;
            for (let k = 0; k < n; k++) dot += v[k]! * vectors[j * n + k]!;
            expect(Math.abs(dot - (i === j ? 1 : 0))).toBeLessThan(1e-13);
          }
        }
      }),
    );
  });
});

describe('Pca', () => {
  it('turns rows to uncorrelated coordinates of the variances that it states', async () => {
    const rows = relatedRows(300, 8);
    const pca = new Pca(await gram(rows, { columns: 8 }), 8);
    const scores = pca.project(rows);
    for (let i = 0; i < 8; i++)
      for (let j = 0; j <= i; j++) {
        let product = 0;
        for (let r = 0; r < 300; r++) product += scores[8 * r + i]! * scores[8 * r + j]!;
        expect(product / 299).toBeCloseTo(i === j ? pca.variances[i]! : 0, 10);
      }
    expect(pca.shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect(pca.shares[0]! + pca.shares[1]! + pca.shares[2]!).toBeGreaterThan(0.9); // three causes
    const first = new Pca(await gram(rows, { columns: 8 }), 2);
    expect(first.project(rows).subarray(0, 2)).toEqual(scores.slice(0, 2));
    expect(first).toMatchObject({ columns: 8, components: 2 });
  });

  it('refuses what is no Gram matrix, and more components than columns', async () => {
    const good = await gram(relatedRows(30, 3), { columns: 3 });
    expect(() => new Pca(good, 4)).toThrow(/components.*from 1 to 3/);
    expect(() => new Pca({ ...good, matrix: new Float64Array(9).fill(Number.NaN) }, 1)).toThrow(/matrix/);
  });
});

describe.runIf(coreml)('in f16', () => {
  useModelCache();
  const half = { precision: 'f16' } as const;

  it('gram and projection agree with f64, whether sums are in f32 or in f16', async () => {
    const [rows, columns] = [relatedRows(700, 20), 20];
    const exact = await gram(rows, { columns });
    for (const sums of ['f32', 'f16']) {
      process.env.DUALBUS_EMULATED_MODEL = sums;
      const rounded = await gram(rows, { columns, ...half });
      expect(rounded.backend).toBe('coreml');
      expect(rounded.reason).toBeUndefined();
      const error = distance(rounded.matrix, exact.matrix) / 700;
      expect(error).toBeGreaterThan(0);
      expect(error).toBeLessThan(2e-3);
      const pca = new Pca(exact, 4);
      const { outputs, backend, rowsOnCpu } = await pca.run(rows, half);
      expect({ backend, rowsOnCpu }).toEqual({ backend: 'coreml', rowsOnCpu: 0 });
      expect(distance(outputs, pca.project(rows))).toBeLessThan(2e-2);
    }
  });

  it('a value that f16 cannot hold makes the CPU compute, and says so', async () => {
    const rows = new Float64Array(70_000 * 2);
    rows[1] = 1; // its standard score is the root of the number of rows, its square the number of rows
    const run = await gram(rows, { columns: 2, ...half });
    expect(run.reason).toMatch(/range of f16/);
    expect(run.matrix[3]).toBeCloseTo(69_999, 6);
  });

  it.runIf(emulating)(
    'falls back to the CPU when a prediction fails, says so, and is not asked again',
    async () => {
      const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
      const rows = relatedRows(64, 20);
      process.env.DUALBUS_EMULATED_MODEL = 'failing';
      await expect(gram(rows, { columns: 20, ...half, backend: 'coreml' })).rejects.toThrow(ModelFailed);
      const ran = await gram(rows, { columns: 20, ...half });
      expect(ran.matrix).toEqual((await gram(rows, { columns: 20 })).matrix);
      expect(ran.reason).toMatch(/told to fail/);
      expect(warnings).toHaveBeenCalledOnce();
      expect(describeBackends().find(({ name }) => name === 'coreml')?.reason).toMatch(/switched off/);
    },
  );
});
