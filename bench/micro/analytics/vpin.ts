// VPIN of a stream of trades that is in memory: ns per trade, beside plain sums of the price and the size column.
// node dist/bench/micro/analytics/vpin.js [trades in millions] [a word of the titles that are wanted]
import { loadAddon } from '#dualbus/addon/load.js';
import { Vpin, type VpinOptions } from '#dualbus/analytics/index.js';
import type { BarColumns, Instrument, MarketColumns, TradeColumns } from '#dualbus/market/index.js';
import type { Arm } from '../../support/interleave.js';
import { Report } from '../../support/report.js';

const rows = 16_384;

/** A random walk in ticks with trades of 1 to 1000 shares, in batches as a reader makes them. */
function makeTrades(count: number, instruments: number): TradeColumns[] {
  const listed = Array.from({ length: instruments }, (_, id): [number, Instrument] => [
    id,
    { id, symbol: `S${id}`, priceExponent: -2, sizeExponent: 0 },
  ]);
  const table = new Map(listed);
  let state = 7;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const last = new Float64Array(instruments).fill(10_000);
  let time = 0;
  return Array.from({ length: Math.ceil(count / rows) }, () => {
    const batch = {
      kind: 'trade' as const,
      length: rows,
      instruments: table,
      timeBase: 1_700_000_000_000_000_000n,
      timeOffset: new Float64Array(rows),
      instrument: new Uint32Array(rows),
      side: new Int8Array(rows),
      price: new Float64Array(rows),
      size: new Float64Array(rows),
    };
    for (let i = 0; i < rows; i++) {
      const id = Math.floor(next() * instruments);
      time += Math.floor(next() * 2e6);
      last[id] += Math.floor(next() * 3) - 1;
      batch.timeOffset[i] = time;
      batch.instrument[i] = id;
      batch.side[i] = next() < 0.5 ? -1 : 1;
      batch.price[i] = last[id];
      batch.size[i] = 1 + Math.floor(next() * 1000);
    }
    return batch;
  });
}

/** What reading the two columns costs at the least when one adds up after the other: a chain of additions for each. */
function sumArm(batches: readonly TradeColumns[]): Arm {
  return {
    name: 'sums of price and size',
    operations: batches.length * rows,
    run(n) {
      for (; n > 0; n--) keep(batches.reduce((total, batch) => total + sumOf(batch), 0));
    },
  };
}

function sumOf({ price, size }: TradeColumns): number {
  let [prices, sizes] = [0, 0];
  for (let i = 0; i < rows; i++) {
    prices += price[i];
    sizes += size[i];
  }
  return prices + sizes;
}

let kept = 0;
function keep(value: number): void {
  kept += value;
}

type Backend = 'reference' | 'cpu';

function vpinArm(
  batches: readonly MarketColumns[],
  backend: Backend,
  name: string,
  options: VpinOptions,
): Arm {
  const vpin = new Vpin({ window: 50, ...options }, { backend });
  const day = 86_400_000_000_000n;
  let shift = 0n;
  return {
    name: `${name}, ${backend === 'cpu' ? 'native' : 'reference'}`,
    operations: batches.length * rows,
    run(n) {
      for (; n > 0; n--) {
        // Time goes on, as in a stream.
        shift += day;
        for (const batch of batches) vpin.push({ ...batch, timeBase: batch.timeBase + shift });
      }
    },
  };
}

interface Section {
  readonly title: string;
  readonly instruments: number;
  readonly options: Readonly<Record<string, VpinOptions>>;
}

function rules(bucketVolume: number): Readonly<Record<string, VpinOptions>> {
  return {
    aggressor: { bucketVolume },
    'tick rule': { bucketVolume, classifier: 'tick' },
    'tick rule, no CDF': { bucketVolume, classifier: 'tick', cdfWindow: 0 },
  };
}

