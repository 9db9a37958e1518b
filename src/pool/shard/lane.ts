import { Deque } from '../../base/deque.js';
import { TaskFailed, TaskTimeout, WorkerCrashed } from '../errors.js';
import { type Call, revive } from '../invoke.js';
import type { Thread } from '../thread.js';
import type { KeptFrame } from './frame-log.js';
import { type Page, PageWriter } from './pages.js';
import type { Opening, ShardReply, ShardRequest } from './protocol.js';

/** A frame on its way through the workers of its shards. */
export interface LaneItem {
  readonly frame: KeptFrame;
  /** Hears what the handler of a shard returned, once, however often it had to run; then the next item's turn comes. */
  handled(shard: number, result: unknown): void | Promise<void>;
  /** Hears instead that the frame cannot be decoded. */
  unreadable(error: Error): Promise<void>;
}

export interface LaneOptions {
  readonly name: string;
  readonly opening: Omit<Opening, 'replay'>;
  /** How many frames make a message to the worker that does not wait for more. */
  readonly pageFrames: number;
  /** How long the worker may take for what it gets at once. */
  readonly timeoutMs: number;
  /** How often one frame may end its worker before the lane fails. */
  readonly maxAttempts: number;
  readonly onFailure: (error: Error) => void;
}

type Served = Extract<ShardReply, { ok: true }>;

/** A message that the worker has not answered. */
interface Flight {
  readonly items: readonly LaneItem[];
  readonly reply: Promise<Served | Error>;
}

const hostModule = new URL('./host.js', import.meta.url).href;
/** While the worker is at one message the next one lies ready for it. */
const maxFlights = 2;
/** A new worker may take this long to start and to take the state in. */
const openingMs = 30_000;

let keys = 0;

/**
 * One shard: a thread that holds its state, and what to do when that thread ends. What was handled since the last snapshot
 * is kept, so that a new thread gets the same state bit for bit. The frames of one tick go to it together.
 */
export class Lane {
  readonly #thread: Thread;
  readonly #options: LaneOptions;
  readonly #shard: number;
  readonly #key = ++keys;
  readonly #waiting = new Deque<LaneItem>();
  readonly #flights = new Deque<Flight>();
  #state: Uint8Array | undefined;
  #replay: LaneItem[] = [];
  #isOpen = false;
  /** Whether frames may leave as they come: not while a new worker is brought to where its forerunner was. */
  #isFlowing = false;
  #stateful = true;
  /** Of the worker at hand: what it was told, and what ends it. */
  #writer = new PageWriter();
  #end = new AbortController();
  #tick: NodeJS.Immediate | undefined;
  #running: Promise<void> | undefined;
  #failed = false;

  constructor(thread: Thread, options: LaneOptions) {
    this.#thread = thread;
    this.#options = options;
    this.#shard = options.opening.shard;
    this.#state = options.opening.state;
  }

