// Native VPIN in many threads: a state belongs to its object and its thread, and both may end at any moment.
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithAddon } from '../support/addon.js';
import { LibraryCopy, localAddon } from '../support/library.js';

/** Half of the trades, then the other half by a Vpin that goes on from the snapshot of the first. */
const worker = `
  import { parentPort, workerData } from 'node:worker_threads';
  import { Vpin } from './dist/analytics/index.js';
  const { seed, backend, forever } = workerData;
  const length = 4000;
  const instruments = new Map([1, 2, 3].map((id) => [id, { id, symbol: 'S' + id, priceExponent: -2, sizeExponent: 0 }]));
  let state = seed + 1;
  const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const batch = (part) => ({
    kind: 'trade', length, instruments, timeBase: 1_700_000_000_000_000_000n + BigInt(part * length) * 1_000_000n,
    timeOffset: Float64Array.from({ length }, (_, i) => i * 1e6),
    instrument: Uint32Array.from({ length }, () => 1 + Math.floor(3 * random())),
    side: new Int8Array(length),
    price: Float64Array.from({ length }, () => 10_000 + Math.floor(5 * random())),
    size: Float64Array.from({ length }, () => 1 + Math.floor(100 * random())),
  });
  const options = { bucketVolume: 500, window: 10, classifier: 'tick' };
  const batches = [batch(0), batch(1)];
  const values = [];
  do {
    const first = new Vpin(options, { backend });
    values.length = 0;
    for (const { vpin } of first.push(batches[0])) values.push(vpin);
    const second = Vpin.restore(first.snapshot(), { backend });
    for (const { vpin } of second.push(batches[1])) values.push(vpin);
    if (forever) parentPort.postMessage('round');
  } while (forever);
  parentPort.postMessage(values);
`;

describeWithAddon('native VPIN in threads', () => {
  let library: LibraryCopy;
  let file: URL;
  beforeAll(() => {
    library = new LibraryCopy();
    file = pathToFileURL(library.write('vpin-worker.mjs', worker));
  });
  afterAll(() => library.remove());

  function start(seed: number, backend: 'cpu' | 'reference', forever = false): Worker {
    return new Worker(file, { env: { DUALBUS_ADDON: localAddon }, workerData: { seed, backend, forever } });
  }

  it('is in each of them what the reference is', async () => {
    const runs = [0, 1, 2, 3].flatMap((seed) =>
      (['cpu', 'reference'] as const).map(async (backend) => {
        const thread = start(seed, backend);
        const [[values]] = await Promise.all([once(thread, 'message'), once(thread, 'exit')]);
        return values as number[];
      }),
    );
    const results = await Promise.all(runs);
    for (let seed = 0; seed < 4; seed++) {
      expect(results[2 * seed]!.length).toBeGreaterThan(500);
      expect(results[2 * seed]).toEqual(results[2 * seed + 1]);
      if (seed > 0) expect(results[2 * seed]).not.toEqual(results[0]);
    }
  });

  it('leaves nothing behind in a thread that is terminated in the middle', async () => {
    for (let round = 0; round < 5; round++) {
      const threads = Array.from({ length: 4 }, (_, seed) => start(seed, 'cpu', true));
      await Promise.all(
        threads.map(async (thread, i) => {
          for (let seen = 0; seen <= i; seen++) await once(thread, 'message');
          expect(await thread.terminate()).toBe(1);
        }),
      );
    }
    const [values] = await once(start(9, 'cpu'), 'message');
    expect(values.length).toBeGreaterThan(500);
  });
});
