import type { InstrumentTable } from '../../market/index.js';
import type { Thrown } from '../invoke.js';

/** Columns as they travel: arrays in shared memory, what describes them, and no instruments. */
export type WireColumns = Readonly<Record<string, unknown>> & {
  readonly length: number;
  readonly instrument: Uint32Array;
};

/** A batch as it travels to the worker of a shard; every worker gets all rows and takes its own. */
export interface WireBatch {
  readonly name: string;
  readonly stream: string;
  readonly id: string;
  readonly columns: WireColumns;
  /** Only where it differs from that of the batch before. */
  readonly instruments?: InstrumentTable;
}

/** How a handler is made in its worker. */
export interface Opening {
  readonly module: string;
  readonly export: string;
  readonly args: unknown;
  readonly shard: number;
  readonly shards: number;
  readonly state: Uint8Array | undefined;
  /** What the state does not know, but was handled before: its results were delivered. */
  readonly replay: readonly WireBatch[];
}

export interface ShardRequest {
  /** Tells shards apart that live on one thread. */
  readonly key: number;
  readonly open?: Opening;
  readonly batches: readonly WireBatch[];
  /** Asks for the state after them. */
  readonly snapshot: boolean;
  readonly close?: boolean;
}

export type ShardReply =
  | {
      readonly ok: true;
      /** What the handler returned, with the place of its batch; undefined is left out. */
      readonly results: readonly (readonly [number, unknown])[];
      readonly state: Uint8Array | undefined;
      /** Whether the handler has a state that can be restored. */
      readonly stateful: boolean;
    }
  | { readonly ok: false; readonly thrown: Thrown };

/** Which shard an instrument belongs to: neighbouring ids go to different ones (Knuth's multiplicative hash). */
export function shardOf(instrument: number, shards: number): number {
  return (Math.imul(instrument, 0x9e3779b1) >>> 16) % shards;
}
