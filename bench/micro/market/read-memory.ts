// Resident memory while a large file of trades is read: it must not grow with the file.
// node dist/bench/micro/market/read-memory.js [--copies 20] [--keep FILE] [TRADES FILE...]
// Without files, the synthetic market is copied. --keep leaves the file, for example to run the command line on it.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readTrades, SyntheticMarket, type TradeColumns } from '#dualbus/market/index.js';
import { describeMachine } from '../../support/machine.js';
import { csvHeader, csvLine, TradeFile } from './trade-files.js';

const nsPerDay = 86_400_000_000_000n;

function source(paths: readonly string[]): AsyncIterable<TradeColumns> {
  return paths.length > 0 ? readTrades(paths) : syntheticTrades();
}

async function* syntheticTrades(): AsyncGenerator<TradeColumns> {
  const market = new SyntheticMarket({
    seed: 20,
    days: 5,
    mu: 60_000,
    epsilon: 50_000,
    eta: 50_000,
    meanSize: 700,
  });
  for (const batch of market) if (batch.kind === 'trade') yield batch;
}

/** Writes the trades over and over, each copy a number of whole days after the one before it. */
async function writeCopies(path: string, inputs: readonly string[], copies: number): Promise<number> {
  const file = new TradeFile(path, csvHeader, csvLine);
  let shift = 0n;
  for (let copy = 0; copy < copies; copy++) {
    let first: bigint | undefined;
    let last = 0n;
    for await (const batch of source(inputs)) {
      first ??= batch.timeBase + BigInt(batch.timeOffset[0]);
      last = batch.timeBase + BigInt(batch.timeOffset[batch.length - 1]);
      await file.write(batch, shift);
    }
    shift += ((last - (first ?? 0n)) / nsPerDay + 1n) * nsPerDay;
  }
  await file.close();
  return file.rows;
}

async function main(): Promise<void> {
  const options = { copies: { type: 'string', default: '20' }, keep: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const folder = mkdtempSync(join(tmpdir(), 'dualbus-bench-'));
  try {
    const path = values.keep ?? join(folder, 'trades.csv');
    const rows = await writeCopies(path, positionals, Number(values.copies));
    console.log(`${rows} trades, ${(statSync(path).size / 1e6).toFixed(0)} MB (${describeMachine()})`);
    globalThis.gc?.();
    let [read, next] = [0, rows / 10];
    const start = performance.now();
    for await (const batch of readTrades(path)) {
      read += batch.length;
      if (read < next) continue;
      next += rows / 10;
      const rss = (process.memoryUsage.rss() / 1e6).toFixed(0);
      console.log(`  after ${((100 * read) / rows).toFixed(0).padStart(3)} %: ${rss} MB resident`);
    }
    console.log(`  ${(rows / (performance.now() - start) / 1000).toFixed(2)} M rows/s`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

main();
