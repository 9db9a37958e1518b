import type { BusName, Envelope } from '../codec/index.js';
import type { Transport } from '../transport/index.js';
import type { Feed, Item } from './feed.js';

/** Where the frames of one bus come from. */
export interface Source {
  readonly bus: BusName;
  /** The group it reads for; undefined = live. */
  readonly group: string | undefined;
  /** Reads on until it is closed; rejects when it cannot. Called once. */
  start(): Promise<void>;
  /** The messages were handled: acknowledges soon, together with others. */
  settle(item: Item): void;
  /** Acknowledges now. True when the entry was pending until now. */
  ack(item: Item): Promise<boolean>;
  close(): Promise<void>;
}

export interface SourceOptions {
  readonly transport: Transport;
  readonly namespace: string;
  readonly topics: readonly string[];
  /** Where the frames go. */
  readonly feed: Feed;
  /** undefined for a malformed frame. */
  readonly envelopeOf: (frame: Uint8Array) => Envelope | undefined;
}
