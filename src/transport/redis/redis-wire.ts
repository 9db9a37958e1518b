import { Redis } from 'ioredis';
import type { Call } from '../client/call.js';
import { CommandWriter } from '../client/command-writer.js';
import { ProtocolError, RespDecoder } from '../client/resp-decoder.js';
import type { Wire, WireEvents } from '../client/wire.js';
import { explain, isDesync } from './causes.js';
import type { Credentials } from './endpoint.js';
import type { ConnectionSettings } from './settings.js';

export interface RedisWireOptions {
  readonly redis: ConnectionSettings;
  readonly credentials: (() => Credentials | Promise<Credentials>) | undefined;
}

/** ioredis with a step before every attempt to connect. */
class PreparedRedis extends Redis {
  prepare: (() => Promise<void>) | undefined;

  override connect(callback?: (error?: Error | null) => void): Promise<void> {
    if (this.prepare === undefined) return super.connect(callback);
    return this.prepare().then(() => super.connect(callback));
  }
}

/**
 * One connection. ioredis finds the server (Sentinel), connects, logs in, waits until the data is loaded, and begins again
 * after a loss. Once it is ready, its socket is ours: commands are written in one piece per flush, and replies are read
 * by our own decoder, which trusts no byte; ioredis then has no command of ours to repeat, keep or show in an error.
 */
export class RedisWire implements Wire {
  private readonly redis: PreparedRedis;
  private readonly events: WireEvents;
  private readonly out = new CommandWriter();
  private lastError: Error | undefined;
  private closing = false;
  private attempting = false;

  constructor(options: RedisWireOptions, events: WireEvents) {
    this.events = events;
    this.redis = new PreparedRedis({ ...options.redis, retryStrategy: () => this.ended() ?? null });
    this.redis.prepare = () => this.prepare(options.credentials);
    this.redis.on('error', (error: Error) => this.failed(error));
    this.redis.on('connect', () => this.connected());
    this.redis.on('ready', () => this.takeOver());
    this.redis.on('end', () => this.finished());
  }

  get blocked(): boolean {
    return this.redis.stream.writableNeedDrain;
  }

  open(): void {
    // The promise tells what the events tell.
    this.redis.connect().catch(() => {});
  }

  send(calls: readonly Call[]): void {
    const { stream } = this.redis;
    for (const call of calls) call.encode(this.out);
    const pieces = this.out.take();
    if (pieces.length > 1) stream.cork();
    for (const piece of pieces) stream.write(piece);
    if (pieces.length > 1) stream.uncork();
    // Otherwise the socket still holds them.
    if (stream.writableLength === 0) this.out.written();
  }

  kill(): void {
    const { stream } = this.redis;
    if (stream !== undefined && !stream.destroyed) stream.destroy();
    else if (this.attempting) this.redis.disconnect(true);
  }

  close(): void {
    this.closing = true;
    const { status } = this.redis;
    this.redis.disconnect();
    if (status === 'wait' || status === 'reconnecting' || status === 'end') this.finished();
  }

  private async prepare(credentials: RedisWireOptions['credentials']): Promise<void> {
    if (this.closing) throw new Error('closed');
    this.attempting = true;
    this.lastError = undefined;
    this.events.opening();
    if (credentials === undefined) return;
    try {
      const { username, password } = await credentials();
      const { options } = this.redis;
      options.password = password;
      if (username !== undefined) options.username = username;
    } catch (error) {
      // Its message is the provider's and could show anything.
      this.lastError = new Error('NOAUTH the credentials provider failed');
      this.finished();
      throw error;
    }
    if (this.closing) throw new Error('closed');
  }

  /**
   * The handshake is read by ioredis, which some replies make throw where nobody can catch it (a null that answers
   * nothing, a push without content). So it only gets what our decoder has found to be answers to what it asked.
   */
  private connected(): void {
    const { redis, events } = this;
    const { stream } = redis;
    const readers = stream.listeners('data') as ((chunk: Buffer) => void)[];
    let answers = 0;
    const refuse = (): never => {
      throw new ProtocolError('no part of a handshake');
    };
    const guard = new RespDecoder({
      onReply: (reply) => (reply === null ? refuse() : answers++),
      onError: () => answers++,
      onPush: refuse,
    });
    stream.removeAllListeners('data');
    this.read((chunk) => {
      const asked = redis.commandQueue.length;
      answers = 0;
      guard.write(chunk);
      if (answers > asked) refuse();
      for (const reader of readers) reader(chunk);
    });
    events.received();
  }

  /** Reads the socket; what our decoder cannot take ends the connection. */
  private read(take: (chunk: Buffer) => void): void {
    const { events } = this;
    this.redis.stream.on('data', (chunk: Buffer) => {
      events.received();
      try {
        take(chunk);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        events.anomaly();
      }
    });
  }

  private takeOver(): void {
    const { redis, events } = this;
    if (redis.status !== 'ready') return;
    if (redis.condition?.protocol !== 3) {
      this.failed(new Error('Unknown RESP type: the server has no RESP3'));
      return;
    }
    const { stream } = redis;
    const decoder = new RespDecoder({
      onReply: (reply) => events.reply(reply),
      onError: (text) => events.refused(text),
      onPush: (items) => events.push(items),
    });
    stream.removeAllListeners('data');
    this.read((chunk) => decoder.write(chunk));
    stream.on('drain', () => events.drained());
    events.opened();
  }

  private failed(error: Error): void {
    this.lastError ??= error;
    if (isDesync(error)) this.events.anomaly();
  }

  /** The connection or the attempt is over; the delay until the next one, which ioredis times. */
  private ended(): number | undefined {
    this.attempting = false;
    const { cause, detail } = explain(this.lastError);
    this.lastError = undefined;
    return this.events.closed(this.closing ? 'closed' : cause, detail);
  }

  /** ioredis gave up: because we close, or because the attempt failed before there was a socket. */
  private finished(): void {
    const delay = this.ended();
    if (delay !== undefined && !this.closing) setTimeout(() => this.open(), delay);
  }
}
