import { InvalidArgument } from '../../base/errors.js';
import { checkInteger, checkMilliseconds } from '../../base/limits.js';
import type { ColumnsOf, Subscription } from '../../bus/index.js';
import type { SharedArena } from '../arena.js';
import type { Thread } from '../thread.js';
import type { ResultOrigin } from './delivery.js';
import { FrameLog } from './frame-log.js';
import type { ShardTask } from './handler.js';
import { Lane } from './lane.js';
import { type AnySubscription, ShardedSubscription } from './sharded.js';
import { decodeStates } from './state.js';

/** The columns of the messages that a subscription reads. */
export type ShardColumns<S> =
  S extends Subscription<infer M, infer K> ? { [N in K]: ColumnsOf<M, N> }[K] : never;

// biome-ignore lint/suspicious/noExplicitAny: columns of any messages
export interface ShardOptions<Columns = any, Args = unknown, Result = unknown> {
  /** All messages of one instrument go to the same worker, in their order. */
  readonly by: 'instrument';
  /** Makes the handler of a shard, in its worker. */
  readonly handler: ShardTask<Args, Columns, Result>;
  readonly args?: Args;
  /** How many, each with a worker of its own. Default: the workers of the pool. Stored states belong to this number. */
  readonly shards?: number;
  /** Hears what handlers return, once for each batch and shard; acknowledgement waits for it. */
  readonly onResult?: (result: NonNullable<Awaited<Result>>, origin: ResultOrigin) => void | Promise<void>;
  /** Most batches that are not through their workers; reading waits at this number. Default 64. */
  readonly maxUnderWay?: number;
  /**
   * States are taken after so many messages (default 262,144) or 16,384 frames, or this long after the first message since
   * the last time (default 1,000 ms). The rows in between are kept in the arena, for a worker that has to be replaced.
   */
  readonly checkpointEvery?: number;
  readonly checkpointMs?: number;
  /** How long a worker may take for the batches it gets at once; one that takes longer is replaced. Default 30,000. */
  readonly timeoutMs?: number;
  /** How often a batch may end its worker before the subscription ends with the error. Default 3. */
  readonly maxAttempts?: number;
}

interface Workers {
  readonly shards: number;
  readonly arena: SharedArena;
  makeThread(): Thread;
  onClosed(sharded: ShardedSubscription): void;
}

/** Restores stored states, starts the workers and begins to read; see ComputePool.shard(). */
export async function openSharded(
  subscription: AnySubscription,
  options: ShardOptions,
  workers: Workers,
): Promise<ShardedSubscription> {
  if (options.by !== 'instrument') throw new InvalidArgument('by', "only 'instrument' is known");
  const shards = checkInteger('shards', options.shards ?? workers.shards, 1, 1_024);
  const timeoutMs = checkMilliseconds('timeoutMs', options.timeoutMs ?? 30_000, 1);
  const maxAttempts = checkInteger('maxAttempts', options.maxAttempts ?? 3, 1);
  const settings = {
    maxUnderWay: checkInteger('maxUnderWay', options.maxUnderWay ?? 64, 1),
    checkpointEvery: checkInteger('checkpointEvery', options.checkpointEvery ?? 262_144, 1),
    checkpointMs: checkMilliseconds('checkpointMs', options.checkpointMs ?? 1_000, 1),
    onResult: (options.onResult ?? (() => {})) as (result: unknown, origin: ResultOrigin) => void,
    onClosed: () => workers.onClosed(sharded),
  };
  const stored = await subscription.checkpoint?.restore();
  const states = stored === undefined ? [] : decodeStates(stored, shards);
  await subscription.ready();
  const { name, module, export: exportName } = options.handler;
  // Two pages under way, and as much that waits for them: the worker is never without.
  const pageFrames = Math.max(1, Math.floor(settings.maxUnderWay / 4));
  const lanes = Array.from({ length: shards }, (_, shard) => {
    const opening = { module, export: exportName, args: options.args, shard, shards, state: states[shard] };
    const onFailure = (error: Error): void => sharded.fail(error);
    return new Lane(workers.makeThread(), { name, opening, pageFrames, timeoutMs, maxAttempts, onFailure });
  });
  const log = new FrameLog(workers.arena);
  const sharded = new ShardedSubscription(subscription, lanes, log, settings);
  return sharded;
}
