import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import {
  type MarketColumns,
  type MarketStream,
  type ReadOptions,
  readMarketBytes,
} from '#dualbus/market/index.js';

/** One row of a batch in plain values, for comparison. */
export type PlainRow = Record<string, string | number | bigint | null>;

export async function batchesOf<T extends MarketColumns>(stream: MarketStream<T>): Promise<T[]> {
  const batches: T[] = [];
  for await (const batch of stream) batches.push(batch);
  return batches;
}

/** All rows: ns since the epoch as bigint, symbols, and every number in the exponents of the last table. */
export async function rowsOf(stream: MarketStream): Promise<PlainRow[]> {
  const batches = await batchesOf(stream);
  const last = batches.at(-1)?.instruments;
  return batches.flatMap((batch) =>
    Array.from({ length: batch.length }, (_, at) => {
      const before = batch.instruments.get(batch.instrument[at])!;
      const after = last!.get(batch.instrument[at])!;
      return plainRow(batch, at, {
        price: 10 ** (before.priceExponent - after.priceExponent),
        size: 10 ** (before.sizeExponent - after.sizeExponent),
      });
    }),
  );
}

const sizes = new Set(['size', 'bidSize', 'askSize', 'volume']);
const columnNames = {
  trade: ['price', 'size', 'bid', 'ask'],
  quote: ['bid', 'bidSize', 'ask', 'askSize'],
  bar: ['open', 'high', 'low', 'close', 'volume'],
};

function plainRow(batch: MarketColumns, at: number, factor: { price: number; size: number }): PlainRow {
  const row: PlainRow = {
    time: batch.timeBase + BigInt(batch.timeOffset[at]),
    symbol: batch.instruments.get(batch.instrument[at])!.symbol,
  };
  if (batch.kind === 'trade') row.side = batch.side[at];
  const columns = batch as unknown as Record<string, Float64Array | undefined>;
  for (const name of columnNames[batch.kind]) {
    const value = columns[name]?.[at];
    if (value === undefined) continue;
    const scale = sizes.has(name) ? factor.size : batch.kind === 'bar' ? 1 : factor.price;
    row[name] = Number.isNaN(value) ? null : value * scale;
  }
  return row;
}

export function readText(text: string, options: ReadOptions = {}, name = 'test.csv'): MarketStream {
  return readMarketBytes(chunksOf(Buffer.from(text)), name, options);
}

export async function* chunksOf(bytes: Uint8Array, cuts: readonly number[] = []): AsyncGenerator<Uint8Array> {
  const edges = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  for (let k = 1; k < edges.length; k++) yield bytes.subarray(edges[k - 1], edges[k]);
}

/** Writes files into a folder that goes away after the tests of the file. */
export function temporaryFiles(): (name: string, content: Uint8Array | string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'dualbus-market-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name, content) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
}
