// A pool as a whole: closing, what is left behind, restarts, priority, metrics.
import { channel } from 'node:diagnostics_channel';
import { getPriority } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { TaskRecord } from '../../src/base/diagnostics.js';
import { localAddon } from '../support/library.js';
import { open, PoolFixture, reached, sharedInts } from './support/fixture.js';

// Workers come last on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let fixture: PoolFixture;
beforeAll(async () => {
  process.env.DUALBUS_ADDON = localAddon;
  fixture = await PoolFixture.load();
});
afterEach(() => fixture.closePools());
afterAll(() => fixture.remove());

describe('close', () => {
  it('under load waits for what was taken and takes no more', async () => {
    const pool = fixture.pool({ workers: 2 });
    const [started, gate] = [sharedInts(1), sharedInts(1)];
    const tasks = Array.from({ length: 20 }, () => pool.run(fixture.task('wait'), { started, gate }));
    await reached(started, 2);
    const closed = pool.close();
    expect(pool.close()).toBe(closed);
    await expect(pool.run(fixture.task('empty'), {})).rejects.toMatchObject({ code: 'DUALBUS_POOL_CLOSED' });
    open(gate);
    await Promise.all(tasks);
    await closed;
    expect(pool.metrics()).toMatchObject({ busy: 0, queued: 0, pinnedBytes: 0, tasks: { ok: 20 } });
  });

  it('stops what does not end in time, and says so', async () => {
    const pool = fixture.pool({ workers: 1 });
    const started = sharedInts(2);
    const tasks = [1, 2].map(() =>
      pool.run(fixture.task('spin'), { started }).catch((error: Error) => error.message),
    );
    await reached(started, 1);
    await pool.close({ drainMs: 0 });
    const message = 'task spin was aborted: the pool was closed';
    expect(await Promise.all(tasks)).toEqual([message, message]);
    const seen = started[1];
    await new Promise(setImmediate);
    expect(started[1]).toBe(seen);
  });

  it('leaves nothing that keeps the process alive, and neither does an idle pool', () => {
    const source = `
      import { ComputePool, kernelTask } from './pool/index.js';
      const pools = [new ComputePool({ workers: 1 }), new ComputePool({ workers: 1 })];
      for (const pool of pools) {
        const [series, out] = [1, 2].map(() => pool.arena.share(new Float64Array(1000)));
        await pool.run(kernelTask('rollingMean'), { inputs: [series], out }, { args: { window: 5 } });
      }
      await pools[0].close();
      console.log(process.getActiveResourcesInfo().filter((name) => /Timeout|Immediate/.test(name)).length);
    `;
    expect(fixture.library.run(source)).toBe(0);
  });
});

it('a bus that closes takes its pool and its shards along, and nothing keeps the process alive', () => {
  const tasks = JSON.stringify(fixture.task('empty').module);
  const source = `
    import { DualBus } from './bus/index.js';
    import { ComputePool, defineTask } from './pool/index.js';
    import { MemoryServer } from './transport/index.js';
    const memory = () => ({ memory: new MemoryServer(), deadlineMs: 50_000 });
    const bus = await DualBus.connect({ engine: 'test', marketData: memory(), engineLogic: memory(), messages: [] });
    await bus.instruments.define({ id: 1, symbol: 'A', priceExponent: -2, sizeExponent: 0 });
    const pool = new ComputePool({ bus, workers: 2 });
    const tasks = ${tasks};
    let seen = 0;
    await pool.shard(bus.subscribe(['trade'], { group: 'g', start: '0' }), {
      by: 'instrument', handler: defineTask(tasks, 'vpinShard'), args: {}, onResult: ({ rows }) => void (seen += rows.length),
    });
    const trade = { time: 1n, price: 1, size: 1, instrument: 1, side: 'buy' };
    for (let i = 0; i < 20; i++) await bus.publish('trade', trade);
    while (seen < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    const running = pool.run(defineTask(tasks, 'echo'), {}, { args: 'drained' });
    await bus.close();
    console.log(JSON.stringify([await running, await pool.run(defineTask(tasks, 'empty'), {}).catch(({ code }) => code)]));
  `;
  expect(fixture.library.run(source)).toEqual(['drained', 'DUALBUS_POOL_CLOSED']);
});

it('workers are replaced again and again, and leave nothing behind', async () => {
  const pool = fixture.pool({ workers: 2, maxHeapMb: 32 });
  const started = sharedInts(2);
  const crash = async (i: number): Promise<void> => {
    const how = ['exit', 'throwOutside', 'spin'][i % 3]!;
    const controller = new AbortController();
    const running = pool.run(fixture.task(how), { started }, { signal: controller.signal });
    if (how === 'spin') {
      await reached(started, Math.floor(i / 3) + 1);
      controller.abort();
    }
    await expect(running).rejects.toMatchObject({ task: how });
  };
  for (let i = 0; i < 9; i++) await crash(i);
  expect(pool.metrics()).toMatchObject({ busy: 0, queued: 0, tasks: { crashed: 6, aborted: 3 } });
  expect(await pool.run(fixture.task('echo'), {}, { args: 'alive' })).toBe('alive');
  await pool.close();
  expect(pool.metrics().pinnedBytes).toBe(0);
});

it.runIf(process.platform === 'linux')('workers come behind the thread that moves messages', async () => {
  const pool = fixture.pool({ workers: 1 });
  const { priority, main } = await pool.run(
    fixture.task<{ priority: number; main: number }>('priorities'),
    {},
  );
  expect(priority).toBe(Math.min(19, main + 10));
  expect(main).toBe(getPriority());
});

it('metrics and the diagnostics channel tell waiting from running', async () => {
  const records: TaskRecord[] = [];
  const listen = (record: unknown): void => void records.push(record as TaskRecord);
  channel('dualbus:pool:task').subscribe(listen);
  const pool = fixture.pool({ workers: 1 });
  const [started, gate] = [sharedInts(1), sharedInts(1)];
  const tasks = [1, 2].map(() => pool.run(fixture.task('wait'), { started, gate }));
  await reached(started, 1);
  expect(pool.metrics()).toMatchObject({ workers: 1, busy: 1, queued: 1, pinnedBytes: 8 });
  open(gate);
  await Promise.all(tasks);
  await expect(pool.run(fixture.task('fail'), {})).rejects.toThrow();
  channel('dualbus:pool:task').unsubscribe(listen);
  expect(records.map(({ task, outcome }) => `${task} ${outcome}`)).toEqual([
    'wait ok',
    'wait ok',
    'fail failed',
  ]);
  expect(records[1]!.waitMs).toBeGreaterThan(0);
  const { waitMs, runMs, utilization } = pool.metrics();
  expect([waitMs.count, runMs.count]).toEqual([3, 3]);
  expect(runMs.max).toBeGreaterThanOrEqual(runMs.p50);
  expect(utilization).toBeGreaterThan(0);
  expect(utilization).toBeLessThanOrEqual(1);
});
