import type { ShardContext, ShardHandler } from '#dualbus/pool/index.js';

interface Columns {
  readonly length: number;
  readonly price: Float64Array;
}

/** Adds prices up, `rounds` times over: 0 leaves the columns alone. Counts in `gate[1]` when it has started, then waits for `gate[0]`. */
export function makeHandler(
  _: ShardContext,
  { rounds, gate }: { rounds: number; gate: Int32Array },
): ShardHandler<Columns, void> {
  let sum = 0;
  let started = false;
  return {
    handle({ columns }) {
      if (!started) {
        started = true;
        Atomics.add(gate, 1, 1);
        Atomics.wait(gate, 0, 0);
      }
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
