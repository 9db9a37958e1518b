import { InvalidArgument } from '../../base/errors.js';
import type { Checkpoint, MessageBatch, Subscription, Taken } from '../../bus/index.js';
import type { InstrumentTable } from '../../market/index.js';
import type { Lane, LaneItem } from './lane.js';
import { shardOf, type WireColumns } from './protocol.js';
import { encodeStates } from './state.js';

/** Where a result comes from. */
export interface ResultOrigin {
  readonly shard: number;
  readonly name: string;
  readonly stream: string;
  readonly id: string;
}

export interface ShardedMetrics {
  readonly shards: number;
  readonly batches: number;
  readonly messages: number;
  /** Taken from the subscription and not through all of their workers. */
  readonly underWay: number;
  readonly checkpoints: number;
}

export interface ShardedSettings {
  readonly maxUnderWay: number;
  readonly checkpointEvery: number;
  readonly checkpointMs: number;
  readonly onResult: (result: unknown, origin: ResultOrigin) => void | Promise<void>;
  readonly onClosed: () => void;
}

/** What a sharded subscription reads: any types that have columns with an instrument. */
// biome-ignore lint/suspicious/noExplicitAny: subscriptions of all message modules
export type AnySubscription = Subscription<any, any>;

type AnyTaken = Taken<MessageBatch<string, unknown, WireColumns & { readonly instruments: InstrumentTable }>>;

const firstRetryMs = 20;
const mostRetryMs = 1_000;

/**
 * A subscription whose batches go through the workers of its instruments. From time to time it lets all of them finish,
 * takes their states together, and stores them where the subscription has a checkpoint; what they handled since then is
 * what a new worker gets again.
 */
export class ShardedSubscription implements AsyncDisposable {
  /** Resolves when it was closed; rejects with what ended it: an error of the subscription, of a handler or of a worker. */
  readonly finished: Promise<void>;
  readonly #subscription: AnySubscription;
  readonly #lanes: readonly Lane[];
  readonly #settings: ShardedSettings;
  readonly #checkpoint: Checkpoint | undefined;
  readonly #stop = new AbortController();
  /** Batches whose columns a new worker may still need. */
  #kept: MessageBatch[] = [];
  #underWay = 0;
  #sinceCheckpoint = 0;
  #checkpointAt = 0;
  #wake: (() => void) | undefined;
  #failure: Error | undefined;
  #counts = { batches: 0, messages: 0, checkpoints: 0 };

  constructor(subscription: AnySubscription, lanes: readonly Lane[], settings: ShardedSettings) {
    this.#subscription = subscription;
    this.#checkpoint = subscription.checkpoint;
    this.#lanes = lanes;
    this.#settings = settings;
    this.finished = this.#live();
    this.finished.catch(() => {});
  }

