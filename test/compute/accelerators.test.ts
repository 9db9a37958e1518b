// The GPU and Core ML behind the kernels: real ones on a Mac, the emulated ones in the third mode of the suite.
import { describe, expect, it } from 'vitest';
import type { AnyKernel } from '#dualbus/compute/backend.js';
import {
  BackendNotSynchronous,
  describeBackends,
  diagnoseBackends,
  kernels,
  runOnGpu,
  setCrossover,
} from '#dualbus/compute/index.js';
import type { KernelSpec } from '#dualbus/compute/kernel.js';
import { metalBackend } from '#dualbus/compute/native/metal-backend.js';
import { largestFinite, roundedTo32 } from '#dualbus/compute/self-test.js';
import { firstDifference, toleranceOf } from '#dualbus/compute/tolerance.js';
import { newStep } from './support/compare.js';
import { type Character, characters, type PanelShape, randomPanel } from './support/panels.js';

const specs = Object.values(kernels).map((kernel) => kernel.spec as KernelSpec<object>);
const offered = specs.filter(({ dtypes }) => dtypes.includes('f32'));
const gpu = metalBackend.unavailable() === undefined && process.env.DUALBUS_BACKEND === undefined;

/** A call of a kernel with one input and one output, by the numbers of their slots. */
function call(kernel: string, args: number[], from: number, to: number) {
  return {
    kernel,
    args: Uint32Array.from(args),
    reals: new Float64Array(0),
    inputs: Uint32Array.of(from),
    outputs: Uint32Array.of(to),
  };
}

const shapes: PanelShape[] = [
  { rows: 1, cols: 1 },
  { rows: 3, cols: 2, gap: 3 },
  { rows: 40, cols: 3 },
  { rows: 9, cols: 37, gap: 1 },
  { rows: 70, cols: 1 },
];

/** The first place where the GPU is not within the stated tolerance of the reference on the same f32 inputs, in words. */
async function disagreement(spec: KernelSpec<object>, args: object, shape: PanelShape, character: Character) {
  const inputs = spec.inputs.map((_, i) => randomPanel(shape, character, 17 + i));
  const step = newStep(spec, args, inputs, shape);
  if (!metalBackend.supports(spec as AnyKernel, step)) return [`${JSON.stringify(args)} is refused`];
  const expected = roundedTo32(newStep(spec, args, inputs, shape));
  spec.step(expected);
  await metalBackend.run(spec as AnyKernel, step, undefined);
  const magnitude = largestFinite(expected.inputs);
  const [actual, wanted] = [step.output.data, expected.output.data];
  const at = firstDifference(actual, wanted, toleranceOf(spec.name, 'f32'), magnitude);
  if (at < 0) return [];
  return [`${JSON.stringify({ args, shape, character })}[${at}]: ${actual[at]} instead of ${wanted[at]}`];
}

