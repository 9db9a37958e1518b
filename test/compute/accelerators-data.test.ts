// The GPU on the values that the CPU is held to: published tables, windows that break running sums, real trades.
import { describe, expect, it } from 'vitest';
import { Vpin } from '#dualbus/analytics/index.js';
import { kernels, type Panel, runOnGpu } from '#dualbus/compute/index.js';
import { metalBackend } from '#dualbus/compute/native/metal-backend.js';
import { toleranceOf } from '#dualbus/compute/tolerance.js';
import type { TradeColumns } from '#dualbus/market/index.js';
import { sharedTrades } from '../analytics/vpin/expected.js';
import { hasShared, readSharedJson } from '../support/shared.js';

const gpu = metalBackend.unavailable() === undefined && process.env.DUALBUS_BACKEND === undefined;
const metal = { backend: 'metal' } as const;
const series = (values: readonly number[]) => Float64Array.from(values);

function expectNear(
  actual: ArrayLike<number>,
  expected: readonly (number | null)[],
  tolerance: number,
): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    if (value === null || Number.isNaN(value)) expect(actual[i]).toBeNaN();
    else expect(Math.abs(actual[i]! - value)).toBeLessThanOrEqual(tolerance);
  });
}

interface Moments {
  kurt_benign: number[];
  norris_x: number[];
  norris_y: number[];
  norris_r_certified: number;
  corr_outlier_exit: { x: number[]; y: number[]; window: number };
  corr_no_nan: { x: number[]; y: number[]; window: number; last_corr_exact: number };
}

interface Example {
  x: (number | null)[];
  out: (number | null)[];
  group?: string;
  p?: number;
}

describe.runIf(gpu && hasShared)('the GPU on adversarial moments', () => {
  const data = readSharedJson<Moments>('expected', 'rolling_moments_adversarial.json');
  const { absolute } = toleranceOf('rolling_corr', 'f32');

  it("has the certified correlation of NIST's Norris data", async () => {
    const window = data.norris_x.length;
    const found = await kernels.rollingCorr.run(
      [series(data.norris_x), series(data.norris_y)],
      { window },
      metal,
    );
    expect(Math.abs(found.at(-1)! - data.norris_r_certified)).toBeLessThanOrEqual(absolute);
  });

  it('forgets an outlier that left: the same bits as the window alone', async () => {
    const { x, y, window } = data.corr_outlier_exit;
    const whole = await kernels.rollingCorr.run([series(x), series(y)], { window }, metal);
    const exact = kernels.rollingCorr.runSync([series(x), series(y)], { window });
    for (let t = x.indexOf(3.8e12) + window; t < x.length; t++) {
      const part = (values: number[]) => series(values.slice(t + 1 - window, t + 1));
      const alone = await kernels.rollingCorr.run([part(x), part(y)], { window }, metal);
      expect(whole[t]).toBe(alone[window - 1]);
      expect(Math.abs(whole[t]! - exact[t]!)).toBeLessThanOrEqual(absolute);
    }
  });

  it('is defined after large values', async () => {
    const { x, y, window, last_corr_exact } = data.corr_no_nan;
    const found = await kernels.rollingCorr.run([series(x), series(y)], { window }, metal);
    expect(Math.abs(found.at(-1)! - last_corr_exact)).toBeLessThanOrEqual(absolute);
  });

  it.each([10, 20])('has the deviations of the CPU over prices with a jump, window %d', async (window) => {
    const x = series(data.kurt_benign);
    const exact = kernels.rollingStd.runSync(x, { window });
    const found = await kernels.rollingStd.run(x, { window }, metal);
    for (let t = window - 1; t < x.length; t++)
      expect(Math.abs(found[t]! / exact[t]! - 1)).toBeLessThanOrEqual(window < 20 ? 1e-4 : 1e-5);
  });
});

