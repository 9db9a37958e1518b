import type { Columns, MarketColumns } from '../../market/index.js';

/**
 * Two sources as one in order of time. Where times are equal the rows of `first` come first: a quote with the time
 * of a trade may be the consequence of the trade.
 */
export async function* mergeByTime<T extends MarketColumns>(
  first: AsyncIterable<T>,
  second: AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const [a, b] = [new Cursor(first), new Cursor(second)];
  await Promise.all([a.fill(), b.fill()]);
  while (a.batch !== undefined && b.batch !== undefined) {
    const [from, limit] = a.time <= b.time ? [a, b.time] : [b, a.time - 1n];
    yield from.takeUntil(limit);
    await from.fill();
  }
  for (const rest of [a, b]) {
    for (; rest.batch !== undefined; await rest.fill()) yield rest.takeUntil(undefined);
  }
}

/** The unread rows of a source. */
class Cursor<T extends MarketColumns> {
  batch: T | undefined;
  #row = 0;
  readonly #source: AsyncIterator<T>;

  constructor(source: AsyncIterable<T>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Time of the next row. */
  get time(): bigint {
    return timeOf(this.batch!, this.#row);
  }

  /** Makes sure that there is a row, unless the source has ended. */
  async fill(): Promise<void> {
    while (this.batch === undefined || this.#row >= this.batch.length) {
      const next = await this.#source.next();
      this.batch = next.done ? undefined : next.value;
      this.#row = 0;
      if (next.done) return;
    }
  }

  /** Takes the next rows up to and including the time. */
  takeUntil(limit: bigint | undefined): T {
    const batch = this.batch!;
    const from = this.#row;
    let to = from + 1;
    if (limit === undefined) to = batch.length;
    const offset = limit === undefined ? 0 : Number(limit - batch.timeBase);
    while (to < batch.length && batch.timeOffset[to] <= offset) to++;
    this.#row = to;
    return rowsOf(batch, from, to);
  }
}

function timeOf(batch: Columns, row: number): bigint {
  return batch.timeBase + BigInt(batch.timeOffset[row]);
}

/** Rows of a batch as a batch of their own, over the same memory. */
function rowsOf<T extends MarketColumns>(batch: T, from: number, to: number): T {
  const columns = Object.entries(batch).map(([name, value]) => [
    name,
    ArrayBuffer.isView(value) ? (value as Float64Array).subarray(from, to) : value,
  ]);
  return { ...(Object.fromEntries(columns) as T), length: to - from };
}
