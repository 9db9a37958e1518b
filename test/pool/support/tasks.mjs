// Tasks of the tests, imported by workers.
import { getPriority } from 'node:os';
import { threadId } from 'node:worker_threads';
import { Vpin } from './dist/analytics/index.js';
import { kernels } from './dist/compute/index.js';

export const echo = (_columns, args) => args;
export const empty = () => undefined;
export const thread = () => threadId;

export function fail() {
  throw Object.assign(new RangeError('out of range'), { code: 'TOO_FAR' });
}

export async function failLater() {
  throw new Error('later');
}

export function exit() {
  process.exit(3);
}

/** Throws where no promise of the task catches it. */
export async function throwOutside() {
  setImmediate(() => {
    throw new TypeError('outside');
  });
  await new Promise(() => {});
}

export function eatMemory() {
  const hoard = [];
  for (;;) hoard.push(new Array(10_000).fill(hoard.length));
}

/** Counts in `started`, then never ends. */
export function spin({ started }) {
  Atomics.add(started, 0, 1);
  Atomics.notify(started, 0);
  for (;;) started[1]++;
}

/** Says that it has started, ends when `gate[0]` is 1, and notes its place in the order of ends. */
export function wait({ started, gate, order }, id) {
  if (started) {
    Atomics.add(started, 0, 1);
    Atomics.notify(started, 0);
  }
  Atomics.wait(gate, 0, 0);
  if (order) order[Atomics.add(order, 0, 1) + 1] = id;
}

export const unsendable = () => () => 1;

export function mean({ close, out, rank }, { window }) {
  kernels.rollingMean.runSync(close, { window }, { out });
  const panel = (data) => ({ data, rows: data.length / 10, cols: 10, rowStride: 10 });
  if (rank) kernels.csRank.runSync(panel(out), {}, { out: panel(rank) });
  return out[out.length - 1];
}

/** Of this thread, and of the process's first one. */
export const priorities = () => ({ priority: getPriority(), main: getPriority(process.pid) });

/** What shards share with the test: `fault` is [way, after so many batches, batches seen so far, times]. */
function misbehave(fault) {
  if (!fault || Atomics.add(fault, 2, 1) + 1 < fault[1] || Atomics.sub(fault, 3, 1) <= 0) return;
  if (fault[0] === 1) process.exit(1);
  if (fault[0] === 2) throw new Error('handler fault');
  if (fault[0] === 3) for (;;);
  if (fault[0] === 4) eatMemory();
}

/** VPIN of the shard's instruments; half of each batch is taken in before a fault, so a lost state would show. */
export function vpinShard({ state }, { fault, gate }) {
  const vpin = state ? Vpin.restore(state) : new Vpin({ bucketVolume: 20, window: 5 });
  return {
    handle({ columns }) {
      if (gate) Atomics.wait(gate, 0, 0);
      const buckets = vpin.push(columns);
      misbehave(fault);
      const times = [...columns.timeOffset.subarray(0, columns.length)].map(
        (t) => columns.timeBase + BigInt(t),
      );
      const rows = times.map((time, i) => [columns.instrument[i], time]);
      return { thread: threadId, rows, buckets: [...buckets] };
    },
    snapshot: () => vpin.snapshot(),
  };
}

/** Ends its worker whenever it meets a trade of this size. */
export function poisoned(_context, { size, way }) {
  return {
    handle({ columns }) {
      if (columns.size.subarray(0, columns.length).includes(size)) misbehave(Int32Array.of(way, 0, 0, 1));
      return columns.length;
    },
  };
}