describe.runIf(gpu && hasShared)('the GPU on published tables', () => {
  const { polars_ta, toraniko } = readSharedJson<{
    polars_ta: { cs_rank_dense_pct: Example };
    toraniko: Record<'winsorize' | 'winsorize_nan' | 'winsorize_group' | 'center_std', Example>;
  }>('expected', 'cross_section_small.json');

  /** Applies the kernel to each group of the example by itself. */
  async function expectExample(
    { x, out, group }: Example,
    run: (row: Panel) => Promise<Panel>,
  ): Promise<void> {
    const groups = group ?? 'A'.repeat(x.length);
    for (const name of new Set(groups)) {
      const pick = <T>(values: T[]) => values.filter((_, c) => groups[c] === name);
      const data = Float64Array.from(pick(x), (value) => value ?? Number.NaN);
      const found = await run({ data, rows: 1, cols: data.length, rowStride: data.length });
      const magnitude = Math.max(1, ...pick(out).map((value) => Math.abs(value ?? 0)));
      expectNear(found.data, pick(out), 1e-6 * magnitude);
    }
  }

  it('of toraniko', async () => {
    for (const example of [toraniko.winsorize, toraniko.winsorize_nan, toraniko.winsorize_group])
      await expectExample(example, (x) =>
        kernels.csWinsorize.run(x, { method: 'quantile', limit: example.p! }, metal),
      );
    await expectExample(toraniko.center_std, (x) => kernels.csZscore.run(x, {}, metal));
  });

  it('of polars_ta', async () => {
    await expectExample(polars_ta.cs_rank_dense_pct, async (x) =>
      kernels.csMinmax.runSync(await kernels.csRank.run(x, { method: 'dense' }, metal)),
    );
  });
});

/** VPIN of trades in 1/`scale` of their whole volume, and in buckets of so much, in one batch. */
async function sweep(
  batches: readonly TradeColumns[],
  sets: { bucket: bigint; scale: bigint; closed: number }[],
) {
  const trades = batches.reduce((sum, { length }) => sum + length, 0);
  const volumes = new Float64Array(trades);
  const sides = new Float64Array(trades);
  let at = 0;
  for (const { length, size, side } of batches) {
    volumes.set(size.subarray(0, length), at);
    sides.set(side.subarray(0, length), at);
    at += length;
  }
  const cols = sets.reduce((sum, { closed }) => sum + closed, 0);
  const [vpin, starts] = [new Float64Array(cols), new Uint32Array(cols)];
  const words = (value: bigint) => [Number(value & 0xffff_ffffn), Number(value >> 32n)];
  const row = { element: 'f32', rows: 1, cols, stride: cols } as const;
  await runOnGpu(
    [
      {
        kernel: 'vpin_sweep',
        args: Uint32Array.from(
          sets.flatMap(({ bucket, scale }) => [...words(bucket), ...words(scale), 50, 0]),
        ),
        reals: new Float64Array(0),
        inputs: Uint32Array.of(0, 1),
        outputs: Uint32Array.of(2, 3, 4),
      },
    ],
    [
      { element: 'u64', rows: trades, cols: 1, stride: 1, source: volumes },
      { element: 'f32', rows: 1, cols: trades, stride: trades, source: sides },
      { ...row, target: new Float64Array(cols) },
      { ...row, element: 'u32', target: starts },
      { ...row, target: vpin },
    ],
  );
  return { vpin, starts };
}

describe.runIf(gpu && hasShared)('the GPU on real trades', () => {
  it.each(['usdm_btcusdt_20240808', 'usdm_ethusdt_20240808'])(
    'closes the buckets of the CPU, at the same trades, with its VPIN: %s',
    async (file) => {
      const batches = await sharedTrades(`binance_hft/${file}_trades.csv.gz`);
      const times = batches.flatMap(({ timeBase, timeOffset, length }) =>
        Array.from(timeOffset.subarray(0, length), (offset) => timeBase + BigInt(offset)),
      );
      const total = batches.reduce(
        (sum, { size, length }) => sum + size.subarray(0, length).reduce((a, b) => a + b, 0),
        0,
      );
      const counts = [200, 333];
      const sets = counts.map((closed) => ({ bucket: BigInt(total), scale: BigInt(closed), closed }));
      const { vpin, starts } = await sweep(batches, sets);
      let at = 0;
      for (const buckets of counts) {
        const exact = (await Vpin.compute(batches, { buckets, window: 50 })).buckets;
        expect(exact.length).toBe(buckets);
        for (const { index, start, vpin: expected } of exact) {
          expect(times[starts[at + index]!]).toBe(start);
          if (Number.isNaN(expected)) expect(vpin[at + index]).toBeNaN();
          else expect(Math.abs(vpin[at + index]! - expected)).toBeLessThanOrEqual(1e-6);
        }
        at += buckets;
      }
    },
  );
});
