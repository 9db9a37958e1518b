// Trades per second of a sharded subscription beside the same one read here, with a handler that is free and one that is not:
// node dist/bench/micro/pool/shard.js [TURNS] [ROWS PER FRAME] [FRAMES]
import { setTimeout } from 'node:timers/promises';
import { DualBus, type OwnMessages, type Subscription } from '#dualbus/bus/index.js';
import type { TradeColumns } from '#dualbus/market/index.js';
import { ComputePool, defineTask } from '#dualbus/pool/index.js';
import { MemoryServer } from '#dualbus/transport/index.js';
import { describeMachine } from '../../support/machine.js';
import { busiestThread, elapsed, formatTurns, inTurns } from '../../support/turns.js';
import { type makeHandler, work } from './shard-handler.js';

const [turns, rows, frames] = [30, 1_000, 2_000].map((usual, i) => Number(process.argv[i + 2] ?? usual)) as [
  number,
  number,
  number,
];
const handler = defineTask<typeof makeHandler>(new URL('./shard-handler.js', import.meta.url), 'makeHandler');
const symbols = Array.from({ length: 64 }, (_, i) => i + 1);

const column = (of: (i: number) => number): Float64Array =>
  Float64Array.from({ length: rows }, (_, i) => of(i));
const trades: TradeColumns = {
  kind: 'trade',
  length: rows,
  instruments: new Map(),
  timeBase: 1_700_000_000_000_000_000n,
  timeOffset: column((i) => i * 1_000),
  instrument: Uint32Array.from({ length: rows }, (_, i) => symbols[(i * 7) % symbols.length]!),
  side: Int8Array.from({ length: rows }, (_, i) => (i % 3 ? 1 : -1)),
  price: column((i) => 10_000 + ((i * 31) % 97)),
  size: column((i) => 1 + (i % 11)),
};

type Trades = Subscription<OwnMessages, 'trade'>;

/** A subscription that hands nothing out while it is held, so that all of a turn's frames wait when the clock starts. */
class HeldSubscription {
  readonly checkpoint = undefined;
  readonly #trades: Trades;
  #held: Promise<void> | undefined;
  #release = (): void => {};

  constructor(trades: Trades) {
    this.#trades = trades;
  }

  hold(): void {
    this.#held ??= new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  release(): void {
    this.#release();
    this.#held = undefined;
  }

  async take(...options: Parameters<Trades['take']>): ReturnType<Trades['take']> {
    await this.#held;
    return this.#trades.take(...options);
  }

  ready = (): Promise<void> => this.#trades.ready();
  close = (): Promise<void> => this.#trades.close();
}

/** Reads so many frames, from now on. */
type Read = () => Promise<void>;

/** A bus whose frames one reader gets, turn after turn. */
class Session {
  readonly name: string;
  readonly #bus: DualBus;
  readonly #held: HeldSubscription;
  readonly #read: Read;
  readonly #close: () => Promise<void>;

  constructor(
    name: string,
    bus: DualBus,
    held: HeldSubscription,
    reader: { read: Read; close: () => Promise<void> },
  ) {
    this.name = name;
    this.#bus = bus;
    this.#held = held;
    this.#read = reader.read;
    this.#close = reader.close;
  }

  /** us per frame. */
  async measure(cost: Measure): Promise<number> {
    this.#held.hold();
    const publisher = this.#bus.publisher('trade');
    for (let i = 0; i < frames; i++) {
      while (!publisher.sendColumns(trades)) await publisher.ready();
      const { ok } = await publisher.flush();
      if (ok !== rows) throw new Error(`frame ${i} was not stored`);
    }
    return (1_000 * (await cost(this.#timed))) / frames;
  }

  readonly #timed = async (): Promise<void> => {
    this.#held.release();
    await this.#read();
  };

  async close(): Promise<void> {
    await this.#close();
    await this.#bus.close();
  }
}

type Measure = (work: () => Promise<unknown>) => Promise<number>;

async function connect(): Promise<{ bus: DualBus; held: HeldSubscription }> {
  const memory = () => ({ memory: new MemoryServer(), deadlineMs: 60_000 });
  const servers = { marketData: memory(), engineLogic: memory() };
  const bus = await DualBus.connect({ engine: 'bench', instance: 'bench', ...servers, messages: [] });
  for (const id of symbols)
    await bus.instruments.define({ id, symbol: `S${id}`, priceExponent: -2, sizeExponent: 0 });
  return { bus, held: new HeldSubscription(bus.subscribe(['trade'], { group: 'bench', start: '0' })) };
}

async function readHere(rounds: number): Promise<Session> {
  const { bus, held } = await connect();
  await held.ready();
  let sum = 0;
  const read = async (): Promise<void> => {
    for (let seen = 0; seen < frames * rows; ) {
      const { batch, done } = (await held.take())!;
      sum = work(batch.columns, rounds, sum);
      seen += batch.length;
      done();
    }
  };
  return new Session('read here', bus, held, { read, close: held.close });
}

async function shard(shards: number, rounds: number): Promise<Session> {
  const { bus, held } = await connect();
  const pool = new ComputePool({ workers: shards });
  held.hold();
  const live = await pool.shard(held as unknown as Trades, { by: 'instrument', handler, args: { rounds } });
  let total = 0;
  const read = async (): Promise<void> => {
    total += frames * rows;
    while (live.metrics().messages < total || live.metrics().underWay > 0) await setTimeout(1);
  };
  return new Session(`${shards} shard${shards > 1 ? 's' : ''}`, bus, held, {
    read,
    close: () => pool.close(),
  });
}

process.stdout.write(`${describeMachine()}\n`);
const handlers: [string, number][] = [
  ['a free handler', 0],
  ['a handler that works', 40],
];
const costs = { clock: elapsed, 'busiest thread': busiestThread };
for (const [what, rounds] of handlers) {
  const sessions = await Promise.all([readHere(rounds), shard(1, rounds), shard(2, rounds)]);
  for (const [cost, measure] of Object.entries(costs)) {
    const contenders = sessions.map((session) => ({
      name: session.name,
      measure: () => session.measure(measure),
    }));
    const results = await inTurns(contenders, turns);
    process.stdout.write(formatTurns(`frames of ${rows} trades, ${what}: ${cost}`, 'us/frame', results));
  }
  await Promise.all(sessions.map((session) => session.close()));
}
