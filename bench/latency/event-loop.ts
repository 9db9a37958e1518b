// What a saturated pool does to the thread that moves messages: request and reply between two processes on Redis, at a
// steady rate, with the pool idle and with it full of rolling correlations, in turns. Needs redis-server on the PATH:
// node dist/bench/latency/event-loop.js SP500.csv.gz [TURNS] [SECONDS] [WORKERS]
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { DualBus } from '#dualbus/bus/index.js';
import { LocalRedisServer } from '#dualbus/fleet/redis-server.js';
import { ComputePool, kernelTask } from '#dualbus/pool/index.js';
import { loadPanel } from '../micro/pool/data.js';
import { quantile } from '../support/interleave.js';
import { describeMachine } from '../support/machine.js';

const everyMs = 4;

function connect(engine: string, url: string): Promise<DualBus> {
  const redis = { url, onUnsafeServer: 'degrade', deadlineMs: 5_000 } as const;
  return DualBus.connect({ engine, marketData: redis, engineLogic: redis, messages: [] });
}

async function answer(url: string): Promise<void> {
  const bus = await connect('echo', url);
  bus.handle('echo', (request) => request);
  process.send?.('ready');
  await once(process, 'disconnect');
  await bus.close();
}

interface Measured {
  /** ms from when a request was due until its reply was there. */
  readonly p99: number;
  readonly p50: number;
  /** ms, of the event loop. */
  readonly delayP99: number;
}

/** Requests leave at their time whether replies have come or not, so that a stall counts for all that it delays. */
async function measure(bus: DualBus, seconds: number): Promise<Measured> {
  const times: number[] = [];
  const open: Promise<void>[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const start = performance.now();
  for (let due = start; due < start + 1_000 * seconds; due += everyMs) {
    await sleep(Math.max(0, due - performance.now()));
    const reply = bus.request('echo', 'echo', { due }, { timeoutMs: 5_000 });
    open.push(reply.then(() => void times.push(performance.now() - due)));
  }
  await Promise.all(open);
  delay.disable();
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99), delayP99: delay.percentile(99) / 1e6 };
}

async function saturate(pool: ComputePool, file: string, stop: AbortSignal): Promise<void> {
  const { close, volume } = await loadPanel(file);
  const workers = Array.from({ length: 2 * pool.workers }, async () => {
    const columns = {
      inputs: [close, volume] as const,
      out: { ...close, data: pool.arena.share(close.data) },
    };
    while (!stop.aborted) await pool.run(kernelTask('rollingCorr'), columns, { args: { window: 60 } });
  });
  await Promise.all(workers);
}

/** Idle twice, before and behind: the ratio of the two shows how far noise alone moves it. */
async function compare(
  bus: DualBus,
  pool: ComputePool,
  file: string,
  turns: number,
  seconds: number,
): Promise<void> {
  const samples: Record<'idle' | 'saturated' | 'idle (A/A)', Measured[]> = {
    idle: [],
    saturated: [],
    'idle (A/A)': [],
  };
  await measure(bus, 1);
  for (let turn = 0; turn < turns; turn++) {
    samples.idle.push(await measure(bus, seconds));
    const stop = new AbortController();
    const busy = saturate(pool, file, stop.signal);
    while (pool.metrics().busy < pool.workers) await sleep(10);
    samples.saturated.push(await measure(bus, seconds));
    stop.abort();
    await busy;
    samples['idle (A/A)'].push(await measure(bus, seconds));
  }
  for (const [state, list] of Object.entries(samples)) {
    const median = (of: (one: Measured, turn: number) => number): number => quantile(list.map(of), 0.5);
    const ratio = median((one, turn) => one.p99 / samples.idle[turn]!.p99);
    const above = median((one, turn) => one.delayP99 - samples.idle[turn]!.delayP99);
    process.stdout.write(
      `  ${state.padEnd(10)} request p50 ${median(({ p50 }) => p50).toFixed(2)} ms, p99 ${median(({ p99 }) => p99).toFixed(2)} ms (${ratio.toFixed(2)}x); ` +
        `event loop delay p99 ${median(({ delayP99 }) => delayP99).toFixed(2)} ms (${above.toFixed(2)} above)\n`,
    );
  }
}

async function main(file: string, turns: number, seconds: number, workers?: number): Promise<void> {
  const server = await LocalRedisServer.start();
  if (server === undefined) throw new Error('there is no redis-server on the PATH');
  const echo: ChildProcess = fork(fileURLToPath(import.meta.url), ['--answer', server.url]);
  await once(echo, 'message');
  const bus = await connect('bench', server.url);
  const pool = new ComputePool({ bus, ...(workers !== undefined && { workers }) });
  process.stdout.write(
    `${describeMachine()}\n${pool.workers} workers, ${turns} turns of ${seconds} s, a request every ${everyMs} ms\n`,
  );
  while (bus.roster.responders('echo').length === 0) await sleep(50);
  await compare(bus, pool, file, turns, seconds);
  await bus.close();
  echo.disconnect();
  await server.stop();
}

const [first, second = '8', third = '3', fourth] = process.argv.slice(2);
if (first === '--answer') await answer(second);
else if (first !== undefined)
  await main(first, Number(second), Number(third), fourth === undefined ? undefined : Number(fourth));
else throw new Error('usage: event-loop.js SP500.csv.gz [TURNS] [SECONDS] [WORKERS]');
