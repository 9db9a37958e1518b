// Dense networks on Core ML: the real one on a Mac, the emulated model (DUALBUS_EMULATED_MODEL) in the third mode.
import { describe, expect, it, vi } from 'vitest';
import { DenseModel } from '#dualbus/analytics/model/index.js';
import { activations } from '#dualbus/compute/dense.js';
import { describeBackends, HalfRangeExceeded, ModelFailed } from '#dualbus/compute/index.js';
import { coremlBackend } from '#dualbus/compute/native/coreml-backend.js';
import { emulating } from '../support/library.js';
import { useModelCache } from '../support/model-cache.js';
import { randomNetwork, randomRows } from '../support/networks.js';

const coreml = coremlBackend.unavailable() === undefined && process.env.DUALBUS_BACKEND === undefined;
const half = { precision: 'f16' } as const;

/** The largest difference between two results. */
function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}

describe.runIf(coreml)('DenseModel.run in f16', () => {
  useModelCache();

  it.each(activations)(
    'agrees with f64 through %s, whether sums are in f32 or in f16',
    async (activation) => {
      const model = DenseModel.load(randomNetwork([12, 24, 5], activation));
      const rows = randomRows(200, 12);
      const exact = model.predict(rows);
      for (const sums of ['f32', 'f16']) {
        process.env.DUALBUS_EMULATED_MODEL = sums;
        const { outputs, backend, rowsOnCpu } = await model.run(rows, half);
        expect({ backend, rowsOnCpu }).toEqual({ backend: 'coreml', rowsOnCpu: 0 });
        expect(outputs).toBeInstanceOf(Float32Array);
        const error = distance(outputs, exact);
        expect(error).toBeGreaterThan(0);
        expect(error).toBeLessThan(2e-2);
      }
    },
  );

  it('computes the rows that f16 cannot hold on the CPU, in f32', async () => {
    const model = DenseModel.load(randomNetwork([3, 8, 2], 'relu'));
    const rows = randomRows(40, 3);
    rows[3] = Number.NaN;
    rows[9] = 1e6;
    const { outputs, rowsOnCpu } = await model.run(rows, half);
    const single = model.predict(rows, { precision: 'f32' });
    expect(rowsOnCpu).toBe(2);
    for (const row of [1, 3])
      expect(outputs.slice(2 * row, 2 * row + 2)).toEqual(single.slice(2 * row, 2 * row + 2));
    expect(outputs.slice(0, 2)).not.toEqual(single.slice(0, 2));
  });

  it('takes no rows at all, and more than one prediction', async () => {
    const model = DenseModel.load(randomNetwork([4, 3], 'relu'));
    expect((await model.run(new Float64Array(0), half)).outputs).toEqual(new Float32Array(0));
    const rows = randomRows(300, 4);
    expect(distance((await model.run(rows, half)).outputs, model.predict(rows))).toBeLessThan(1e-2);
  });

  it('refuses a network whose values leave the range of f16, and runs it on the CPU', async () => {
    const weights = { layers: [{ type: 'linear' as const, weight: [[60_000, 60_000]] }] };
    const model = DenseModel.load(weights);
    await expect(model.run(Float64Array.of(1, 1), { ...half, backend: 'coreml' })).rejects.toThrow(
      HalfRangeExceeded,
    );
    const ran = await model.run(Float64Array.of(1, 1), half);
    expect([...ran.outputs]).toEqual([120_000]);
    expect(ran).toMatchObject({
      backend: expect.stringMatching(/cpu|reference/),
      reason: expect.stringMatching(/f16/),
    });
    const beyond = DenseModel.load({ layers: [{ type: 'linear', weight: [[1e5]] }] });
    await expect(beyond.plan()).rejects.toThrow(/layers\[0\]/);
  });

  it('tells where the system plans to run it', async () => {
    const plan = await DenseModel.load(randomNetwork([4, 6, 2], 'tanh')).plan();
    expect(plan.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });

  it.runIf(emulating)(
    'ends between two predictions when its signal does, and the next run is whole',
    async () => {
      const model = DenseModel.load(randomNetwork([4, 3], 'relu'));
      await model.run(randomRows(1, 4), half);
      process.env.DUALBUS_EMULATED_MODEL = 'slow';
      const controller = new AbortController();
      const rows = randomRows(128 * 50, 4);
      const run = model.run(rows, { ...half, signal: controller.signal });
      setImmediate(() => controller.abort(new Error('enough')));
      await expect(run).rejects.toThrow('enough');
      delete process.env.DUALBUS_EMULATED_MODEL;
      expect((await model.run(rows, half)).outputs.every(Number.isFinite)).toBe(true);
    },
  );

  it('runs calls that come together one after the other', async () => {
    const model = DenseModel.load(randomNetwork([4, 3], 'relu'));
    const batches = Array.from({ length: 9 }, (_, seed) => randomRows(10, 4, seed));
    const together = await Promise.all(batches.map((rows) => model.run(rows, half)));
    for (const [i, rows] of batches.entries())
      expect(together[i]!.outputs).toEqual((await model.run(rows, half)).outputs);
  });

  it.runIf(emulating)(
    'falls back to the CPU when a prediction fails, says so, and is not asked again',
    async () => {
      const warnings = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
      const model = DenseModel.load(randomNetwork([4, 3], 'relu'));
      await model.run(randomRows(1, 4), half);
      process.env.DUALBUS_EMULATED_MODEL = 'failing';
      const rows = randomRows(5, 4);
      await expect(model.run(rows, { ...half, backend: 'coreml' })).rejects.toThrow(ModelFailed);
      const ran = await model.run(rows, half);
      expect(ran.outputs).toEqual(model.predict(rows, { precision: 'f32' }));
      expect(ran.reason).toMatch(/told to fail/);
      expect(warnings).toHaveBeenCalledOnce();
      expect(describeBackends().find(({ name }) => name === 'coreml')?.reason).toMatch(/switched off/);
      delete process.env.DUALBUS_EMULATED_MODEL;
      expect((await model.run(rows, half)).reason).toMatch(/switched off/);
    },
  );
});

describe.runIf(!coreml)('DenseModel.run without Core ML', () => {
  it('computes on the CPU, in f32 where f16 would do, and says why', async () => {
    const model = DenseModel.load(randomNetwork([3, 4, 1], 'relu'));
    const rows = randomRows(7, 3);
    const ran = await model.run(rows, half);
    expect(ran.outputs).toEqual(model.predict(rows, { precision: 'f32' }));
    expect(ran.backend).toMatch(/cpu|reference/);
    expect((await model.run(rows)).outputs).toEqual(model.predict(rows));
    if (process.env.DUALBUS_BACKEND === undefined)
      await expect(model.run(rows, { ...half, backend: 'coreml' })).rejects.toThrow(/coreml/);
  });
});
