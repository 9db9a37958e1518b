import type { Timer } from '../../base/clock.js';
import { Deque } from '../../base/deque.js';
import type { Argument, Reply } from '../transport.js';
import type { BlockingRead } from './read-commands.js';
import type { MemoryServer } from './server.js';
import { bulk, okReply, ServerError, text } from './values.js';

/** What the other end of a session gets, in order. */
export interface Receiver {
  onReply(reply: Reply): void;
  onError(text: string): void;
  onMessage(channel: string, frame: Buffer): void;
  onEnd(): void;
}

interface Request {
  readonly name: string;
  readonly args: readonly Argument[];
}

/** One connection to a server: its commands run in order, and a blocking one holds up those behind it. */
export class Session {
  readonly channels = new Set<string>();
  private readonly waiting = new Deque<Request>();
  private blocked: { readonly read: BlockingRead; readonly timer: Timer | undefined } | undefined;
  private queued: Request[] | undefined;
  private readonly watched = new Map<string, number>();
  private ended = false;
  private readonly server: MemoryServer;
  private readonly receiver: Receiver;

  constructor(server: MemoryServer, receiver: Receiver) {
    this.server = server;
    this.receiver = receiver;
  }

  /** Commands that arrived together. */
  receive(requests: readonly Request[]): void {
    for (const request of requests) this.waiting.push(request);
    this.run();
  }

  push(channel: string, frame: Buffer): void {
    this.receiver.onMessage(channel, frame);
  }

  /** Tries a read that waits again. */
  retry(): void {
    if (this.blocked !== undefined && this.settleRead(this.blocked.read)) this.run();
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.blocked?.timer?.cancel();
    this.blocked = undefined;
    this.server.drop(this);
    this.receiver.onEnd();
  }

  private run(): void {
    while (!this.ended && this.blocked === undefined) {
      const request = this.waiting.shift();
      if (request === undefined) return;
      this.handle({ name: request.name.toUpperCase(), args: request.args });
    }
  }

  private handle(request: Request): void {
    try {
      let reply = this.transact(request);
      if (reply === undefined) reply = this.dispatch(request);
      if (reply !== undefined) this.receiver.onReply(reply);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      this.receiver.onError(error.message);
    }
    this.server.wakeReaders();
  }

  /** The reply, or undefined when the command blocks. */
  private dispatch({ name, args }: Request): Reply | undefined {
    if (name !== 'XREAD' && name !== 'XREADGROUP') return this.server.execute(this, name, args);
    const read = this.server.read(name, args);
    const reply = read.attempt();
    if (reply !== undefined || read.blockMs === undefined) return reply ?? null;
    this.block(read, read.blockMs);
    return undefined;
  }

  private block(read: BlockingRead, blockMs: number): void {
    const end = (): void => {
      this.blocked = undefined;
      this.receiver.onReply(null);
      this.run();
    };
    const timer = blockMs > 0 ? this.server.clock.after(blockMs, end) : undefined;
    this.blocked = { read, timer };
  }

  private settleRead(read: BlockingRead): boolean {
    try {
      const reply = read.attempt();
      if (reply === undefined) return false;
      this.unblock();
      this.receiver.onReply(reply);
    } catch (error) {
      if (!(error instanceof ServerError)) throw error;
      this.unblock();
      this.receiver.onError(error.message);
    }
    return true;
  }

  private unblock(): void {
    this.blocked?.timer?.cancel();
    this.blocked = undefined;
  }

  /** WATCH, MULTI and EXEC; undefined when the command is none of the transaction's. */
  private transact({ name, args }: Request): Reply | undefined {
    switch (name) {
      case 'WATCH':
        for (const key of args) this.watched.set(text(key), this.server.db.version(text(key)));
        return okReply;
      case 'UNWATCH':
        this.watched.clear();
        return okReply;
      case 'MULTI':
        this.queued = [];
        return okReply;
      case 'DISCARD':
        this.queued = undefined;
        this.watched.clear();
        return okReply;
      case 'EXEC':
        return this.exec();
    }
    if (this.queued === undefined) return undefined;
    this.queued.push({ name, args });
    return bulk('QUEUED');
  }

  private exec(): Reply {
    const queued = this.queued;
    if (queued === undefined) throw new ServerError('ERR EXEC without MULTI');
    const untouched = [...this.watched].every(([key, version]) => this.server.db.version(key) === version);
    this.queued = undefined;
    this.watched.clear();
    if (!untouched) return null;
    return queued.map(({ name, args }) => this.server.execute(this, name, args));
  }
}
