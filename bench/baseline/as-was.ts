// The earlier platform's design, as its code says it: JSON with the whole envelope, a pool whose connections serve one
// command at a time, one command for each message, streams read one after the other with BLOCK 1000, XACK one by one.
// Its socket timeout of 50 to 100 ms, which broke its own blocking reads, is left out.
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { connectTo, inParallel, type Peer, type Target, type Targets, type Tick } from '../support/peer.js';
import { ExclusivePool } from './pool.js';

const keep = 100_000;
const marketStreams = ['as-was:trade-streams', 'as-was:price-streams', 'as-was:marketdata-streams'];
const group = 'as-was-group';
const consumer = 'as-was-consumer-0';

type Entries = readonly (readonly [id: string, fields: readonly string[]])[];

export class AsWasPeer implements Peer {
  readonly #targets: Targets;
  readonly #pools: { readonly marketData: ExclusivePool; readonly engineLogic: ExclusivePool };
  readonly #readers: Redis[] = [];
  readonly #pending = new Map<string, () => void>();
  readonly #inbox = `as-was:caller-${process.pid}-streams`;
  #listening: Promise<void> | undefined;
  #closed = false;

  constructor(targets: Targets) {
    this.#targets = targets;
    this.#pools = {
      marketData: new ExclusivePool(targets.marketData, 100),
      engineLogic: new ExclusivePool(targets.engineLogic, 100),
    };
  }

  send(tick: Tick): void {
    void this.#publish(tick);
  }

  async #publish({ sentNs, price, size, tradeId }: Tick): Promise<void> {
    const payload = { instrument: 1, price, size, side: 'buy', trade_id: tradeId, time: sentNs };
    await this.#send(this.#pools.marketData, marketStreams[0]!, 'trade_execution', payload, randomUUID());
  }

  flood(count: number, inFlight: number, make: (index: number) => Tick): Promise<void> {
    return inParallel(count, inFlight, (index) => this.#publish(make(index)));
  }

  async consume(onTrade: (sentNs: number) => void): Promise<void> {
    await this.#read(this.#targets.marketData, this.#pools.marketData, marketStreams, ({ payload }) =>
      onTrade(payload.time as number),
    );
  }

  async request(): Promise<void> {
    this.#listening ??= this.#read(
      this.#targets.engineLogic,
      this.#pools.engineLogic,
      [this.#inbox],
      ({ correlation_id }) => {
        this.#pending.get(correlation_id)?.();
        this.#pending.delete(correlation_id);
      },
    );
    await this.#listening;
    const id = randomUUID();
    const answered = new Promise<void>((resolve) => this.#pending.set(id, resolve));
    const payload = { portfolio: 7, reply_to: this.#inbox };
    await this.#send(this.#pools.engineLogic, 'as-was:risk-streams', 'risk_metric', payload, id);
    await answered;
  }

  async respond(): Promise<void> {
    const pool = this.#pools.engineLogic;
    await this.#read(this.#targets.engineLogic, pool, ['as-was:risk-streams'], (message) => {
      const { payload, correlation_id } = message;
      const value = { portfolio: payload.portfolio, value: 1.25 };
      void this.#send(pool, payload.reply_to as string, 'risk_metric', value, correlation_id);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const reader of this.#readers) reader.disconnect();
    this.#pools.marketData.close();
    this.#pools.engineLogic.close();
  }

  async #send(
    pool: ExclusivePool,
    stream: string,
    messageType: string,
    payload: object,
    correlation: string,
  ): Promise<void> {
    const text = JSON.stringify({
      message_type: messageType,
      source_engine: 'bench',
      source_instance: '0',
      payload,
      priority: 'normal',
      timestamp: Date.now() / 1_000,
      correlation_id: correlation,
    });
    await pool.run((redis) => redis.xadd(stream, 'MAXLEN', '~', keep, '*', 'message', text));
  }

  async #read(
    target: Target,
    pool: ExclusivePool,
    streams: readonly string[],
    handle: (message: { payload: Record<string, unknown>; correlation_id: string }) => void,
  ): Promise<void> {
    const reader = connectTo(target);
    this.#readers.push(reader);
    for (const stream of streams)
      await reader.xgroup('CREATE', stream, group, '0', 'MKSTREAM').catch((error: Error) => {
        if (!error.message.startsWith('BUSYGROUP')) throw error;
      });
    const turn = async (stream: string): Promise<void> => {
      const reply = (await reader.xreadgroup(
        'GROUP', group, consumer, 'COUNT', 50, 'BLOCK', 1_000, 'STREAMS', stream, '>',
      )) as [string, Entries][] | null; // biome-ignore format: one command
      for (const [name, entries] of reply ?? [])
        for (const [id, fields] of entries) {
          handle(JSON.parse(fields[1]!));
          await pool.run((redis) => redis.xack(name, group, id));
        }
    };
    void (async () => {
      while (!this.#closed)
        for (const stream of streams)
          await turn(stream).catch((error: unknown) => {
            if (!this.#closed) throw error;
          });
    })();
  }
}
