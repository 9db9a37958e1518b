// What a careful engineer writes with plain ioredis and JSON: a pool of up to 100 connections, one blocked XREADGROUP over
// all streams of a bus on a connection of its own, one XACK for what was read together, requests by correlation id.
import type { Redis } from 'ioredis';
import {
  type ConnectionOptions,
  connectTo,
  inParallel,
  type Peer,
  type Target,
  type Targets,
  type Tick,
} from '../support/peer.js';
import { SharedPool } from './pool.js';

const keep = 100_000;
const group = 'best';

export interface BestOptions {
  /** Most connections to one server for commands. Default 100. */
  readonly connections?: number;
  readonly ioredis?: ConnectionOptions;
  /** How requests and replies travel. Default: streams, as everything else. */
  readonly requestsBy?: 'streams' | 'channels';
  /** Begins the names of its keys, so that several can be open at a time. Default `best`. */
  readonly name?: string;
}

/** Reads one stream entry's only field. */
type Entries = readonly (readonly [id: string, fields: readonly string[]])[];

export class BestPeer implements Peer {
  readonly #targets: Targets;
  readonly #byChannels: boolean;
  readonly #pools: { readonly marketData: SharedPool; readonly engineLogic: SharedPool };
  readonly #readers: Redis[] = [];
  readonly #pending = new Map<number, () => void>();
  readonly #streams: { readonly trades: string; readonly quotes: string; readonly requests: string };
  readonly #inbox: string;
  #listening: Promise<void> | undefined;
  #correlation = 0;
  #closed = false;

  constructor(targets: Targets, options: BestOptions = {}) {
    const { connections = 100, ioredis, requestsBy = 'streams', name = 'best' } = options;
    this.#targets = targets;
    this.#streams = { trades: `${name}:trades`, quotes: `${name}:quotes`, requests: `${name}:requests` };
    this.#inbox = `${name}:replies:${process.pid}`;
    this.#byChannels = requestsBy === 'channels';
    this.#pools = {
      marketData: new SharedPool(targets.marketData, connections, ioredis),
      engineLogic: new SharedPool(targets.engineLogic, connections, ioredis),
    };
  }

  send(tick: Tick): void {
    void this.#publish(tick);
  }

  async #publish({ sentNs, price, size, tradeId }: Tick): Promise<void> {
    const text = JSON.stringify({
      type: 'trade',
      time: sentNs,
      instrument: 1,
      price,
      size,
      side: 'buy',
      tradeId,
    });
    await this.#pools.marketData.run((redis) => add(redis, this.#streams.trades, text));
  }

  flood(count: number, inFlight: number, make: (index: number) => Tick): Promise<void> {
    return inParallel(count, inFlight, (index) => this.#publish(make(index)));
  }

  async consume(onTrade: (sentNs: number) => void): Promise<void> {
    const names = [this.#streams.trades, this.#streams.quotes];
    await this.#readGroup(this.#targets.marketData, this.#pools.marketData, names, (text) => {
      const message = JSON.parse(text) as { type: string; time: number };
      if (message.type === 'trade') onTrade(message.time);
    });
  }

  async request(): Promise<void> {
    this.#listening ??= this.#listen();
    await this.#listening;
    const id = ++this.#correlation;
    const answered = new Promise<void>((resolve) => this.#pending.set(id, resolve));
    await this.#send(this.#streams.requests, {
      id,
      replyTo: this.#inbox,
      method: 'get',
      payload: { portfolio: 7 },
    });
    await answered;
  }

  async respond(): Promise<void> {
    const answer = (text: string): void => {
      const { id, replyTo, payload } = JSON.parse(text) as {
        id: number;
        replyTo: string;
        payload: { portfolio: number };
      };
      void this.#send(replyTo, { id, payload: { portfolio: payload.portfolio, value: 1.25 } });
    };
    const { engineLogic } = this.#targets;
    if (this.#byChannels) await this.#subscribe(this.#streams.requests, answer);
    else await this.#readGroup(engineLogic, this.#pools.engineLogic, [this.#streams.requests], answer);
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const reader of this.#readers) reader.disconnect();
    this.#pools.marketData.close();
    this.#pools.engineLogic.close();
  }

  async #send(to: string, message: object): Promise<void> {
    const text = JSON.stringify(message);
    await this.#pools.engineLogic.run<unknown>((redis) =>
      this.#byChannels ? redis.publish(to, text) : add(redis, to, text),
    );
  }

  async #listen(): Promise<void> {
    const hear = (text: string): void => {
      const { id } = JSON.parse(text) as { id: number };
      this.#pending.get(id)?.();
      this.#pending.delete(id);
    };
    if (this.#byChannels) return this.#subscribe(this.#inbox, hear);
    const reader = this.#reader(this.#targets.engineLogic);
    let last = '0';
    void this.#loop(async () => {
      const reply = await reader.xread('COUNT', 128, 'BLOCK', 1_000, 'STREAMS', this.#inbox, last);
      for (const [, entries] of reply ?? [])
        for (const [id, fields] of entries) {
          last = id;
          hear(fields[1]!);
        }
    });
  }

  async #subscribe(channel: string, hear: (text: string) => void): Promise<void> {
    const reader = this.#reader(this.#targets.engineLogic);
    reader.on('message', (_, text: string) => hear(text));
    await reader.subscribe(channel);
  }

  async #readGroup(
    target: Target,
    pool: SharedPool,
    names: readonly string[],
    handle: (text: string) => void,
  ): Promise<void> {
    const reader = this.#reader(target);
    for (const name of names)
      await reader.xgroup('CREATE', name, group, '$', 'MKSTREAM').catch((error: Error) => {
        if (!error.message.startsWith('BUSYGROUP')) throw error;
      });
    const news = names.map(() => '>');
    void this.#loop(async () => {
      const reply = (await reader.xreadgroup(
        'GROUP', group, 'one', 'COUNT', 128, 'BLOCK', 1_000, 'STREAMS', ...names, ...news,
      )) as [string, Entries][] | null; // biome-ignore format: one command
      for (const [name, entries] of reply ?? []) {
        for (const [, fields] of entries) handle(fields[1]!);
        const ids = entries.map(([id]) => id);
        void pool.run((redis) => redis.xack(name, group, ...ids));
      }
    });
  }

  #reader(target: Target): Redis {
    const reader = connectTo(target);
    this.#readers.push(reader);
    return reader;
  }

  async #loop(turn: () => Promise<void>): Promise<void> {
    while (!this.#closed)
      await turn().catch((error: unknown) => {
        if (!this.#closed) throw error;
      });
  }
}

function add(redis: Redis, stream: string, text: string): Promise<unknown> {
  return redis.xadd(stream, 'MAXLEN', '~', keep, '*', 'message', text);
}
