// Tasks in workers: results, order, limits, and every way in which a task can end.
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ComputePool } from '../../src/pool/index.js';
import { localAddon } from '../support/library.js';
import { open, PoolFixture, reached, sharedInts } from './support/fixture.js';

// Workers come last on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let fixture: PoolFixture;
/** For tests that need no pool of their own, with so many workers. */
let pools: ComputePool[];
beforeAll(async () => {
  process.env.DUALBUS_ADDON = localAddon;
  fixture = await PoolFixture.load();
  pools = [0, 1, 2].map((workers) => new fixture.module.ComputePool({ workers, maxHeapMb: 32 }));
});
afterEach(() => fixture.closePools());
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.close({ drainMs: 0 })));
  fixture.remove();
});

const code = (code: string) => expect.objectContaining({ code });

describe('run', () => {
  it.each([0, 1, 2])('copies arguments and results with %d workers', async (workers) => {
    const pool = pools[workers]!;
    const value = { a: [1, 2n, 'x'], when: new Date(5) };
    expect(await pool.run(fixture.task('echo'), {}, { args: value })).toEqual(value);
    expect(await pool.run(fixture.task('empty'), undefined)).toBeUndefined();
  });

  it('takes shared columns, and refuses others by name', async () => {
    const pool = pools[1]!;
    await expect(pool.run(fixture.task('mean'), { close: { data: new Float64Array(4) } })).rejects.toThrow(
      /columns\.close\.data: is not in shared memory/,
    );
    await expect(pool.run(fixture.task('echo'), {}, { args: () => 1 })).rejects.toEqual(
      code('DUALBUS_INVALID_ARGUMENT'),
    );
    expect(await pool.run(fixture.task('echo'), {}, { args: 1 })).toBe(1);
  });

  it('gives exactly the same numbers with 0, 1, 2 and 4 workers', async () => {
    const results: { last: unknown; columns: Float64Array[] }[] = [];
    const windows = [2, 5, 17, 100, 250, 999];
    for (const workers of [0, 1, 2, 4]) {
      const pool = fixture.pool({ workers });
      const close = pool.arena.share(Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i) * 1e3 + i));
      const lease = pool.arena.lease(2 * windows.length * (8 * 5000 + 64));
      const columns = windows.map(() => ({ close, out: lease.float64(5000), rank: lease.float64(5000) }));
      const last = await pool.sweep(
        fixture.task('mean'),
        (i) => columns[i],
        windows.map((window) => ({ window })),
      );
      results.push({ last, columns: columns.flatMap(({ out, rank }) => [out.slice(), rank.slice()]) });
      lease.release();
    }
    for (const result of results) expect(result).toEqual(results[0]);
    expect(results[0]!.last).not.toContain(0);
  });

  it('starts higher priorities first, and equal ones in order', async () => {
    const pool = pools[1]!;
    const [started, gate, order] = [sharedInts(1), sharedInts(1), sharedInts(8)];
    const wait = fixture.task('wait');
    const tasks = [pool.run(wait, { started, gate, order }, { args: 1 })];
    await reached(started, 1);
    for (const [id, priority] of [[2, 0], [3, 5], [4, 0], [5, -1], [6, 5]]) // biome-ignore format: a table
      tasks.push(pool.run(wait, { gate, order }, { args: id, priority: priority! }));
    open(gate);
    await Promise.all(tasks);
    expect([...order]).toEqual([6, 1, 3, 6, 2, 4, 5, 0]);
  });
});

