// The tasks that come with the library give what their functions give on this thread.
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DenseModel, Vpin, type VpinOptions } from '../../src/analytics/index.js';
import { kernels, newPanel } from '../../src/compute/index.js';
import type { TradeColumns } from '../../src/market/index.js';
import type { ComputePool } from '../../src/pool/index.js';
import { localAddon } from '../support/library.js';
import { PoolFixture } from './support/fixture.js';

// Workers come last on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let fixture: PoolFixture;
let pool: ComputePool;
beforeAll(async () => {
  process.env.DUALBUS_ADDON = localAddon;
  fixture = await PoolFixture.load();
  pool = fixture.pool({ workers: 2 });
});
afterAll(async () => {
  await fixture.closePools();
  fixture.remove();
});

it('a kernel, over series and panels', async () => {
  const { kernelTask } = fixture.module;
  const data = pool.arena.share(Float64Array.from({ length: 600 }, (_, i) => Math.cos(i * i)));
  const out = pool.arena.share(new Float64Array(600));
  await pool.run(kernelTask('rollingMean'), { inputs: [data], out }, { args: { window: 7 } });
  expect(out).toEqual(kernels.rollingMean.runSync(data, { window: 7 }));
  const panel = { data, rows: 20, cols: 30, rowStride: 30 };
  const args = { scale: 'pct' as const, backend: 'reference' as const };
  await pool.run(kernelTask('csRank'), { inputs: [panel], out: { ...panel, data: out } }, { args });
  expect(out).toEqual(kernels.csRank.runSync(panel, { scale: 'pct' }, { out: newPanel(20, 30) }).data);
  await pool.run(kernelTask('rollingCorr'), { inputs: [data, data], out }, { args: { window: 4 } });
  expect(out).toEqual(kernels.rollingCorr.runSync([data, data], { window: 4 }));
  await expect(
    pool.run(kernelTask('rollingMean'), { inputs: [data], out }, { args: { window: 0 } }),
  ).rejects.toThrow(/task rollingMean threw InvalidArgument: window/);
});

it('VPIN, for each of several options', async () => {
  const trades = sharedTrades(5_000);
  const list: VpinOptions[] = [50, 80, 200].map((bucketVolume) => ({ bucketVolume, window: 10 }));
  const lease = pool.arena.lease(list.length * 8 * 1_100);
  const vpin = list.map(() => lease.float64(1_000));
  const found = await pool.sweep(
    fixture.module.vpinTask,
    (i) => ({ batches: [trades], vpin: vpin[i]! }),
    list,
  );
  for (const [i, options] of list.entries()) {
    const { buckets, instruments, summary } = await Vpin.compute(trades, options);
    expect(found[i]).toEqual({ buckets: buckets.length, instruments, summary });
    expect(vpin[i]!.subarray(0, buckets.length)).toEqual(buckets.vpin.subarray(0, buckets.length));
  }
  const short = { batches: [trades], vpin: vpin[0]!.subarray(0, 3) };
  await expect(pool.run(fixture.module.vpinTask, short, { args: list[0]! })).rejects.toThrow(
    /columns\.vpin: has 3/,
  );
});

it('a dense model', async () => {
  const weights = { layers: [{ type: 'linear', weight: [[0.5, -1]], bias: [0.25] }, { type: 'tanh' }] };
  const text = JSON.stringify(weights);
  const rows = pool.arena.share(Float64Array.of(1, 2, -3, 0.5));
  const out = pool.arena.share(new Float64Array(2));
  await pool.run(fixture.module.modelTask, {
    weights: pool.arena.share(new TextEncoder().encode(text)),
    rows,
    out,
  });
  expect(out).toEqual(DenseModel.load(text).predict(rows));
});

function sharedTrades(length: number): TradeColumns {
  const numbers = (of: (i: number) => number) =>
    pool.arena.share(Float64Array.from({ length }, (_, i) => of(i)));
  return {
    kind: 'trade',
    length,
    instruments: new Map([[3, { id: 3, symbol: 'ABC', priceExponent: -2, sizeExponent: 0 }]]),
    timeBase: 1_700_000_000_000_000_000n,
    timeOffset: numbers((i) => i * 1e6),
    instrument: pool.arena.share(new Uint32Array(length).fill(3)),
    side: pool.arena.share(Int8Array.from({ length }, (_, i) => (Math.sin(i) > 0.2 ? 1 : -1))),
    price: numbers((i) => 10_000 + Math.round(50 * Math.sin(i / 20))),
    size: numbers((i) => 1 + ((i * 7) % 13)),
  };
}
