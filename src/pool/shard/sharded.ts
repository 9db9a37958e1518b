import { InvalidArgument } from '../../base/errors.js';
import { spread } from '../../base/spread.js';
import type { Checkpoint, MessageBatch, Subscription, Taken } from '../../bus/index.js';
import type { FrameColumns } from './columns.js';
import { Delivery, type DeliveryListener, type ResultOrigin } from './delivery.js';
import type { FrameLog, KeptFrame } from './frame-log.js';
import type { Lane } from './lane.js';
import { encodeStates } from './state.js';

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

type AnyTaken = Taken<MessageBatch<string, unknown, FrameColumns>>;

/** Most frames that are kept between two checkpoints, however few messages they have. */
const mostFrames = 16_384;
const undecoded = { undecoded: true };
const malformed = 'DUALBUS_MALFORMED_FRAME';
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
  readonly #log: FrameLog;
  readonly #settings: ShardedSettings;
  readonly #checkpoint: Checkpoint | undefined;
  readonly #stop = new AbortController();
  readonly #stopped = new Promise<void>((resolve) =>
    this.#stop.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  /** Ends the wait for the next batch, when a checkpoint is due or with everything else. */
  #waiting = new AbortController();
  #due: NodeJS.Timeout | undefined;
  #underWay = 0;
  #sinceCheckpoint = 0;
  #wake: (() => void) | undefined;
  #failure: Error | undefined;
  #counts = { batches: 0, messages: 0, checkpoints: 0 };

  /** Takes over all that it is given. */
  constructor(
    subscription: AnySubscription,
    lanes: readonly Lane[],
    log: FrameLog,
    settings: ShardedSettings,
  ) {
    this.#subscription = subscription;
    this.#checkpoint = subscription.checkpoint;
    this.#lanes = lanes;
    this.#log = log;
    this.#settings = settings;
    this.finished = this.#live();
    this.finished.catch(() => {});
  }

  metrics(): ShardedMetrics {
    return { shards: this.#lanes.length, underWay: this.#underWay, ...this.#counts };
  }

  /** Takes no more messages, lets the workers finish, stores the last checkpoint and closes the subscription. */
  async close(): Promise<void> {
    this.#halt();
    await this.finished.catch(() => {});
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** A lane gave up: what it had is not acknowledged and comes again to the group. */
  fail(error: Error): void {
    this.#failure ??= error;
    this.#halt();
  }

  #halt(): void {
    this.#stop.abort();
    this.#waiting.abort();
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
    clearTimeout(this.#due);
    await Promise.all(this.#lanes.map((lane) => lane.close()));
    this.#log.close();
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
      if (this.#sinceCheckpoint >= this.#settings.checkpointEvery || this.#log.frames >= mostFrames)
        await this.#quiesceAndCheckpoint();
    }
  }

  /** The next batch; 'time' when a checkpoint is due before one comes, undefined at the end. */
  async #next(): Promise<AnyTaken | 'time' | undefined> {
    const { signal } = this.#waiting;
    try {
      // Whatever was taken when the signal fired comes all the same.
      if (!signal.aborted) return (await this.#subscription.take(signal, undecoded)) as AnyTaken | undefined;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return this.#stop.signal.aborted ? undefined : 'time';
  }

  /** Gives the batch to the lanes of its instruments; resolves when there is room for more. */
  async #dispatch(taken: AnyTaken): Promise<void> {
    const { batch } = taken;
    const { frame, lanes } = this.#keep(batch);
    this.#underWay++;
    this.#counts.batches++;
    this.#counts.messages += batch.length;
    this.#sinceCheckpoint += batch.length;
    this.#due ??= setTimeout(() => this.#waiting.abort(), this.#settings.checkpointMs);
    const delivery = new Delivery(frame, lanes.length, this.#listenerOf(taken));
    for (const lane of lanes) lane.push(delivery);
    // A frame that was delivered before comes one message at a time.
    const most = batch.redelivered ? 1 : this.#settings.maxUnderWay;
    if (this.#underWay >= most) await this.#until(() => this.#underWay < most);
  }

  /** Packed columns as they came: workers decode them. */
  #keep(batch: AnyTaken['batch']): { readonly frame: KeptFrame; readonly lanes: readonly Lane[] } {
    const { packed } = batch;
    const keys = packed?.keys();
    if (packed === undefined || keys === undefined) {
      const columns = columnsOf(batch);
      const frame = this.#log.keepColumns(batch, columns);
      return { frame, lanes: this.#lanesOf(columns.instrument, columns.length) };
    }
    const frame = this.#log.keepPacked(batch, packed);
    return { frame, lanes: this.#lanesOf(keys, keys.length) };
  }

  #listenerOf({ done, bury }: AnyTaken): DeliveryListener {
    return {
      onResult: this.#settings.onResult,
      onUnreadable: (error) => this.#unreadable(error, bury),
      onEnd: () => {
        this.#underWay--;
        done();
        this.#wake?.();
      },
    };
  }

  /** Burying waits for a server that may be away, and closing does not. */
  async #unreadable(error: Error, bury: () => Promise<void>): Promise<void> {
    if ((error as { code?: string }).code === malformed) await Promise.race([bury(), this.#stopped]);
    else this.fail(error);
  }

  #lanesOf(instruments: Uint32Array, length: number): readonly Lane[] {
    const shards = this.#lanes.length;
    if (shards === 1) return this.#lanes;
    const found = new Set<number>();
    for (let i = 0; i < length && found.size < shards; i++) found.add(spread(instruments[i]!, shards));
    return [...found].map((shard) => this.#lanes[shard]!);
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
    this.#log.clear();
    this.#sinceCheckpoint = 0;
    clearTimeout(this.#due);
    this.#due = undefined;
    if (!this.#stop.signal.aborted) this.#waiting = new AbortController();
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

/** @throws InvalidArgument when they do not say which instrument a message is about */
function columnsOf({ name, columns }: AnyTaken['batch']): FrameColumns {
  if (columns !== undefined && columns.instrument instanceof Uint32Array) return columns;
  throw new InvalidArgument('by', `messages of type ${name} have no column "instrument"`);
}
