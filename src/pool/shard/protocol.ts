import type { Thrown } from '../invoke.js';
import type { Page } from './pages.js';

/** How a handler is made in its worker. */
export interface Opening {
  readonly module: string;
  readonly export: string;
  readonly args: unknown;
  readonly shard: number;
  readonly shards: number;
  readonly state: Uint8Array | undefined;
  /** What the state does not know, but was handled before: its results were delivered. */
  readonly replay: readonly Page[];
}

export interface ShardRequest {
  /** Tells shards apart that live on one thread. */
  readonly key: number;
  readonly open?: Opening;
  /** Every worker gets whole frames, and takes its own rows. */
  readonly page?: Page;
  /** Asks for the state after it. */
  readonly snapshot?: boolean;
  readonly close?: boolean;
}

/** What became of the frames of a page, each by its place there. */
export interface PageOutcome {
  /** What the handler returned, in the order of the frames; undefined is left out. */
  readonly results: readonly (readonly [number, unknown])[];
  /** Frames that cannot be decoded, and why. */
  readonly unreadable: readonly (readonly [number, Thrown])[];
}

export type ShardReply =
  | (PageOutcome & {
      readonly ok: true;
      readonly state: Uint8Array | undefined;
      /** Whether the handler has a state that can be restored. */
      readonly stateful: boolean;
    })
  | { readonly ok: false; readonly thrown: Thrown };
