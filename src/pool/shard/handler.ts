import type { Task } from '../task.js';

/** What the function gets that makes a handler. */
export interface ShardContext {
  readonly shard: number;
  /** How many there are: an instrument always belongs to the same one of them. */
  readonly shards: number;
  /** What snapshot() gave, to go on from there; undefined for a fresh start. */
  readonly state: Uint8Array | undefined;
}

/** The rows of one frame that belong to one shard, in their order. The columns are lent until the handler returns. */
export interface ShardBatch<Columns = unknown> {
  /** The message type. */
  readonly name: string;
  readonly stream: string;
  /** The id of the frame. */
  readonly id: string;
  readonly columns: Columns;
}

/** Lives in one worker, and gets every message of its shard's instruments. */
// biome-ignore lint/suspicious/noExplicitAny: a handler of any columns
export interface ShardHandler<Columns = any, Result = unknown> {
  /** What it returns, if anything, is copied to `onResult`; the frame is acknowledged after that. */
  handle(batch: ShardBatch<Columns>): Result | Promise<Result>;
  /** The whole state, for a worker that takes over. A handler without it has no state that matters. */
  snapshot?(): Uint8Array | Promise<Uint8Array>;
}

/** Made with defineTask, of a function `(context: ShardContext, args) => ShardHandler`. */
// biome-ignore lint/suspicious/noExplicitAny: as above
export type ShardTask<Args = unknown, Columns = any, Result = unknown> = Task<
  ShardContext,
  Args,
  ShardHandler<Columns, Result>
>;
