import type { TradeColumns } from '#dualbus/market/index.js';
import { readTrades } from '#dualbus/market/index.js';
import { readShared, sharedPath } from '../../support/shared.js';

/** All batches of trade files below shared/data, read as one source; for tests that go over them more than once. */
export async function sharedTrades(...names: string[]): Promise<TradeColumns[]> {
  const batches: TradeColumns[] = [];
  for await (const batch of readTrades(names.map((name) => sharedPath('data', name)))) batches.push(batch);
  return batches;
}

/** The columns of a csv below shared/expected as numbers, NA as NaN. */
export function expectedColumns(name: string): Record<string, Float64Array> {
  const [header, ...rows] = readShared('expected', name).toString().trim().split('\n');
  const table = rows.map((row) => row.split(','));
  return Object.fromEntries(
    header.split(',').map((column, at) => [column, Float64Array.from(table, (row) => Number(row[at]))]),
  );
}

/** The largest |actual - expected|; NaN has to meet NaN, and counts as infinitely far from anything else. */
export function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length < expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    if (Number.isNaN(actual[i]) && Number.isNaN(expected[i])) continue;
    const difference = Math.abs(actual[i] - expected[i]);
    largest = Math.max(largest, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
  }
  return largest;
}
