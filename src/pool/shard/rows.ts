import { shardOf, type WireColumns } from './protocol.js';

type Numbers = Float64Array | Uint32Array;

/** Picks the rows of one shard out of whole batches, into memory that it uses again for the next batch. */
export class RowPicker {
  readonly #shard: number;
  readonly #shards: number;
  readonly #scratch = new Map<string, Numbers>();
  #rows = new Uint32Array(1024);

  constructor(shard: number, shards: number) {
    this.#shard = shard;
    this.#shards = shards;
  }

  /** The columns with the shard's rows only, in their order; the batch itself where that is all of them. */
  pick(columns: WireColumns): WireColumns {
    const count = this.#find(columns);
    if (count === columns.length) return columns;
    const picked: Record<string, unknown> = {};
    for (const [name, column] of Object.entries(columns))
      picked[name] = ArrayBuffer.isView(column) ? this.#gather(name, column as Numbers, count) : column;
    picked.length = count;
    return picked as unknown as WireColumns;
  }

  #find({ instrument, length }: WireColumns): number {
    if (this.#rows.length < length) this.#rows = new Uint32Array(2 * length);
    const rows = this.#rows;
    let count = 0;
    for (let row = 0; row < length; row++)
      if (shardOf(instrument[row]!, this.#shards) === this.#shard) rows[count++] = row;
    return count;
  }

  #gather(name: string, column: Numbers, count: number): Numbers {
    let target = this.#scratch.get(name);
    if (target === undefined || target.length < count) {
      target = new (column.constructor as new (length: number) => Numbers)(Math.max(1024, 2 * count));
      this.#scratch.set(name, target);
    }
    for (let i = 0; i < count; i++) target[i] = column[this.#rows[i]!]!;
    return target;
  }
}
