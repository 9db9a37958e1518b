// The addon in many threads: state belongs to the environment, and a thread may end at any moment.
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithAddon } from '../support/addon.js';
import { LibraryCopy, localAddon } from '../support/library.js';

const worker = `
  import { parentPort, workerData } from 'node:worker_threads';
  import { loadAddon } from './dist/addon/load.js';
  import { kernels } from './dist/compute/index.js';
  const { implementation } = loadAddon();
  const x = Float64Array.from({ length: 5000 }, (_, i) => Math.sin(i + workerData.seed));
  const shared = new Float64Array(workerData.shared);
  do {
    kernels.rollingMean.runSync(x, { window: 50, minCount: 1 }, { out: shared, backend: 'cpu' });
    kernels.csRank.runSync({ data: x, rows: 10, cols: 500, rowStride: 500 });
    try {
      kernels.rollingMean.runSync(x, { window: 0 });
    } catch {}
  } while (workerData.forever);
  parentPort.postMessage(implementation);
`;

describeWithAddon('threads', () => {
  let library: LibraryCopy;
  let file: URL;
  beforeAll(() => {
    library = new LibraryCopy();
    file = pathToFileURL(library.write('worker.mjs', worker));
  });
  afterAll(() => library.remove());

  function start(seed: number, env: Record<string, string> = {}, forever = false): [Worker, Float64Array] {
    const shared = new SharedArrayBuffer(5000 * 8);
    const options = { env: { DUALBUS_ADDON: localAddon, ...env }, workerData: { seed, shared, forever } };
    return [new Worker(file, options), new Float64Array(shared)];
  }

  it('compute side by side, each with its own instruction set, the same bits', async () => {
    const expected = new Map<number, Float64Array>();
    for (let round = 0; round < 3; round++) {
      const started = Array.from({ length: 8 }, (_, seed) => ({
        seed,
        implementation: seed % 2 === round % 2 ? 'scalar' : undefined,
      }));
      await Promise.all(
        started.map(async ({ seed, implementation }) => {
          const [thread, result] = start(seed, implementation ? { DUALBUS_CPU: implementation } : {});
          // Both listeners first: a thread's last message and its exit can arrive in the same turn.
          const [[used]] = await Promise.all([once(thread, 'message'), once(thread, 'exit')]);
          if (implementation) expect(used).toBe(implementation);
          expect(result).toEqual(expected.get(seed) ?? result);
          expected.set(seed, result);
          expect(result[4999]).not.toBe(0);
        }),
      );
    }
  });

  it('may be terminated in the middle of their work, again and again', async () => {
    for (let round = 0; round < 5; round++) {
      const threads = Array.from({ length: 6 }, (_, seed) => start(seed, {}, true));
      await Promise.all(
        threads.map(async ([thread, result], i) => {
          while (result[4999] === 0) await new Promise((resolve) => setTimeout(resolve, 1));
          await new Promise((resolve) => setTimeout(resolve, i));
          expect(await thread.terminate()).toBe(1);
        }),
      );
    }
  });
});
