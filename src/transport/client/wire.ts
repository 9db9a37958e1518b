import type { ConnectionCause } from '../errors.js';
import type { Reply } from '../transport.js';
import type { Call } from './call.js';

/** One connection that answers in the order of its commands, and that comes back by itself after it was lost. */
export interface Wire {
  /** Begins to connect. */
  open(): void;
  /** Writes the commands in order, in one write. Only between `opened` and `closed`, and while not `blocked`. */
  send(calls: readonly Call[]): void;
  /** The socket holds more than it could pass on; `drained` tells the end of it. */
  readonly blocked: boolean;
  /** Ends the connection at once; `closed` follows. */
  kill(): void;
  /** Ends the connection for good; `closed` follows. */
  close(): void;
}

/** What a wire tells. Never called while `send` runs. */
export interface WireEvents {
  /** An attempt to connect begins. */
  opening(): void;
  /** Connected, logged in, and the server has loaded its data. */
  opened(): void;
  /** Bytes were read. */
  received(): void;
  /** A reply to the command that was sent first of those without one. */
  reply(reply: Reply): void;
  /** An error reply, by its text. */
  refused(text: string): void;
  /** A message that answers no command: `message`, channel, frame, or the confirmation of a subscription. */
  push(items: readonly Reply[]): void;
  drained(): void;
  /** Bytes that are no reply to anything asked: the connection cannot be trusted. */
  anomaly(): void;
  /**
   * The connection, or the attempt to make one, ended: whatever was in flight gets no reply.
   * Returns the delay until the next attempt in milliseconds, or undefined for none.
   */
  closed(cause: ConnectionCause, detail: string): number | undefined;
}

export interface WireRequest {
  /** For connection names and diagnostics: the lane, or `reader`, `subscriber`, `lease`. */
  readonly role: string;
  /** Which server of a cluster (`host:port`); undefined for the only one. */
  readonly node: string | undefined;
}

/** Makes connections: over ioredis, to the in-process server, or to a simulated one. */
export interface Dialer {
  dial(request: WireRequest, events: WireEvents): Wire;
}
