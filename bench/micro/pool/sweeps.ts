// Two workers beside one: rolling correlations over the S&P 500 panel, and VPIN of a stock's trades for many bucket sizes:
// node dist/bench/micro/pool/sweeps.js SP500.csv.gz TRADES.zip [TURNS]
import type { VpinOptions } from '#dualbus/analytics/index.js';
import { ComputePool, kernelTask, vpinTask } from '#dualbus/pool/index.js';
import { describeMachine } from '../../support/machine.js';
import {
  busiestThread,
  type Contender,
  elapsed,
  formatTurns,
  inTurns,
  processorTime,
} from '../../support/turns.js';
import { loadPanel, loadTrades } from './data.js';

const [panelFile, tradesFile, turns = '30'] = process.argv.slice(2);
if (panelFile === undefined || tradesFile === undefined)
  throw new Error('usage: sweeps.js SP500.csv.gz TRADES.zip [TURNS]');

const pools = [1, 2].map((workers) => new ComputePool({ workers }));
const panel = await loadPanel(panelFile);
const trades = await loadTrades(tradesFile);
const windows = Array.from({ length: 12 }, (_, i) => ({ window: 10 + 20 * i }));
const sizes: VpinOptions[] = windows.map(({ window }) => ({
  bucketVolume: 1_000 * window,
  window: 50,
  classifier: 'tick',
}));

type Measure = (work: () => Promise<unknown>) => Promise<number>;

const factorSweep = (pool: ComputePool, measure: Measure): Contender => {
  const outs = windows.map(() => ({ ...panel.close, data: pool.arena.share(panel.close.data) }));
  const columnsOf = (i: number) => ({ inputs: [panel.close, panel.volume] as const, out: outs[i]! });
  return {
    name: `${pool.workers} worker${pool.workers > 1 ? 's' : ''}`,
    measure: () => measure(() => pool.sweep(kernelTask('rollingCorr'), columnsOf, windows)),
  };
};

const vpinSweep = (pool: ComputePool, measure: Measure): Contender => ({
  name: `${pool.workers} worker${pool.workers > 1 ? 's' : ''}`,
  measure: () => measure(() => pool.sweep(vpinTask, { batches: trades }, sizes)),
});

process.stdout.write(`${describeMachine()}\n`);
const { rows, cols } = panel.close;
const count = trades.reduce((sum, { length }) => sum + length, 0);
const sweeps = [
  [`${windows.length} rolling correlations, ${rows} x ${cols}`, factorSweep],
  [`VPIN, ${sizes.length} bucket sizes, ${count} trades`, vpinSweep],
] as const;
const costs = { clock: elapsed, 'all threads': processorTime, 'busiest thread': busiestThread };
for (const [what, sweep] of sweeps)
  for (const [cost, measure] of Object.entries(costs)) {
    const results = await inTurns(
      pools.map((pool) => sweep(pool, measure)),
      Number(turns),
    );
    process.stdout.write(formatTurns(`${what}: ${cost}`, 'ms', results));
  }
await Promise.all(pools.map((pool) => pool.close()));
