// The csv reader beside a naive one (split lines, split fields, parseFloat) with the same result, in interleaved windows.
// node dist/bench/micro/market/csv-reader.js [ROWS] [WINDOWS]
import { createReadStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTrades, SyntheticMarket } from '#dualbus/market/index.js';
import { describeMachine } from '../../support/machine.js';
import { binanceHeader, binanceLine, TradeFile } from './trade-files.js';

const batchRows = 16_384;
const priceDecimals = 2;
const sizeDecimals = 3;

interface Batch {
  timeOffset: Float64Array;
  price: Float64Array;
  size: Float64Array;
  side: Int8Array;
}

type Reader = (path: string, use: (batch: Batch, length: number) => void) => Promise<void>;

const dualbus: Reader = async (path, use) => {
  for await (const batch of readTrades(path, { batchRows })) use(batch, batch.length);
};

/** What one writes without further thought; that it knows decimals and day beforehand is to its advantage. */
function splitAndParseFloat(dayMs: number): Reader {
  const allocate = (): Batch => ({
    timeOffset: new Float64Array(batchRows),
    price: new Float64Array(batchRows),
    size: new Float64Array(batchRows),
    side: new Int8Array(batchRows),
  });
  return async (path, use) => {
    let batch = allocate();
    let length = 0;
    let rest = '';
    let header = true;
    for await (const chunk of createReadStream(path, { encoding: 'latin1', highWaterMark: 256 * 1024 })) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (header) {
          header = false;
          continue;
        }
        const fields = line.split(',');
        batch.timeOffset[length] = (Number.parseFloat(fields[2]) - dayMs) * 1e6;
        batch.price[length] = Math.round(Number.parseFloat(fields[4]) * 10 ** priceDecimals);
        batch.size[length] = Math.round(Number.parseFloat(fields[5]) * 10 ** sizeDecimals);
        batch.side[length] = fields[6] === '1' ? -1 : 1;
        if (++length === batchRows) {
          use(batch, length);
          batch = allocate();
          length = 0;
        }
      }
    }
    if (length > 0) use(batch, length);
  };
}

/** Weighted sums of all columns of all rows: equal results have equal sums, and a wrong order shows. */
async function digest(reader: Reader, path: string): Promise<string> {
  let row = 0;
  const sums = [0n, 0n, 0n, 0n];
  await reader(path, ({ timeOffset, price, size, side }, length) => {
    for (let at = 0; at < length; at++, row++) {
      const weight = BigInt(row % 1009);
      [timeOffset, price, size, side].forEach((column, k) => {
        sums[k] += weight * BigInt(column[at]);
      });
    }
  });
  return `${row} rows: ${sums.join(' ')}`;
}

/** Milliseconds on the clock and of processor time (all threads, the garbage collector's too). */
interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

async function costOf(reader: Reader, path: string): Promise<Cost> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await reader(path, () => {});
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / 1000 };
}

/** Prices of seven digits with two decimals, sizes of up to five digits with three, as on a futures exchange. */
async function writeSample(path: string, rows: number): Promise<void> {
  const model = { alpha: 1, mu: rows / 4, epsilon: (rows * 3) / 8, meanSize: 800, priceDecimals };
  const market = new SyntheticMarket({
    seed: 8,
    days: 1,
    instruments: [{ symbol: 'BTCUSDT', value: 61_800.25 }],
    ...model,
  });
  const file = new TradeFile(path, binanceHeader, (time, price, size, side, index) =>
    binanceLine(time, price, (Number(size) / 10 ** sizeDecimals).toFixed(sizeDecimals), side, index),
  );
  for (const batch of market) if (batch.kind === 'trade') await file.write(batch);
  await file.close();
}

function quartiles(values: readonly number[]): [number, number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((q) => sorted[Math.floor(q * (sorted.length - 1))]) as [
    number,
    number,
    number,
  ];
}

async function main(): Promise<void> {
  const [rows, windows] = [Number(process.argv[2] ?? 400_000), Number(process.argv[3] ?? 30)];
  const folder = mkdtempSync(join(tmpdir(), 'dualbus-bench-'));
  try {
    const path = join(folder, 'BTCUSDT_trades.csv');
    await writeSample(path, rows);
    const naive = splitAndParseFloat(Date.UTC(2024, 0, 2));
    const arms: [string, Reader][] = [
      ['split and parseFloat', naive],
      ['dualbus', dualbus],
      ['split and parseFloat (A/A)', naive],
    ];
    const digests = await Promise.all([dualbus, naive].map((reader) => digest(reader, path)));
    if (digests[0] !== digests[1]) throw new Error(`results differ: ${digests.join(' / ')}`);
    const costs: Cost[][] = arms.map(() => []);
    for (let window = -2; window < windows; window++) {
      for (let k = 0; k < arms.length; k++) {
        const arm = (k + window + arms.length) % arms.length;
        const cost = await costOf(arms[arm][1], path);
        if (window >= 0) costs[arm].push(cost);
      }
    }
    report(
      describeMachine(),
      digests[0],
      statSync(path).size,
      arms.map(([name]) => name),
      costs,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function report(machine: string, digest: string, bytes: number, names: string[], costs: Cost[][]): void {
  const rows = Number.parseInt(digest, 10);
  const lines = names.map((name, k) => {
    const ratio = (measure: keyof Cost) => {
      const [low, middle, high] = quartiles(costs[k].map((cost, w) => costs[0][w][measure] / cost[measure]));
      return `${middle.toFixed(2)}x (${low.toFixed(2)} to ${high.toFixed(2)})`;
    };
    const [, ms] = quartiles(costs[k].map(({ wall }) => wall));
    const speed = `${(rows / ms / 1000).toFixed(2)} M rows/s, ${(bytes / ms / 1000).toFixed(0)} MB/s`;
    return `  ${name.padEnd(28)} ${speed.padEnd(24)} clock ${ratio('wall').padEnd(24)} cpu ${ratio('cpu')}`;
  });
  console.log(
    [`csv reader, ${rows} trades of ${(bytes / rows).toFixed(0)} bytes (${machine})`, ...lines].join('\n'),
  );
}

main();