  metrics(): ShardedMetrics {
    return { shards: this.#lanes.length, underWay: this.#underWay, ...this.#counts };
  }

  /** Takes no more messages, lets the workers finish, stores the last checkpoint and closes the subscription. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#wake?.();
    await this.finished.catch(() => {});
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** A lane gave up: what it had is not acknowledged and comes again to the group. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#stop.abort();
    this.#wake?.();
  }

  async #live(): Promise<void> {
    try {
      await this.#read();
      await this.#quiesce();
      if (this.#failure === undefined && this.#sinceCheckpoint > 0) await this.#takeCheckpoint(true);
    } catch (error) {
      this.#failure ??= error as Error;
    }
    await Promise.all(this.#lanes.map((lane) => lane.close()));
    for (const batch of this.#kept.splice(0)) batch.release();
    await this.#subscription.close();
    this.#settings.onClosed();
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #read(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const taken = await this.#next();
      if (taken === 'time') await this.#quiesceAndCheckpoint();
      else if (taken === undefined) return;
      else await this.#dispatch(taken);
      if (this.#sinceCheckpoint >= this.#settings.checkpointEvery) await this.#quiesceAndCheckpoint();
    }
  }

  /** The next batch; 'time' when a checkpoint is due before one comes, undefined at the end. */
  async #next(): Promise<AnyTaken | 'time' | undefined> {
    const due = this.#sinceCheckpoint > 0 ? this.#checkpointAt - performance.now() : undefined;
    if (due !== undefined && due <= 0) return 'time';
    const waiting = new AbortController();
    const stop = (): void => waiting.abort(this.#stop.signal.reason);
    this.#stop.signal.addEventListener('abort', stop, { once: true });
    const timer = due === undefined ? undefined : setTimeout(() => waiting.abort(), due);
    try {
      // Whatever was taken when the signal fired comes all the same.
      return (await this.#subscription.take(waiting.signal)) as AnyTaken | undefined;
    } catch (error) {
      if (this.#stop.signal.aborted) return undefined;
      if (waiting.signal.aborted) return 'time';
      throw error;
    } finally {
      clearTimeout(timer);
      this.#stop.signal.removeEventListener('abort', stop);
    }
  }

  /** Gives the batch to the lanes of its instruments; resolves when there is room for more. */
  async #dispatch({ batch, done }: AnyTaken): Promise<void> {
    const { columns, single } = this.#columnsOf(batch);
    const lanes = this.#lanesOf(columns);
    let left = lanes.length;
    this.#underWay++;
    this.#counts.batches++;
    this.#counts.messages += batch.length;
    if (this.#sinceCheckpoint === 0) this.#checkpointAt = performance.now() + this.#settings.checkpointMs;
    this.#sinceCheckpoint += batch.length;
    const { instruments, ...rest } = columns;
    const { name, stream, id } = batch;
    const wire = { name, stream, id, columns: rest as unknown as WireColumns };
    const finish = (): void => {
      this.#underWay--;
      done();
      this.#wake?.();
    };
    for (const shard of lanes) {
      const handled: LaneItem['handled'] = async (result) => {
        if (result !== undefined) await this.#settings.onResult(result, { shard, name, stream, id });
        if (--left === 0) finish();
      };
      this.#lanes[shard]!.push({ batch: wire, instruments, handled });
    }
    if (lanes.length === 0) finish();
    // A frame that was delivered before comes one message at a time.
    await this.#until(() => this.#underWay < (single ? 1 : this.#settings.maxUnderWay));
  }

  /** Columns that stay until the next checkpoint. */
  #columnsOf(batch: AnyTaken['batch']) {
    const { columns } = batch;
    if (columns === undefined || !(columns.instrument instanceof Uint32Array))
      throw new InvalidArgument('by', `messages of type ${batch.name} have no column "instrument"`);
    const single = batch.redelivered;
    if (single) return { columns: copyShared(columns), single };
    this.#kept.push(batch.retain());
    return { columns, single };
  }

  #lanesOf({ instrument, length }: WireColumns): number[] {
    const shards = this.#lanes.length;
    const found = new Set<number>();
    for (let row = 0; row < length && found.size < shards; row++)
      found.add(shardOf(instrument[row]!, shards));
    return [...found];
  }

  async #quiesce(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.idle()));
  }

  async #quiesceAndCheckpoint(): Promise<void> {
    await this.#quiesce();
    if (this.#failure === undefined) await this.#takeCheckpoint(false);
  }

  async #takeCheckpoint(last: boolean): Promise<void> {
    const states = await Promise.all(this.#lanes.map((lane) => lane.snapshot()));
    if (this.#checkpoint !== undefined) await this.#store(this.#checkpoint, encodeStates(states), last);
    for (const batch of this.#kept.splice(0)) batch.release();
    this.#sinceCheckpoint = 0;
    this.#counts.checkpoints++;
  }

  /** Again and again while the server is away; the last one once, since a closing process cannot wait for it. */
  async #store(checkpoint: Checkpoint, state: Uint8Array, last: boolean): Promise<void> {
    for (let retryMs = firstRetryMs; ; retryMs = Math.min(2 * retryMs, mostRetryMs)) {
      try {
        return await checkpoint.save(state);
      } catch (error) {
        if (last || this.#stop.signal.aborted || !isTransient(error)) throw error;
      }
      await this.#pause(retryMs);
    }
  }

  async #pause(ms: number): Promise<void> {
    // Not read from a clock: a timer may fire a fraction of a millisecond early, and would then have woken for nothing.
    let over = false;
    const timer = setTimeout(() => {
      over = true;
      this.#wake?.();
    }, ms);
    await this.#until(() => over);
    clearTimeout(timer);
  }

  /** Resolves when the condition holds, which is asked again at every wake, or when the end has come. */
  async #until(holds: () => boolean): Promise<void> {
    while (!holds() && !this.#stop.signal.aborted)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    this.#wake = undefined;
  }
}

function isTransient(error: unknown): boolean {
  return /^DUALBUS_(REJECTED|UNKNOWN)_/.test(String((error as { code?: unknown }).code));
}

/** The same columns in shared memory of their own. */
function copyShared<C extends WireColumns>(columns: C): C {
  const copy: Record<string, unknown> = { ...columns };
  for (const [name, column] of Object.entries(columns)) {
    if (!ArrayBuffer.isView(column)) continue;
    const source = column as Float64Array;
    const memory = new SharedArrayBuffer(source.byteLength);
    const target = new (source.constructor as Float64ArrayConstructor)(memory);
    target.set(source);
    copy[name] = target;
  }
  return copy as C;
}
