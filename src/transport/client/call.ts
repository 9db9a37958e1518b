import { type Outcome, type Settle, unknown } from '../outcome.js';
import type { Argument, Reply } from '../transport.js';
import { type CommandWriter, commandBytes } from './command-writer.js';
import type { Expirable } from './deadline-wheel.js';
import type { Refusal } from './server-error.js';

/**
 * When a call may be written again: `always` for reads, for commands that leave the same state, and under a kept id;
 * `unless-written` when nobody knows what an unanswered one did.
 */
export type RetryRule = 'always' | 'unless-written';

/** Commands that change nothing: whether a lost one was executed does not matter. */
const withoutEffect: ReadonlySet<string> = new Set([
  'GET',
  'HGET',
  'HGETALL',
  'INFO',
  'PING',
  'SMEMBERS',
  'XINFO',
  'XPENDING',
  'XRANGE',
]);

/** Where a call is held, which decides when its memory counts as free. */
export type Place = 'nowhere' | 'queue' | 'wire' | 'held';

/** A reply whose shape does not fit the command: replies are out of step with commands. */
export class MalformedReply extends Error {}

/** The lane that is responsible for a call. */
export interface CallOwner {
  finish(call: Call, outcome: Outcome<never>): void;
  succeed<T>(call: Call<T>, value: T): void;
  expired(call: Call, latenessMs: number): void;
}

/** A command on its way: queued, written, answered. Every call gets exactly one outcome. */
export abstract class Call<T = unknown> implements Expirable {
  due = Number.POSITIVE_INFINITY;
  slot = -1;
  previous: Expirable | undefined = undefined;
  next: Expirable | undefined = undefined;

  readonly command: string;
  readonly retry: RetryRule;
  /** The key that decides the server in a Cluster. */
  readonly key: string | undefined;
  owner: CallOwner | undefined = undefined;
  place: Place = 'nowhere';
  settled = false;
  attempts = 0;
  /** It was written once and its connection went away without a reply, so that it may run even now. */
  maybeExecuted = false;
  submittedAt = 0;
  /** How long the server may be silent while this call is the next to be answered; 0 for the connection's default. */
  silenceMs = 0;
  /** To be preceded by ASKING (Cluster). */
  asking = false;
  /** The last error reply, which proved non-execution. */
  refusal: Refusal | undefined = undefined;
  abort: (() => void) | undefined = undefined;
  private readonly onSettled: Settle<never>;

  constructor(command: string, retry: RetryRule, key: string | undefined, onSettled: Settle<T>) {
    this.command = command;
    this.retry = retry;
    this.key = key;
    this.onSettled = onSettled;
  }

  abstract readonly args: readonly Argument[];
  abstract readonly bytes: number;
  /** Writes the command. */
  encode(out: CommandWriter): void {
    out.command(this.command, this.args);
  }

  protected abstract parse(reply: Reply): T;

  /** Its connection was lost before the reply came. */
  noteLost(): void {
    this.maybeExecuted = !withoutEffect.has(this.command);
  }

  /** Called when it is this call's turn to be written; false when it must wait, and then somebody else holds it. */
  prepare(): boolean {
    return true;
  }

  /** The reply came. Throws MalformedReply when it cannot be a reply to this command. */
  answered(reply: Reply): void {
    if (this.settled) return;
    this.owner!.succeed(this, this.parseOrSettle(reply));
  }

  /** An error reply came. True when the call takes care of itself. */
  refused(_refusal: Refusal): boolean {
    return false;
  }

  /** The connection was lost before the reply. True when somebody else than the lane's queue takes it. */
  returned(): boolean {
    return false;
  }

  settle(outcome: Outcome<T>): void {
    this.settled = true;
    this.abort?.();
    try {
      this.onSettled(outcome as Outcome<never>);
    } catch (error) {
      // A caller's mistake must not leave a lane half-way: it surfaces as an uncaught exception of its own.
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  protected parseOrSettle(reply: Reply): T {
    try {
      return this.parse(reply);
    } catch (error) {
      this.owner!.finish(this, unknown('malformed'));
      throw error;
    }
  }
}

/** A command with plain arguments. */
export class CommandCall<T> extends Call<T> {
  readonly args: readonly Argument[];
  readonly bytes: number;
  private readonly read: (reply: Reply) => T;

  constructor(
    command: string,
    args: readonly Argument[],
    retry: RetryRule,
    key: string | undefined,
    read: (reply: Reply) => T,
    settle: Settle<T>,
  ) {
    super(command, retry, key, settle);
    this.args = args;
    this.bytes = commandBytes(command, args);
    this.read = read;
  }

  protected parse(reply: Reply): T {
    return this.read(reply);
  }
}
