// Trades per second of a sharded subscription beside the same one read here, with a handler that is free and one that is not:
// node dist/bench/micro/pool/shard.js [TURNS]
import { setTimeout } from 'node:timers/promises';
import { DualBus, type OwnMessages, type Subscription } from '#dualbus/bus/index.js';
import type { TradeColumns } from '#dualbus/market/index.js';
import { ComputePool, defineTask } from '#dualbus/pool/index.js';
import { MemoryServer } from '#dualbus/transport/index.js';
import { describeMachine } from '../../support/machine.js';
import { busiestThread, elapsed, formatTurns, inTurns } from '../../support/turns.js';
import { type makeHandler, work } from './shard-handler.js';

const turns = Number(process.argv[2] ?? 30);
const [frames, rows] = [500, 1_000];
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

/** How a contender reads: gets ready, and later reads all frames. */
type Reader = (trades: Trades) => Promise<() => Promise<void>>;

type Measure = (work: () => Promise<unknown>) => Promise<number>;

/** us per frame, of frames that wait in the stream already. */
async function consume(reader: Reader, measure: Measure, ready = async () => {}): Promise<number> {
  const memory = () => ({ memory: new MemoryServer(), deadlineMs: 60_000 });
  const servers = { marketData: memory(), engineLogic: memory() };
  const bus = await DualBus.connect({ engine: 'bench', instance: 'bench', ...servers, messages: [] });
  for (const id of symbols)
    await bus.instruments.define({ id, symbol: `S${id}`, priceExponent: -2, sizeExponent: 0 });
  const read = await reader(bus.subscribe(['trade'], { group: 'bench', start: '0' }));
  const publisher = bus.publisher('trade');
  for (let i = 0; i < frames; i++) {
    while (!publisher.sendColumns(trades)) await publisher.ready();
    const { ok } = await publisher.flush();
    if (ok !== rows) throw new Error(`frame ${i} was not stored`);
  }
  await ready();
  const cost = (1_000 * (await measure(read))) / frames;
  await bus.close();
  return cost;
}

const here = (rounds: number, measure: Measure) => ({
  name: 'read here',
  measure: () =>
    consume(async (subscription) => {
      await subscription.ready();
      return async () => {
        let [sum, seen] = [0, 0];
        while (seen < frames * rows) {
          const batch = (await subscription.next())!;
          sum = work(batch.columns, rounds, sum);
          seen += batch.length;
        }
      };
    }, measure),
});

const sharded = (shards: number, rounds: number, measure: Measure) => ({
  name: `${shards} shard${shards > 1 ? 's' : ''}`,
  measure: async () => {
    const pool = new ComputePool({ workers: shards });
    const gate = new Int32Array(new SharedArrayBuffer(8));
    const cost = await consume(
      async (subscription) => {
        // The workers start with the first frames, and wait with them; few are read before the clock starts.
        const options = { by: 'instrument', handler, args: { rounds, gate }, maxUnderWay: 16 } as const;
        const live = await pool.shard(subscription, options);
        return async () => {
          Atomics.store(gate, 0, 1);
          Atomics.notify(gate, 0);
          while (live.metrics().messages < frames * rows || live.metrics().underWay > 0) await setTimeout(1);
        };
      },
      measure,
      async () => {
        while (Atomics.load(gate, 1) < shards) await setTimeout(1);
      },
    );
    await pool.close();
    return cost;
  },
});

process.stdout.write(`${describeMachine()}\n`);
const handlers: [string, number][] = [
  ['a free handler', 0],
  ['a handler that works', 40],
];
const costs = { clock: elapsed, 'busiest thread': busiestThread };
for (const [what, rounds] of handlers)
  for (const [cost, measure] of Object.entries(costs)) {
    const contenders = [here(rounds, measure), ...[1, 2].map((shards) => sharded(shards, rounds, measure))];
    const results = await inTurns(contenders, turns);
    process.stdout.write(formatTurns(`frames of ${rows} trades, ${what}: ${cost}`, 'us/frame', results));
  }
