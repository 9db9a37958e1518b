import { Deque } from '../../base/deque.js';
import type { InstrumentTable } from '../../market/index.js';
import { TaskFailed, TaskTimeout, WorkerCrashed } from '../errors.js';
import { type Call, type Reply, revive } from '../invoke.js';
import type { Thread } from '../thread.js';
import type { Opening, ShardReply, ShardRequest, WireBatch } from './protocol.js';

/** A batch on its way through the worker of one shard. */
export interface LaneItem {
  readonly batch: WireBatch;
  readonly instruments: InstrumentTable;
  /** Hears what the handler returned, once, however often it had to run; then the next item's turn comes. */
  readonly handled: (result: unknown) => void | Promise<void>;
}

export interface LaneOptions {
  readonly name: string;
  readonly opening: Omit<Opening, 'replay'>;
  /** How long the worker may take for what it gets at once. */
  readonly timeoutMs: number;
  /** How often one batch may end its worker before the lane fails. */
  readonly maxAttempts: number;
  readonly onFailure: (error: Error) => void;
}

const hostModule = new URL('./host.js', import.meta.url).href;
/** Most batches of one message to the worker: results come no later than this. */
const maxBatches = 64;
/** A new worker may take this long to start and to take the state in. */
const openingMs = 30_000;

let keys = 0;

/**
 * One shard: a thread that holds its state, and what to do when that thread ends. What was handled since the last snapshot
 * is kept, so that a new thread gets the same state bit for bit. One message is under way at a time; all that comes
 * meanwhile goes with the next.
 */
export class Lane {
  readonly #thread: Thread;
  readonly #options: LaneOptions;
  readonly #key = ++keys;
  readonly #waiting = new Deque<LaneItem>();
  #state: Uint8Array | undefined;
  #replay: LaneItem[] = [];
  #isOpen = false;
  #stateful = true;
  /** The table that the worker has. */
  #instruments: InstrumentTable | undefined;
  #running: Promise<void> | undefined;
  #failed = false;

  constructor(thread: Thread, options: LaneOptions) {
    this.#thread = thread;
    this.#options = options;
    this.#state = options.opening.state;
  }

  push(item: LaneItem): void {
    this.#waiting.push(item);
    // All that comes in this tick goes together.
    this.#running ??= Promise.resolve().then(() => this.#run());
  }

  /** Resolves when nothing is under way; whether the lane failed or not. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  /** The state after everything that was pushed; undefined for a handler without one. Call it when idle. */
  async snapshot(): Promise<Uint8Array | undefined> {
    const { state } = await this.#insist([], true);
    this.#state = state;
    this.#replay = [];
    return state;
  }

  async close(): Promise<void> {
    this.#failed = true;
    const request = { key: this.#key, batches: [], snapshot: false, close: true };
    if (this.#isOpen) await this.#thread.run(callOf(request)).catch(() => {});
    await this.#thread.close();
  }

  async #run(): Promise<void> {
    try {
      while (this.#waiting.length > 0 && !this.#failed) await this.#handle(this.#takeItems());
    } catch (error) {
      this.#failed = true;
      this.#options.onFailure(error as Error);
    }
    this.#running = undefined;
  }

  #takeItems(): LaneItem[] {
    const items: LaneItem[] = [];
    while (items.length < maxBatches && this.#waiting.length > 0) items.push(this.#waiting.shift()!);
    return items;
  }

  async #handle(items: readonly LaneItem[]): Promise<void> {
    const reply = await this.#attempt(items, false);
    if (reply instanceof Error) {
      // One by one, so that the batch that ends workers stands alone.
      for (const item of items) await this.#settle([item], await this.#insist([item], false, reply));
    } else await this.#settle(items, reply);
  }

  async #settle(items: readonly LaneItem[], { results }: Served): Promise<void> {
    const byItem = new Map(results);
    for (const [i, item] of items.entries()) {
      if (this.#stateful) this.#replay.push(item);
      await item.handled(byItem.get(i));
    }
  }

  async #insist(items: readonly LaneItem[], snapshot: boolean, first?: Error): Promise<Served> {
    let error = first;
    for (let attempt = first === undefined ? 1 : 2; attempt <= this.#options.maxAttempts; attempt++) {
      const reply = await this.#attempt(items, snapshot);
      if (!(reply instanceof Error)) return reply;
      error = reply;
    }
    throw error;
  }

  /** Asks the worker, and restores its state first where it is new: that has a time of its own. */
  async #attempt(items: readonly LaneItem[], snapshot: boolean): Promise<Served | Error> {
    const { timeoutMs } = this.#options;
    if (!this.#isOpen) {
      const opened = await this.#exchange(this.#opening(), Math.max(timeoutMs, openingMs));
      if (opened instanceof Error) return opened;
      this.#isOpen = true;
      this.#stateful = opened.stateful;
    }
    return this.#exchange({ key: this.#key, batches: this.#wiresOf(items), snapshot }, timeoutMs);
  }

  async #exchange(request: ShardRequest, timeoutMs: number): Promise<Served | Error> {
    const { name } = this.#options;
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), timeoutMs);
    try {
      const reply = (await this.#thread.run(callOf(request), controller.signal)) as Reply;
      const served = reply.ok ? (reply.value as ShardReply) : reply;
      return served.ok ? served : this.#lost(new TaskFailed(name, revive(served.thrown)));
    } catch (error) {
      const { message, cause } = error as Error;
      return this.#lost(
        controller.signal.aborted
          ? new TaskTimeout(name, timeoutMs, 'running')
          : new WorkerCrashed(name, message, { cause }),
      );
    } finally {
      clearTimeout(timer);
    }
  }

  #lost(error: Error): Error {
    this.#isOpen = false;
    this.#instruments = undefined;
    return error;
  }

  #opening(): ShardRequest {
    const replay = this.#wiresOf(this.#replay);
    const open = { ...this.#options.opening, state: this.#state, replay };
    return { key: this.#key, open, batches: [], snapshot: false };
  }

  /** The instruments go along where the worker does not have them. */
  #wiresOf(items: readonly LaneItem[]): WireBatch[] {
    return items.map(({ batch, instruments }) => {
      if (instruments === this.#instruments) return batch;
      this.#instruments = instruments;
      return { ...batch, instruments };
    });
  }
}

function callOf(request: ShardRequest): Call {
  return { module: hostModule, export: 'serve', columns: undefined, args: request, bound: undefined };
}

type Served = Extract<ShardReply, { ok: true }>;
