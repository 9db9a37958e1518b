import { type Command, ReplyError } from 'ioredis';
import type { Call } from '../client/call.js';
import type { Reply } from '../transport.js';

/** What answers are handed to. */
export interface AnswerSink {
  onReply(call: Call, reply: Reply): void;
  onRefused(call: Call, text: string): void;
}

/** The part of a socket that takes bytes. */
interface ByteSink {
  write(piece: Uint8Array | string): unknown;
}

const lowerCase = new Map<string, string>();

function lower(name: string): string {
  let found = lowerCase.get(name);
  if (found === undefined) {
    found = name.toLowerCase();
    if (lowerCase.size < 256) lowerCase.set(name, found);
  }
  return found;
}

const noArgs: readonly string[] = [];

/**
 * A command as ioredis handles it, without its promise, argument copies and transformers: only the fields that its
 * connection code touches. `args` stays empty (but for subscriptions, whose replies are counted by it), so that no error
 * or trace of ioredis can show a payload or a secret. test/transport/redis/wire-command.test.ts holds it to ioredis.
 */
export class WireCommand {
  readonly name: string;
  readonly args: readonly string[];
  /** Spares ioredis's own tracing, which would read the arguments. */
  readonly isTraced = true;
  readonly promise = undefined;
  readonly inTransaction = false;
  readonly pipelineIndex = undefined;
  private readonly call: Call;
  private readonly sink: AnswerSink;

  constructor(call: Call, sink: AnswerSink) {
    this.call = call;
    this.sink = sink;
    this.name = lower(call.command);
    this.args = /^S?(UN)?SUBSCRIBE$/.test(call.command) ? (call.args as readonly string[]) : noArgs;
  }

  setReplyContext(): void {}

  /** ioredis writes what this returns; the pieces before the last are written here, into the same corked write. */
  toWritable(socket: ByteSink): Uint8Array | string {
    const pieces = this.call.encode();
    for (let i = 0; i < pieces.length - 1; i++) socket.write(pieces[i]!);
    return pieces.at(-1)!;
  }

  resolve(reply: Reply): void {
    this.sink.onReply(this.call, reply);
  }

  /** Error replies are answers. Any other error tells of the connection, and its end is reported apart. */
  reject(error: Error): void {
    if (error instanceof ReplyError) this.sink.onRefused(this.call, error.message);
  }

  /** The one place that passes it off as a command of ioredis. */
  asCommand(): Command {
    return this as unknown as Command;
  }
}
