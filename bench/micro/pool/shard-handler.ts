import type { ShardContext, ShardHandler } from '#dualbus/pool/index.js';

interface Columns {
  readonly length: number;
  readonly price: Float64Array;
}

/** Adds prices up, `rounds` times over: 0 leaves the columns alone. */
export function makeHandler(_: ShardContext, { rounds }: { rounds: number }): ShardHandler<Columns, void> {
  let sum = 0;
  return {
    handle({ columns }) {
      sum = work(columns, rounds, sum);
    },
    snapshot: () => new Uint8Array(Float64Array.of(sum).buffer),
  };
}

export function work({ price, length }: Columns, rounds: number, start: number): number {
  let sum = start;
  for (let round = 0; round < rounds; round++) for (let i = 0; i < length; i++) sum += Math.sqrt(price[i]!);
  return sum;
}
