// The program of an engine's own process: told by its parent what to run, ends with it.

import { engineOf, runEngine } from '../run-engine.js';
import { Tally } from '../tally.js';
import type { FromEngine, ToEngine } from './messages.js';

const tally = new Tally();
const stop = new AbortController();
const finish = new AbortController();

// Ctrl-C goes to all processes of a terminal; the parent decides when an engine ends.
process.on('SIGINT', () => {});
process.on('disconnect', () => stop.abort());
process.on('message', (message: ToEngine) => {
  if (message.type === 'start') void run(message);
  else if (message.type === 'finish') finish.abort();
  else if (message.type === 'report') report();
  else stop.abort();
});

async function run({ engine, settings, buses }: Extract<ToEngine, { type: 'start' }>): Promise<void> {
  try {
    await runEngine(engineOf(engine), buses, {
      settings,
      tally,
      signal: stop.signal,
      finish: finish.signal,
      ready: () => send({ type: 'ready' }),
      done: () => send({ type: 'done' }),
    });
    report();
  } catch (error) {
    send({ type: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
  if (process.connected) process.disconnect();
}

function report(): void {
  const { user, system } = process.cpuUsage();
  const memoryBytes = process.memoryUsage.rss();
  send({ type: 'report', report: { stats: tally.stats, cpuMs: (user + system) / 1_000, memoryBytes } });
}

function send(message: FromEngine): void {
  if (process.connected) process.send!(message);
}
