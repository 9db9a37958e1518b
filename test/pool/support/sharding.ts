import { Vpin, type VpinBucket } from '../../../src/analytics/index.js';
import type { DualBus } from '../../../src/bus/index.js';
import type { Instrument, TradeColumns } from '../../../src/market/index.js';
import type {
  ComputePool,
  ResultOrigin,
  ShardedSubscription,
  ShardOptions,
} from '../../../src/pool/index.js';
import { seededRandom } from '../../support/random.js';
import type { PoolFixture } from './fixture.js';

export const instruments: Instrument[] = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE'].map((symbol, i) => ({
  id: i + 1,
  symbol,
  priceExponent: -2,
  sizeExponent: 0,
}));

const timeBase = 1_700_000_000_000_000_000n;

/** Trades of all instruments in random turns, cut into batches of random lengths: rows up to 127 trades, else packed columns. */
export function tradeBatches(count: number, seed = 1, most = 40): TradeColumns[] {
  const random = seededRandom(seed);
  const batches: TradeColumns[] = [];
  for (let at = 0; at < count; ) {
    const length = Math.min(count - at, 1 + Math.floor(most * random()));
    const start = at;
    const numbers = (of: (i: number) => number) => Float64Array.from({ length }, (_, i) => of(start + i));
    batches.push({
      kind: 'trade',
      length,
      instruments: new Map(instruments.map((one) => [one.id, one])),
      timeBase,
      timeOffset: numbers((i) => i * 1_000),
      instrument: Uint32Array.from({ length }, () => 1 + Math.floor(5 * random())),
      side: Int8Array.from({ length }, () => (random() < 0.5 ? 1 : -1)),
      price: numbers(() => 1_000 + Math.floor(100 * random())),
      size: numbers(() => 1 + Math.floor(9 * random())),
    });
    at += length;
  }
  return batches;
}

/** So many trades in one batch: 128 or more travel as packed columns. */
export function oneBatch(length: number): TradeColumns {
  const [batch] = tradeBatches(length, length, 1e6).slice(0, 1);
  if (batch?.length !== length) throw new Error('the first batch was to take all');
  return batch;
}

interface Result {
  readonly thread: number;
  readonly rows: readonly (readonly [number, bigint])[];
  readonly buckets: readonly VpinBucket[];
}

/** What came out of a sharded subscription, by instrument. */
export class Collected {
  messages = 0;
  readonly times = new Map<number, bigint[]>();
  readonly threads = new Map<number, Set<number>>();
  readonly buckets = new Map<string, VpinBucket[]>();

  readonly onResult = (result: unknown, _origin?: ResultOrigin): void => {
    const { thread, rows, buckets } = result as Result;
    this.messages += rows.length;
    for (const [instrument, time] of rows) {
      add(this.times, instrument, time);
      this.threads.set(instrument, (this.threads.get(instrument) ?? new Set()).add(thread));
    }
    for (const bucket of buckets) add(this.buckets, bucket.instrument, bucket);
  };
}

/** The same, computed here in one go. */
export function expected(batches: readonly TradeColumns[]): Pick<Collected, 'times' | 'buckets'> {
  const vpin = new Vpin({ bucketVolume: 20, window: 5 });
  const result = { times: new Map<number, bigint[]>(), buckets: new Map<string, VpinBucket[]>() };
  for (const batch of batches) {
    for (const bucket of vpin.push(batch)) add(result.buckets, bucket.instrument, bucket);
    for (let i = 0; i < batch.length; i++)
      add(result.times, batch.instrument[i]!, batch.timeBase + BigInt(batch.timeOffset[i]!));
  }
  return result;
}

export async function define(bus: DualBus): Promise<void> {
  for (const instrument of instruments) await bus.instruments.define(instrument);
}

/** Publishes the batches in their order; one that was surely not stored, since its deadline passed, again. */
export async function publish(bus: DualBus, batches: readonly TradeColumns[]): Promise<void> {
  const publisher = bus.publisher('trade', { onOutcome: () => {} });
  for (const batch of batches) {
    for (let stored = false; !stored; ) {
      while (!publisher.sendColumns(batch)) await publisher.ready();
      const { rejected, unknown } = await publisher.flush();
      if (unknown > 0) throw new Error('nobody knows whether a batch was stored');
      stored = rejected === 0;
    }
  }
}

/** Shards the trades of a group by the VPIN handler of the tests. */
export async function shardTrades(
  fixture: PoolFixture,
  pool: ComputePool,
  bus: DualBus,
  collected: Collected,
  options: Partial<ShardOptions> & { readonly checkpoint?: string } = {},
): Promise<ShardedSubscription> {
  const { checkpoint, ...rest } = options;
  const state = checkpoint === undefined ? {} : { checkpoint: bus.checkpoint(checkpoint) };
  const subscription = bus.subscribe(['trade'], { group: 'vpin', start: '0', ...state });
  return pool.shard(subscription, {
    by: 'instrument',
    handler: fixture.task('vpinShard'),
    args: {},
    onResult: collected.onResult,
    ...rest,
  } as ShardOptions);
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Resolves when the condition holds: workers come last on a machine that is busy, and this waits for them. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 5));
}
