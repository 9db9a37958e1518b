import { DualbusError } from '../../base/errors.js';

/** The stored state belongs to another number of shards: instruments would meet state that is not theirs. */
export class ShardMismatch extends DualbusError {
  constructor(stored: number, wanted: number) {
    super(
      'DUALBUS_SHARD_MISMATCH',
      `the checkpoint was stored with ${stored} shards: pass shards: ${stored} instead of ${wanted}`,
    );
  }
}

const newline = 10;

/** One JSON line with the length of each state (-1 = none), then the states. */
export function encodeStates(states: readonly (Uint8Array | undefined)[]): Uint8Array {
  const head = JSON.stringify({ version: 1, lengths: states.map((state) => state?.length ?? -1) });
  return Buffer.concat([Buffer.from(`${head}\n`), ...states.filter((state) => state !== undefined)]);
}

/** @throws ShardMismatch */
export function decodeStates(bytes: Uint8Array, shards: number): (Uint8Array | undefined)[] {
  const end = bytes.indexOf(newline);
  const { lengths } = JSON.parse(Buffer.from(bytes.subarray(0, end)).toString()) as { lengths: number[] };
  if (lengths.length !== shards) throw new ShardMismatch(lengths.length, shards);
  let at = end + 1;
  return lengths.map((length) => {
    if (length < 0) return undefined;
    at += length;
    return bytes.slice(at - length, at);
  });
}