describe('a task', () => {
  it.each([0, 1])('that throws says what, and its worker goes on (%d workers)', async (workers) => {
    const pool = pools[workers]!;
    const before = await pool.run(fixture.task('thread'), {});
    const failed = await pool.run(fixture.task('fail'), {}).catch((error: Error) => error);
    expect(failed).toMatchObject({ name: 'TaskFailed', code: 'DUALBUS_TASK_FAILED', task: 'fail' });
    expect(failed).toBeInstanceOf(fixture.module.TaskFailed);
    expect((failed as Error).cause).toMatchObject({
      name: 'RangeError',
      message: 'out of range',
      code: 'TOO_FAR',
    });
    await expect(pool.run(fixture.task('failLater'), {})).rejects.toThrow(
      'task failLater threw Error: later',
    );
    await expect(pool.run(fixture.task('nothing'), {})).rejects.toThrow(/exports no function nothing/);
    expect(await pool.run(fixture.task('thread'), {})).toBe(before);
  });

  it.each([
    ['exit', /it exited with code 3/],
    ['throwOutside', /it threw TypeError: outside/],
    ['eatMemory', /it ran out of memory/],
    ['unsendable', /cannot be copied between threads/],
  ])('that ends its worker by %s fails alone, and the worker is replaced', async (name, message) => {
    const pool = pools[2]!;
    const [started, gate] = [sharedInts(1), sharedInts(1)];
    const sibling = pool.run(fixture.task('wait'), { started, gate }, { args: 1 });
    await reached(started, 1);
    const crash = await pool.run(fixture.task(name), {}).catch((error: Error) => error);
    expect(crash).toMatchObject({ code: 'DUALBUS_WORKER_CRASHED', task: name });
    expect((crash as Error).message).toMatch(message);
    expect(await pool.run(fixture.task('echo'), {}, { args: 'alive' })).toBe('alive');
    open(gate);
    await sibling;
    expect(pool.metrics()).toMatchObject({ busy: 0, queued: 0, pinnedBytes: 0 });
  });

  it('that never ends is stopped with its worker at its timeout', async () => {
    const pool = pools[1]!;
    const started = sharedInts(2);
    const hung = pool.run(fixture.task('spin'), { started }, { timeoutMs: 300 });
    await expect(hung).rejects.toMatchObject({
      code: 'DUALBUS_TASK_TIMEOUT',
      task: 'spin',
      phase: 'running',
    });
    expect(await pool.run(fixture.task('echo'), {}, { args: 'alive' })).toBe('alive');
  });

  it('that waits too long is not started', async () => {
    const pool = pools[1]!;
    const [started, gate] = [sharedInts(1), sharedInts(1)];
    const first = pool.run(fixture.task('wait'), { started, gate });
    await reached(started, 1);
    const late = pool.run(fixture.task('wait'), { started, gate }, { timeoutMs: 1 });
    await expect(late).rejects.toMatchObject({ code: 'DUALBUS_TASK_TIMEOUT', phase: 'waiting' });
    open(gate);
    await first;
    expect(started[0]).toBe(1);
  });

  it('is aborted before, while it waits, and while it runs', async () => {
    const pool = pools[1]!;
    const spin = fixture.task('spin');
    const started = sharedInts(2);
    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = pool.run(spin, { started }, { signal: running.signal });
    await reached(started, 1);
    const second = pool.run(spin, { started }, { signal: waiting.signal });
    const reason = new Error('not needed');
    waiting.abort(reason);
    await expect(second).rejects.toMatchObject({ code: 'DUALBUS_TASK_ABORTED', task: 'spin', cause: reason });
    running.abort(reason);
    await expect(first).rejects.toThrow('task spin was aborted: not needed');
    await expect(pool.run(spin, { started }, { signal: running.signal })).rejects.toEqual(
      code('DUALBUS_TASK_ABORTED'),
    );
    expect(await pool.run(fixture.task('echo'), {}, { args: 'alive' })).toBe('alive');
    expect(started[0]).toBe(1);
  });
});

describe('limits', () => {
  it('by count: refuses what would wait beyond it', async () => {
    const pool = fixture.pool({ workers: 1, maxQueuedTasks: 2 });
    const [started, gate] = [sharedInts(1), sharedInts(1)];
    const wait = fixture.task('wait');
    const taken = [1, 2, 3].map(() => pool.run(wait, { started, gate }));
    await expect(pool.run(wait, { started, gate })).rejects.toMatchObject({
      code: 'DUALBUS_POOL_FULL',
      task: 'wait',
    });
    open(gate);
    await Promise.all(taken);
    await pool.run(wait, { started, gate });
    expect(pool.metrics().tasks).toMatchObject({ ok: 4, refused: 1 });
  });

  it('by bytes: counts a buffer once, and lets one large task pass alone', async () => {
    const pool = fixture.pool({ workers: 1, maxBytes: 1_000 });
    const [started, gate] = [sharedInts(1), sharedInts(1)];
    const large = sharedInts(1_000);
    const wait = fixture.task('wait');
    await pool.run(fixture.task('echo'), { large });
    const taken = [1, 2, 3].map(() => pool.run(wait, { started, gate }));
    await expect(pool.run(wait, { started, gate, large })).rejects.toThrow(/4000 more exceed maxBytes/);
    expect(pool.metrics().pinnedBytes).toBe(8);
    open(gate);
    await Promise.all(taken);
    expect(pool.metrics().pinnedBytes).toBe(0);
  });
});

describe('sweep', () => {
  it('stops at the first failure', async () => {
    const pool = fixture.pool({ workers: 2 });
    const started = sharedInts(2);
    const spin = fixture.task('spin');
    const doomed = { ...spin, export: 'fail' };
    const all = pool.sweep(spin, { started }, [1, 2, 3, 4, 5]);
    await reached(started, 2);
    const stopped = expect(all).rejects.toEqual(code('DUALBUS_TASK_ABORTED'));
    const failed = pool.sweep(doomed, { started }, [1, 2]);
    const abort = pool.close({ drainMs: 0 });
    await stopped;
    await expect(failed).rejects.toEqual(code('DUALBUS_TASK_ABORTED'));
    await abort;
  });
});
