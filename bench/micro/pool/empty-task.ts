// An empty task through our pool and through Piscina's own, two threads each, so many tasks under way at a time:
// node dist/bench/micro/pool/empty-task.js [TURNS]
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { ComputePool, defineTask } from '#dualbus/pool/index.js';
import { describeMachine } from '../../support/machine.js';
import { elapsed, formatTurns, inTurns, processorTime } from '../../support/turns.js';
import type empty from './empty-worker.js';

const turns = Number(process.argv[2] ?? 30);
const tasks = 4_000;
const file = new URL('./empty-worker.js', import.meta.url);
const task = defineTask<typeof empty>(file, 'default');
const columns = undefined;

async function keepUnderWay(count: number, run: () => Promise<unknown>): Promise<void> {
  let left = tasks;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await run();
  };
  await Promise.all(Array.from({ length: count }, worker));
}

process.stdout.write(`${describeMachine()}\n`);
const own = new Piscina({ filename: fileURLToPath(file), minThreads: 2, maxThreads: 2 });
const pool = new ComputePool({ workers: 2 });
const costs = { clock: elapsed, processor: processorTime };
for (const underWay of [1, 2, 64])
  for (const [cost, measure] of Object.entries(costs)) {
    const contender = (name: string, run: () => Promise<unknown>) => ({
      name,
      measure: async () => (1_000 * (await measure(() => keepUnderWay(underWay, run)))) / tasks,
    });
    const results = await inTurns(
      [
        contender("Piscina's own", () => own.run(columns)),
        contender('ComputePool.run', () => pool.run(task, columns)),
      ],
      turns,
    );
    process.stdout.write(formatTurns(`empty task, ${underWay} under way, ${cost}`, 'us/task', results));
  }
await own.destroy();
await pool.close();
