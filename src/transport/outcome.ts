import { CallRejected, OutcomeUnknown } from './errors.js';

/** Why a call was certainly not executed, now or later. */
export type RejectedReason =
  | 'backpressure' // a limit of this process: nothing was taken
  | 'not-sent' // its deadline passed before the first byte was written
  | 'disconnected' // no connection, and the first attempt to replace it failed
  | 'aborted' // its AbortSignal fired before the first byte was written
  | 'closed' // the transport is closing or closed
  | 'overtaken' // a later frame of the same stream is stored already: sending this one would break the order
  | 'no-memory' // OOM
  | 'read-only' // the server is a replica
  | 'loading' // the server reads its data set
  | 'no-permission' // NOPERM
  | 'no-authentication' // NOAUTH, WRONGPASS
  | 'no-replicas' // NOREPLICAS
  | 'no-persistence' // MISCONF
  | 'no-group' // NOGROUP, or the key of a group is gone
  | 'wrong-type' // WRONGTYPE
  | 'busy' // BUSY: a script runs
  | 'cluster' // MOVED, ASK, TRYAGAIN, CLUSTERDOWN, CROSSSLOT after the last attempt
  | 'invalid'; // a command or argument that the server does not take

/** Why nobody can say whether a call was executed. */
export type UnknownReason =
  | 'timeout' // written, no reply by its deadline
  | 'aborted' // written, then its AbortSignal fired
  | 'connection-lost' // written, then the connection went away
  | 'closed' // written, and the transport closed before the reply
  | 'conflict' // its stream id is taken by another frame: a second owner writes to the stream
  | 'overtaken' // maybe executed, and no longer in the stream
  | 'not-replicated' // executed by the master, but not acknowledged by enough replicas
  | 'malformed' // a reply of another shape than the command has
  | 'server-error'; // an error reply that does not prove non-execution

/** Who made a deadline pass. */
export type TimeoutCause = 'loop-stalled' | 'backpressure' | 'server-unresponsive';

export interface Ok<T> {
  readonly status: 'ok';
  readonly value: T;
}

export interface Rejected {
  readonly status: 'rejected';
  /** Never executed, and never will be: safe to try again. */
  readonly executed: false;
  readonly reason: RejectedReason;
  readonly cause: TimeoutCause | undefined;
  /** The kind of error reply, such as `OOM`; never its text, which can quote arguments. */
  readonly reply: string | undefined;
}

export interface Unknown {
  readonly status: 'unknown';
  readonly reason: UnknownReason;
  readonly cause: TimeoutCause | undefined;
  readonly reply: string | undefined;
}

/** What became of a call. A timeout is no outcome of its own: before the first byte it is Rejected, afterwards Unknown. */
export type Outcome<T> = Ok<T> | Rejected | Unknown;

/** Receives the outcome of a call, exactly once. */
export type Settle<T> = (outcome: Outcome<T>) => void;

class OkOutcome<T> implements Ok<T> {
  readonly status = 'ok';
  readonly value: T;

  constructor(value: T) {
    this.value = value;
  }
}

export function ok<T>(value: T): Ok<T> {
  return new OkOutcome(value);
}

export function rejected(reason: RejectedReason, cause?: TimeoutCause, reply?: string): Rejected {
  return { status: 'rejected', executed: false, reason, cause, reply };
}

export function unknown(reason: UnknownReason, cause?: TimeoutCause, reply?: string): Unknown {
  return { status: 'unknown', reason, cause, reply };
}

/** The value of a call that was executed; otherwise throws CallRejected or OutcomeUnknown. */
export function unwrap<T>(outcome: Outcome<T>, bus: string, operation: string): T {
  if (outcome.status === 'ok') return outcome.value;
  if (outcome.status === 'rejected') throw new CallRejected(outcome, bus, operation);
  throw new OutcomeUnknown(outcome, bus, operation);
}
