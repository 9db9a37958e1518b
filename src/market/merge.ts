import type { Columns, MarketColumns } from './columns.js';

/**
 * Sources as one in order of time: batches of the rows that follow each other in one source, over the same memory. Where
 * times are equal, earlier sources come first: of trades and quotes name the trades first, since a quote with the time of
 * a trade may be its consequence.
 */
export async function* mergeByTime<T extends MarketColumns>(
  sources: readonly (AsyncIterable<T> | Iterable<T>)[],
): AsyncGenerator<T, void, undefined> {
  let open = sources.map((source) => new Cursor(source));
  await Promise.all(open.map((cursor) => cursor.fill()));
  for (open = open.filter(hasRows); open.length > 1; open = open.filter(hasRows)) {
    const from = open.reduce((first, cursor) => (cursor.time < first.time ? cursor : first));
    yield from.takeUntil(limitOf(from, open));
    if (from.atEnd) await from.fill();
  }
  for (const [last] = open; last?.batch !== undefined; await last.fill()) yield last.takeUntil(undefined);
}

function hasRows({ batch }: Cursor<MarketColumns>): boolean {
  return batch !== undefined;
}

/** Up to which time the rows of `from` come before those of all others. */
function limitOf<T extends MarketColumns>(from: Cursor<T>, open: readonly Cursor<T>[]): bigint {
  let limit: bigint | undefined;
  let behind = false;
  for (const cursor of open) {
    if (cursor === from) behind = true;
    else {
      const last = behind ? cursor.time : cursor.time - 1n;
      if (limit === undefined || last < limit) limit = last;
    }
  }
  return limit!;
}

/** The unread rows of a source. */
class Cursor<T extends MarketColumns> {
  batch: T | undefined;
  /** Of the next row. */
  time = 0n;
  #row = 0;
  readonly #source: AsyncIterator<T> | Iterator<T>;

  constructor(source: AsyncIterable<T> | Iterable<T>) {
    this.#source =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  }

  get atEnd(): boolean {
    return this.batch === undefined || this.#row >= this.batch.length;
  }

  /** Makes sure that there is a row, unless the source has ended. */
  async fill(): Promise<void> {
    while (this.atEnd) {
      const next = await this.#source.next();
      this.batch = next.done ? undefined : next.value;
      this.#row = 0;
      if (next.done) return;
    }
    this.#look();
  }

  /** Takes the next rows up to and including the time, at least one. */
  takeUntil(limit: bigint | undefined): T {
    const batch = this.batch!;
    const from = this.#row;
    let to = from + 1;
    if (limit === undefined) to = batch.length;
    const offset = limit === undefined ? 0 : Number(limit - batch.timeBase);
    while (to < batch.length && batch.timeOffset[to] <= offset) to++;
    this.#row = to;
    if (!this.atEnd) this.#look();
    return rowsOf(batch, from, to);
  }

  #look(): void {
    this.time = timeOf(this.batch!, this.#row);
  }
}

function timeOf(batch: Columns, row: number): bigint {
  return batch.timeBase + BigInt(batch.timeOffset[row]);
}

/** Rows of a batch as a batch of their own, over the same memory. */
export function rowsOf<T extends MarketColumns>(batch: T, from: number, to: number): T {
  if (from === 0 && to === batch.length) return batch;
  const rows: Record<string, unknown> = { ...batch, length: to - from };
  for (const [name, column] of Object.entries(batch))
    if (ArrayBuffer.isView(column)) rows[name] = (column as Float64Array).subarray(from, to);
  return rows as unknown as T;
}