  push(item: LaneItem): void {
    this.#waiting.push(item);
    if (this.#waiting.length >= this.#options.pageFrames) this.#go();
    else
      this.#tick ??= setImmediate(() => {
        this.#tick = undefined;
        this.#go();
      });
  }

  /** Resolves when nothing waits or is under way; whether the lane failed or not. */
  async idle(): Promise<void> {
    this.#go();
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
    clearImmediate(this.#tick);
    const request = { key: this.#key, close: true };
    if (this.#isOpen) await this.#thread.run(callOf(request)).catch(() => {});
    await this.#thread.close();
  }

  #go(): void {
    if (this.#failed || this.#waiting.length === 0) return;
    if (this.#running === undefined) this.#running = this.#run();
    else if (this.#isFlowing) this.#launch();
  }

  async #run(): Promise<void> {
    try {
      if (!this.#isOpen) await this.#insist([], false);
      this.#isFlowing = true;
      for (this.#launch(); this.#flights.length > 0 && !this.#failed; this.#launch()) {
        const flight = this.#flights.peek()!;
        const reply = await this.#within(this.#options.timeoutMs, flight.reply);
        if (reply instanceof Error) await this.#recover(reply);
        else {
          this.#flights.shift();
          await this.#settle(flight.items, reply);
        }
      }
    } catch (error) {
      this.#failed = true;
      this.#options.onFailure(error as Error);
    }
    this.#isFlowing = false;
    this.#running = undefined;
  }

  /** A worker that is busy gets full messages only. */
  #launch(): void {
    while (this.#waiting.length >= (this.#flights.length === 0 ? 1 : this.#options.pageFrames)) {
      if (this.#flights.length === maxFlights) return;
      const items = this.#takeItems();
      this.#flights.push({ items, reply: this.#ask({ key: this.#key, page: this.#pageOf(items) }) });
    }
  }

  /** One page: frames that share a table of instruments. */
  #takeItems(): LaneItem[] {
    const items = [this.#waiting.shift()!];
    const { instruments } = items[0]!.frame;
    while (items.length < this.#options.pageFrames && this.#waiting.peek()?.frame.instruments === instruments)
      items.push(this.#waiting.shift()!);
    return items;
  }

  async #settle(items: readonly LaneItem[], { results, unreadable }: Served): Promise<void> {
    let next = 0;
    const lost = new Map(unreadable);
    for (const [i, item] of items.entries()) {
      const result = results[next]?.[0] === i ? results[next++]![1] : undefined;
      if (this.#stateful) this.#replay.push(item);
      const why = lost.get(i);
      const heard = why === undefined ? item.handled(this.#shard, result) : item.unreadable(revive(why));
      if (heard !== undefined) await heard;
    }
  }

  /** The first message under way cost its worker: all under way again, one by one, so that the frame that ends workers stands alone. */
  async #recover(error: Error): Promise<void> {
    this.#isFlowing = false;
    let first: Error | undefined = error;
    const lost: Flight[] = [];
    for (let flight = this.#flights.shift(); flight !== undefined; flight = this.#flights.shift())
      lost.push(flight);
    await this.#within(this.#options.timeoutMs, Promise.all(lost.map(({ reply }) => reply)));
    this.#forgetWorker();
    for (const { items } of lost) {
      for (const item of items) await this.#settle([item], await this.#insist([item], false, first));
      first = undefined;
    }
    this.#isFlowing = true;
  }

  async #insist(items: readonly LaneItem[], snapshot: boolean, first?: Error): Promise<Served> {
    let error = first;
    for (let attempt = first === undefined ? 1 : 2; attempt <= this.#options.maxAttempts; attempt++) {
      const reply = await this.#attempt(items, snapshot);
      if (!(reply instanceof Error)) return reply;
      this.#forgetWorker();
      error = reply;
    }
    throw error;
  }

  /** Asks the worker, and restores its state first where it is new: that has a time of its own. */
  async #attempt(items: readonly LaneItem[], snapshot: boolean): Promise<Served | Error> {
    const { timeoutMs } = this.#options;
    if (!this.#isOpen) {
      const opened = await this.#within(Math.max(timeoutMs, openingMs), this.#ask(this.#opening()));
      if (opened instanceof Error) return opened;
      this.#isOpen = true;
      this.#stateful = opened.stateful;
      if (items.length === 0 && !snapshot) return opened;
    }
    const page = this.#pageOf(items);
    return this.#within(timeoutMs, this.#ask({ key: this.#key, page, snapshot }));
  }

  async #ask(request: ShardRequest): Promise<Served | Error> {
    const { name, timeoutMs } = this.#options;
    const { signal } = this.#end;
    try {
      const reply = await this.#thread.run(callOf(request), signal);
      const served = reply.ok ? (reply.value as ShardReply) : reply;
      return served.ok ? served : new TaskFailed(name, revive(served.thrown));
    } catch (error) {
      const { message, cause } = error as Error;
      return signal.aborted
        ? new TaskTimeout(name, timeoutMs, 'running')
        : new WorkerCrashed(name, message, { cause });
    }
  }

  /** Ends the worker when it takes longer than this from now on. */
  async #within<T>(ms: number, reply: Promise<T>): Promise<T> {
    const end = this.#end;
    const timer = setTimeout(() => end.abort(), ms);
    try {
      return await reply;
    } finally {
      clearTimeout(timer);
    }
  }

  #forgetWorker(): void {
    this.#isOpen = false;
    this.#writer = new PageWriter();
    this.#end = new AbortController();
  }

  #opening(): ShardRequest {
    const replay: Page[] = [];
    for (let at = 0; at < this.#replay.length; ) {
      const { instruments } = this.#replay[at]!.frame;
      const start = at;
      while (this.#replay[at]?.frame.instruments === instruments) at++;
      replay.push(this.#pageOf(this.#replay.slice(start, at)));
    }
    return { key: this.#key, open: { ...this.#options.opening, state: this.#state, replay } };
  }

  #pageOf(items: readonly LaneItem[]): Page {
    return this.#writer.write(items.map(({ frame }) => frame));
  }
}

function callOf(request: ShardRequest): Call {
  return { module: hostModule, export: 'serve', columns: undefined, args: request, bound: undefined };
}