describe.runIf(gpu)('the GPU', () => {
  it('runs what the tolerance table lists for f32', () => {
    expect(offered.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['rolling_mean', 'rolling_std', 'rolling_corr', 'decay_linear', 'cs_rank']),
    );
  });

  it.each(offered.map((spec) => [spec.name, spec] as const))(
    '%s agrees with the reference in f32 on every kind of panel',
    async (_, spec) => {
      const wrong: string[] = [];
      for (const shape of shapes)
        for (const character of Object.keys(characters) as Character[])
          for (const args of spec.examples) wrong.push(...(await disagreement(spec, args, shape, character)));
      expect(wrong).toEqual([]);
    },
  );

  it('is chosen where f32 will do and the size pays, and for nothing else', async () => {
    const series = Float64Array.from({ length: 50 }, (_, i) => Math.sin(i));
    const exact = kernels.rollingMean.runSync(series, { window: 4 });
    setCrossover({ metal: { '*': 50 } });
    try {
      expect(await kernels.rollingMean.run(series, { window: 4 })).toEqual(exact);
      const rounded = await kernels.rollingMean.run(series, { window: 4 }, { precision: 'f32' });
      expect(rounded).not.toEqual(exact);
      expect(rounded.every((value) => Number.isNaN(value) || value === Math.fround(value))).toBe(true);
      const short = series.subarray(0, 49);
      expect(await kernels.rollingMean.run(short, { window: 4 }, { precision: 'f32' })).toEqual(
        exact.subarray(0, 49),
      );
    } finally {
      setCrossover({});
    }
  });

  it('is refused on synchronous calls', () => {
    expect(() => kernels.csRank.runSync(new Float64Array(4), {}, { backend: 'metal' })).toThrow(
      BackendNotSynchronous,
    );
  });

  it('keeps the results of a batch on the device, in one command buffer', async () => {
    const x = randomPanel({ rows: 30, cols: 5 }, 'prices', 3);
    const out = new Float64Array(150);
    const slot = { element: 'f32', rows: 30, cols: 5, stride: 5 } as const;
    const cost = await runOnGpu(
      [call('rolling_mean', [5, 5], 0, 1), call('cs_rank', [0, 1], 1, 2)],
      [{ ...slot, source: x.data }, slot, { ...slot, target: out }],
    );
    expect(cost).toMatchObject({ commandBuffers: 1, hostCalls: 0, copiedInBytes: 600, copiedOutBytes: 600 });
    expect(cost.deviceBytes).toBe(3 * 16_384); // a page for each of the three panels
    const ranks = kernels.csRank.runSync(kernels.rollingMean.runSync(x, { window: 5 }), { scale: 'pct' });
    expect(firstDifference(out, ranks.data, { absolute: 0, relative: 2 ** -23 })).toBe(-1);
  });

  it('takes whole numbers up to 2^53 and group numbers in the same batch', async () => {
    const volumes = Float64Array.of(1, 2 ** 52, 3, 4);
    const sums = new Float64Array(4);
    const values = Float64Array.of(1, 2, 3, 5);
    const demeaned = new Float64Array(4);
    const none = { args: new Uint32Array(0), reals: new Float64Array(0) };
    await runOnGpu(
      [
        { kernel: 'prefix_scan', ...none, inputs: Uint32Array.of(0), outputs: Uint32Array.of(1) },
        { kernel: 'group_demean', ...none, inputs: Uint32Array.of(2, 3), outputs: Uint32Array.of(4) },
      ],
      [
        { element: 'u64', rows: 4, cols: 1, stride: 1, source: volumes },
        { element: 'u64', rows: 4, cols: 1, stride: 1, target: sums },
        { element: 'f32', rows: 1, cols: 4, stride: 4, source: values },
        { element: 'u32', rows: 1, cols: 4, stride: 4, source: Uint32Array.of(0, 0, 1, 1) },
        { element: 'f32', rows: 1, cols: 4, stride: 4, target: demeaned },
      ],
    );
    expect([...sums]).toEqual([1, 2 ** 52 + 1, 2 ** 52 + 4, 2 ** 52 + 8]);
    expect([...demeaned]).toEqual([-0.5, 0.5, -1, 1]);
  });

  it('computes a call that the GPU lacks on the CPU in between', async () => {
    const x = Float64Array.from({ length: 20 }, (_, i) => i * i);
    const out = new Float64Array(20);
    const slot = { element: 'f32', rows: 20, cols: 1, stride: 1 } as const;
    const cost = await runOnGpu(
      [call('rolling_max', [3, 1], 0, 1), call('rolling_skew', [6, 6], 1, 2)],
      [{ ...slot, source: x }, slot, { ...slot, target: out }],
    );
    expect(cost.hostCalls).toBe(1);
    const expected = kernels.rollingSkew.runSync(x, { window: 6 });
    expect(firstDifference(out, expected, { absolute: 1e-6, relative: 1e-6 })).toBe(-1);
  });

  it('writes nothing once it is aborted', async () => {
    const controller = new AbortController();
    const out = new Float64Array(64).fill(7);
    const run = kernels.rollingMean.run(
      new Float64Array(64),
      { window: 2 },
      {
        backend: 'metal',
        out,
        signal: controller.signal,
      },
    );
    controller.abort(new Error('enough'));
    await expect(run).rejects.toThrow('enough');
    await kernels.rollingMean.run(new Float64Array(8), { window: 2 }, { backend: 'metal' });
    expect(out.every((value) => value === 7)).toBe(true);
  });

  it('names a source that is no panel, and a batch that reads what nothing wrote', async () => {
    const slot = { element: 'f32', rows: 4, cols: 1, stride: 1 } as const;
    await expect(runOnGpu([], [{ ...slot, source: new Float64Array(3) }])).rejects.toThrow(
      /source.*too short/,
    );
    const call = {
      kernel: 'rolling_mean',
      args: Uint32Array.of(2, 1),
      reals: new Float64Array(0),
      inputs: Uint32Array.of(0),
      outputs: Uint32Array.of(1),
    };
    await expect(runOnGpu([call], [slot, { ...slot, target: new Float64Array(4) }])).rejects.toThrow(
      /read before anything was written/,
    );
  });

  it('is diagnosed with every kernel that it runs', async () => {
    const metal = (await diagnoseBackends()).find(({ name }) => name === 'metal')!;
    expect(metal).toMatchObject({ available: true, precision: 'f32' });
    expect(metal.agreed).toEqual(expect.arrayContaining(offered.map(({ name }) => name)));
    expect(describeBackends().find(({ name }) => name === 'coreml')).toMatchObject({ available: true });
  });
});