/** About 1,000, 60 and 30 trades a bar. */
function bulkRules(bucketVolume: number): Readonly<Record<string, VpinOptions>> {
  const normal = { bucketVolume, classifier: 'bulk-normal' } as const;
  return {
    'bulk normal, bars of 1 s': { ...normal, barSeconds: 1 },
    'bulk normal, bars of 60 ms': { ...normal, barSeconds: 0.06 },
    'bulk normal, bars of 30 trades': { ...normal, barTrades: 30 },
    'bulk Student t, bars of 60 ms': { ...normal, classifier: 'bulk-student-t', barSeconds: 0.06 },
  };
}

/** Trades have 500 shares each on average. */
const sections: readonly Section[] = [
  { title: 'one instrument, 1,000 trades a bucket', instruments: 1, options: rules(500_000) },
  { title: 'one instrument, 50 trades a bucket', instruments: 1, options: rules(25_000) },
  { title: '500 interleaved, 1,000 trades a bucket', instruments: 500, options: rules(500_000) },
  { title: 'one instrument, bars, 1,000 trades a bucket', instruments: 1, options: bulkRules(500_000) },
  { title: '500 interleaved, bars, 1,000 trades a bucket', instruments: 500, options: bulkRules(500_000) },
];

/** From how many rows in one call on the way into C++ pays: the figure behind src/compute/crossover.ts. */
function crossoverSection(report: Report): void {
  const [whole] = makeTrades(rows / 1e6, 1);
  for (const count of [1, 4, 16, 64, 256]) {
    const batches = Array.from({ length: rows / count }, (_, i) => rowsOf(whole, i * count, count));
    const arms = (['reference', 'cpu'] as const).map((backend) => ({
      ...vpinArm(batches, backend, 'tick rule', { bucketVolume: 500_000, classifier: 'tick' }),
      operations: rows,
    }));
    report.section(`calls of ${count} trades, ns per trade`, arms);
  }
}

/** Finished bars: the distribution and the bucket are all there is to do. */
function barSection(report: Report, backends: readonly Backend[]): void {
  const batches = Array.from({ length: 6 }, (_, i) => barsOf(makeTrades(rows / 1e6, 1)[0], i));
  const arms = (['bulk-normal', 'bulk-student-t'] as const).flatMap((classifier) =>
    backends.map((backend) => vpinArm(batches, backend, classifier, { bucketVolume: 500_000, classifier })),
  );
  report.section('finished bars, 1,000 bars a bucket, ns per bar', arms);
}

function barsOf({ price, size, ...columns }: TradeColumns, turn: number): BarColumns {
  const close = price.map((ticks) => ticks / 100 + turn);
  return { ...columns, kind: 'bar', open: close, high: close, low: close, close, volume: size };
}

function rowsOf(columns: TradeColumns, from: number, length: number): TradeColumns {
  const to = from + length;
  return {
    ...columns,
    length,
    timeOffset: columns.timeOffset.subarray(from, to),
    instrument: columns.instrument.subarray(from, to),
    side: columns.side.subarray(from, to),
    price: columns.price.subarray(from, to),
    size: columns.size.subarray(from, to),
  };
}

function main(): void {
  const report = new Report('vpin');
  const count = Number(process.argv.find((argument) => Number(argument) > 0) ?? 2) * 1e6;
  const word = process.argv.slice(2).find((argument) => /^[a-z]/.test(argument)) ?? '';
  const backends: Backend[] = loadAddon().status === 'loaded' ? ['reference', 'cpu'] : ['reference'];
  for (const { title, instruments, options } of sections.filter((section) => section.title.includes(word))) {
    const batches = makeTrades(count, instruments);
    const arms = Object.entries(options).flatMap(([name, one]) =>
      backends.map((backend) => vpinArm(batches, backend, name, one)),
    );
    report.section(`${title}, ns per trade`, [sumArm(batches), ...arms]);
  }
  if ('finished bars'.includes(word)) barSection(report, backends);
  if (backends.length > 1 && 'calls'.includes(word)) crossoverSection(report);
  report.finish();
}

main();
if (Number.isNaN(kept)) throw new Error('what was computed is no number');
