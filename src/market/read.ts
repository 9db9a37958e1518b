import { InvalidArgument, InvalidInput } from '../base/errors.js';
import { batchFor } from './batch/batches.js';
import type { RowBatch } from './batch/row-batch.js';
import type { BarColumns, MarketColumns, QuoteColumns, TradeColumns } from './columns.js';
import { lineBlocks } from './csv/lines.js';
import { RowReader } from './csv/row-reader.js';
import { checkFormatOptions, detectLayout, type FormatOptions } from './formats/detect.js';
import { takeSample } from './formats/sample.js';
import { Registry } from './registry.js';
import { type ReadReport, ReportBuilder } from './report.js';
import { type ByteSource, openSource } from './source/open.js';
import { Peekable } from './source/peekable.js';

export interface ReadOptions extends FormatOptions {
  /** Rows per batch. Default 16,384. */
  readonly batchRows?: number;
  /** Skips bad rows and counts them in the report, instead of throwing at the first one. */
  readonly skipBad?: boolean;
  /** Ends the reading with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Batches of columns and, as far as they were read, what was met on the way. Iterate it once. */
export interface MarketStream<T extends MarketColumns = MarketColumns> extends AsyncIterable<T> {
  readonly report: ReadReport;
}

/**
 * Reads a file of trades, quotes or bars as batches of columns, in bounded memory: Binance trades and book tops, Lean
 * equity ticks, csv with a header; each plain, gzipped or in a zip, told from the content. `-` is standard input.
 *
 * Prices and sizes are exact mantissas; exponents are as coarse as the file so far allows: when a finer number comes,
 * its batch and the later ones carry a new instrument table. Within one instrument times must not go back.
 *
 * While iterating, throws InvalidInput (no such file, empty, damaged, unknown format, bad row: with file, line and
 * column), ExactnessLost (a number that would pass 2^53 in the decimals of its instrument) or the reason of the signal.
 */
export function readMarketFile(path: string, options: ReadOptions = {}): MarketStream {
  return readMarketFiles([path], options);
}

/** Reads several files one after the other as one source: files with the same symbol are one instrument. */
export function readMarketFiles(paths: readonly string[], options: ReadOptions = {}): MarketStream {
  return stream(paths, undefined, options);
}

/** Like readMarketFiles, for files of trades. @throws InvalidInput, while iterating, for another kind of file */
export function readTrades(
  paths: string | readonly string[],
  options: ReadOptions = {},
): MarketStream<TradeColumns> {
  return stream<TradeColumns>(paths, 'trade', options);
}

/** Like readMarketFiles, for files of quotes. @throws InvalidInput, while iterating, for another kind of file */
export function readQuotes(
  paths: string | readonly string[],
  options: ReadOptions = {},
): MarketStream<QuoteColumns> {
  return stream<QuoteColumns>(paths, 'quote', options);
}

/** Like readMarketFiles, for files of bars. @throws InvalidInput, while iterating, for another kind of file */
export function readBars(
  paths: string | readonly string[],
  options: ReadOptions = {},
): MarketStream<BarColumns> {
  return stream<BarColumns>(paths, 'bar', options);
}

/** Reads bytes that the caller has: `name` is what a file with them would be called. */
export function readMarketBytes(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  options: ReadOptions = {},
): MarketStream {
  const source: ByteSource = { file: name, name, chunks: new Peekable(chunks) };
  return streamOf([async () => source], undefined, options);
}

function stream<T extends MarketColumns>(
  paths: string | readonly string[],
  kind: T['kind'] | undefined,
  options: ReadOptions,
): MarketStream<T> {
  const list = typeof paths === 'string' ? [paths] : paths;
  return streamOf(
    list.map((path) => () => openSource(path, options.signal)),
    kind,
    options,
  );
}

function streamOf<T extends MarketColumns>(
  sources: readonly (() => Promise<ByteSource>)[],
  kind: T['kind'] | undefined,
  options: ReadOptions,
): MarketStream<T> {
  const { batchRows = 16_384 } = options;
  if (!Number.isSafeInteger(batchRows) || batchRows < 1 || batchRows > 1 << 24)
    throw new InvalidArgument('batchRows', `${batchRows} is not a number of rows from 1 to ${1 << 24}`);
  checkFormatOptions(options);
  const report = new ReportBuilder();
  const batches = readAll(sources, kind, batchRows, report, options);
  return { report, [Symbol.asyncIterator]: () => batches as AsyncGenerator<T> };
}

async function* readAll(
  sources: readonly (() => Promise<ByteSource>)[],
  kind: MarketColumns['kind'] | undefined,
  batchRows: number,
  report: ReportBuilder,
  options: ReadOptions,
): AsyncGenerator<MarketColumns, void, undefined> {
  const registry = new Registry();
  for (const open of sources) {
    const source = await open();
    try {
      const layout = detectLayout(await takeSample(source), options);
      if (kind !== undefined && layout.kind !== kind)
        throw new InvalidInput({ file: source.file }, `holds ${layout.kind}s, not ${kind}s`);
      report.formats.push({ file: source.file, format: layout.format });
      const batch = batchFor(layout, registry, batchRows);
      const reader = new RowReader(source.file, layout, batch, registry, report, options.skipBad ?? false);
      yield* readRows(source, reader, batch);
    } finally {
      await source.chunks.close();
    }
  }
}

async function* readRows(
  source: ByteSource,
  reader: RowReader,
  batch: RowBatch,
): AsyncGenerator<MarketColumns, void, undefined> {
  for await (const block of lineBlocks(source.chunks, source.file)) {
    for (let p = 0; p < block.length; ) {
      p = reader.read(block, p);
      if (p < block.length || batch.length === batch.capacity) yield batch.take();
    }
  }
  if (batch.length > 0) yield batch.take();
}
