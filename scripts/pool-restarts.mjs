// Ends the workers of a pool again and again, in every way, and fails when memory, threads or descriptors grow:
// node scripts/pool-restarts.mjs [restarts, default 1000]
import { readdirSync, readFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { ComputePool, defineTask, kernelTask } from '../dist/pool/index.js';

const restarts = Number(process.argv[2] ?? 1000);
const module = new URL(import.meta.url);
const ways = ['exit', 'throwOutside', 'spin'];

export const exit = () => process.exit(1);

export async function throwOutside() {
  setImmediate(() => {
    throw new Error('outside');
  });
  await new Promise(() => {});
}

export function spin({ started }) {
  Atomics.store(started, 0, 1);
  Atomics.notify(started, 0);
  for (;;);
}

const count = (folder) => readdirSync(`/proc/self/${folder}`).length;

function measure() {
  globalThis.gc?.();
  const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
  return { rssMiB: Math.round(rss), threads: count('task'), descriptors: count('fd') };
}

async function end(pool, way) {
  const started = new Int32Array(new SharedArrayBuffer(4));
  const controller = new AbortController();
  const ended = pool.run(defineTask(module, way), { started }, { signal: controller.signal }).catch(() => {});
  if (way === 'spin') {
    if (Atomics.load(started, 0) === 0) await Atomics.waitAsync(started, 0, 0).value;
    controller.abort();
  }
  await ended;
}

async function main() {
  const pool = new ComputePool({ workers: 2 });
  const lease = pool.arena.lease(2 * 8 * 10_064);
  const [series, out] = [lease.float64(10_000), lease.float64(10_000)];
  let before;
  for (let i = 0; i < restarts; i++) {
    // The addon is loaded and used in each worker before it ends.
    await pool.run(kernelTask('rollingMean'), { inputs: [series], out }, { args: { window: 20 } });
    await end(pool, ways[i % ways.length]);
    if (i === Math.floor(restarts / 4)) before = measure();
  }
  await pool.run(kernelTask('rollingMean'), { inputs: [series], out }, { args: { window: 20 } });
  const after = measure();
  await pool.close();
  const grew =
    after.rssMiB > before.rssMiB + 32 ||
    after.threads > before.threads ||
    after.descriptors > before.descriptors;
  process.stdout.write(`${JSON.stringify({ restarts, afterQuarter: before, atEnd: after, grew })}\n`);
  process.exitCode = grew ? 1 : 0;
}

// Workers import this file for its tasks.
if (isMainThread) await main();
