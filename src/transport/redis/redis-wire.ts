import { Redis } from 'ioredis';
import type { Call } from '../client/call.js';
import type { Wire, WireEvents } from '../client/wire.js';
import type { Reply } from '../transport.js';
import { explain, isDesync } from './causes.js';
import type { Credentials } from './endpoint.js';
import type { ConnectionSettings } from './settings.js';
import { type AnswerSink, WireCommand } from './wire-command.js';

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

/** One connection over ioredis, with the settings of settings.ts. */
export class RedisWire implements Wire, AnswerSink {
  private readonly redis: PreparedRedis;
  private readonly events: WireEvents;
  private lastError: Error | undefined;
  private closing = false;
  private attempting = false;

  constructor(options: RedisWireOptions, events: WireEvents) {
    this.events = events;
    this.redis = new PreparedRedis({ ...options.redis, retryStrategy: () => this.ended() ?? null });
    this.redis.prepare = () => this.prepare(options.credentials);
    this.redis.on('error', (error: Error) => this.failed(error));
    this.redis.on('connect', () => this.listen());
    this.redis.on('ready', () => this.ready());
    this.redis.on('end', () => this.finished());
    this.redis.on('messageBuffer', (channel: Buffer, frame: Buffer) => this.message(channel, frame));
    this.redis.on('smessageBuffer', (channel: Buffer, frame: Buffer) => this.message(channel, frame));
    this.redis.on('moved', () => this.events.unsubscribed());
  }

  get blocked(): boolean {
    return this.redis.stream.writableNeedDrain;
  }

  open(): void {
    // The promise tells what the events tell.
    this.redis.connect().catch(() => {});
  }

  send(calls: readonly Call[]): void {
    const { redis } = this;
    const { stream } = redis;
    stream.cork();
    for (const call of calls) redis.sendCommand(new WireCommand(call, this).asCommand());
    stream.uncork();
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

  onReply(call: Call, reply: Reply): void {
    this.events.reply(call, reply);
  }

  onRefused(call: Call, text: string): void {
    this.events.refused(call, text);
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

  private listen(): void {
    const { stream } = this.redis;
    stream.on('data', () => this.events.received());
    stream.on('drain', () => this.events.drained());
    this.events.received();
  }

  private ready(): void {
    if (this.redis.status !== 'ready') return;
    if (this.redis.condition?.protocol === 3) this.events.opened();
    else this.failed(new Error('Unknown RESP type: the server has no RESP3'));
  }

  private message(channel: Buffer, frame: Buffer): void {
    this.events.message(channel.toString(), frame);
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
