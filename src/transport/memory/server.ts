import { type Clock, systemClock } from '../../base/clock.js';
import type { Argument, Reply } from '../transport.js';
import { Database } from './database.js';
import { groupCommands } from './group-commands.js';
import { type Command, keyCommands } from './key-commands.js';
import { read } from './read-commands.js';
import { type Receiver, Session } from './session.js';
import { streamCommands } from './stream-commands.js';
import { bulk, ServerError, text } from './values.js';

const commands: Readonly<Record<string, Command>> = { ...keyCommands, ...streamCommands, ...groupCommands };

let serversMade = 0;

/**
 * An in-process server with the semantics of the Redis commands that the transport uses: one command at a time, replies
 * in order, blocking reads, consumer groups, pub/sub, expiry by the wall clock. Everything happens on its clock, so a
 * simulated one makes it deterministic.
 */
export class MemoryServer {
  readonly clock: Clock;
  readonly db: Database;
  private readonly sessions = new Set<Session>();
  private readonly subscribers = new Map<string, Set<Session>>();
  private runId = `memory-${++serversMade}`;

  constructor(clock: Clock = systemClock) {
    this.clock = clock;
    this.db = new Database(clock);
  }

  connect(receiver: Receiver): Session {
    const session = new Session(this, receiver);
    this.sessions.add(session);
    return session;
  }

  /** Ends every connection; with `forget`, without the data, as a server without persistence. */
  restart(forget: boolean): void {
    for (const session of [...this.sessions]) session.end();
    if (forget) this.db.clear();
    this.runId = `memory-${++serversMade}`;
  }

  drop(session: Session): void {
    this.sessions.delete(session);
    for (const channel of session.channels) this.unsubscribe(session, channel);
  }

  /** Executes one command that does not block; throws ServerError for an error reply. */
  execute(session: Session, name: string, args: readonly Argument[]): Reply {
    switch (name) {
      case 'PING':
        return bulk(args.length > 0 ? text(args[0]) : 'PONG');
      case 'ROLE':
        return [bulk('master'), 0, []];
      case 'INFO':
        return bulk(this.info());
      case 'WAIT':
        return 0;
      case 'PUBLISH':
        return this.publish(text(args[0]), args[1]!);
      case 'SUBSCRIBE':
        return this.subscribe(session, text(args[0]));
      case 'UNSUBSCRIBE':
        return this.unsubscribe(session, text(args[0]));
    }
    const command = commands[name];
    if (command === undefined) throw new ServerError(`ERR unknown command '${name}'`);
    return command(this.db, args);
  }

  read(name: string, args: readonly Argument[]): ReturnType<typeof read> {
    return read(this.db, args, name === 'XREADGROUP');
  }

  /** Something was written: reads that wait may have something now, longest waiting first. */
  wakeReaders(): void {
    for (const session of this.sessions) session.retry();
  }

  private publish(channel: string, frame: Argument): number {
    const receivers = this.subscribers.get(channel) ?? new Set<Session>();
    for (const session of receivers) session.push(channel, Buffer.from(frame as Uint8Array));
    return receivers.size;
  }

  private subscribe(session: Session, channel: string): number {
    const receivers = this.subscribers.get(channel) ?? new Set<Session>();
    this.subscribers.set(channel, receivers.add(session));
    session.channels.add(channel);
    return session.channels.size;
  }

  private unsubscribe(session: Session, channel: string): number {
    this.subscribers.get(channel)?.delete(session);
    session.channels.delete(channel);
    return session.channels.size;
  }

  private info(): string {
    const lines = {
      redis_version: '7.0.15',
      redis_mode: 'standalone',
      run_id: this.runId,
      role: 'master',
      connected_slaves: 0,
      maxmemory: 0,
      maxmemory_policy: 'noeviction',
      aof_enabled: 0,
    };
    return Object.entries(lines)
      .map(([name, value]) => `${name}:${value}\r\n`)
      .join('');
  }
}
