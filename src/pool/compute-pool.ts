import { InvalidArgument } from '../base/errors.js';
import { checkInteger, checkMilliseconds } from '../base/limits.js';
import type { DualBus } from '../bus/index.js';
import { type ArenaOptions, SharedArena } from './arena.js';
import { PoolClosed, PoolFull, TaskAborted, TaskFailed, WorkerCrashed } from './errors.js';
import { revive } from './invoke.js';
import { Job, type RunOptions, reasonOf } from './job.js';
import { type PoolMetrics, TaskMeter } from './metrics.js';
import { Pins } from './pins.js';
import { PriorityQueue } from './queue.js';
import { openSharded, type ShardColumns, type ShardOptions } from './shard/open.js';
import type { AnySubscription, ShardedSubscription } from './shard/sharded.js';
import { sharedBuffers } from './shared-memory.js';
import { defaultWorkers } from './sizing.js';
import type { Task } from './task.js';
import { InlineThread, NotSendable, type Thread, WorkerThread } from './thread.js';

export interface ComputePoolOptions {
  /**
   * Worker threads. Default: the cores of this machine, less one for the thread that moves messages where there are
   * more than two. 0 works on the calling thread: the same numbers, but nothing can be interrupted.
   */
  readonly workers?: number;
  /** Most tasks that wait. Default 1,024. */
  readonly maxQueuedTasks?: number;
  /** Most bytes in the columns of all tasks that wait or run; one task alone may have more. Default 1 GiB. */
  readonly maxBytes?: number;
  /** Most JavaScript heap of a worker, in MiB; one that needs more is ended and replaced. Default 512. */
  readonly maxHeapMb?: number;
  readonly arena?: ArenaOptions;
  /** Ties the life of the pool to this bus: its close() drains and closes the pool first. */
  readonly bus?: Pick<DualBus, 'attach'>;
}

/** How many requests a shard's worker gets at once: the next one lies ready when it ends one. */
const shardRequests = 2;
const entry = new URL('./worker.js', import.meta.url);

/**
 * Worker threads for mathematics that would hold up messages. Columns lie in shared memory, so nothing large is copied;
 * a worker that ends costs its own task only.
 */
export class ComputePool implements AsyncDisposable {
  readonly workers: number;
  /** Shared memory for columns. */
  readonly arena: SharedArena;
  readonly #pins = new Pins();
  readonly #meter = new TaskMeter();
  readonly #queue = new PriorityQueue<Job>();
  readonly #running = new Map<Job, Thread>();
  readonly #threads: readonly Thread[];
  readonly #idle: Thread[];
  readonly #maxQueuedTasks: number;
  readonly #maxBytes: number;
  readonly #makeThread: (requests?: number) => Thread;
  readonly #sharded = new Set<ShardedSubscription>();
  readonly #detach: (() => void) | undefined;
  #closing: Promise<void> | undefined;
  #whenDrained: (() => void) | undefined;

  /** @throws InvalidArgument naming the option that is out of range */
  constructor(options: ComputePoolOptions = {}) {
    this.workers = checkInteger('workers', options.workers ?? defaultWorkers(), 0, 1_024);
    this.#maxQueuedTasks = checkInteger('maxQueuedTasks', options.maxQueuedTasks ?? 1_024, 0);
    this.#maxBytes = checkInteger('maxBytes', options.maxBytes ?? 2 ** 30, 1);
    const maxHeapMb = checkInteger('maxHeapMb', options.maxHeapMb ?? 512, 16);
    this.arena = new SharedArena(this.#pins, options.arena);
    const inline = this.workers === 0;
    this.#makeThread = (maxRequests = 1) =>
      inline ? new InlineThread() : new WorkerThread(entry, { maxHeapMb, maxRequests });
    this.#threads = Array.from({ length: Math.max(1, this.workers) }, () => this.#makeThread());
    this.#idle = [...this.#threads];
    this.#detach = options.bus?.attach(this);
  }

  /**
   * Runs a task in a worker. Arrays in `columns` are shared, not copied; the task writes results into them and returns
   * what is small. They must not change before it settles.
   *
   * @throws PoolFull, TaskTimeout, TaskAborted, TaskFailed (the function threw), WorkerCrashed, PoolClosed;
   * InvalidArgument for columns outside shared memory and arguments that cannot be copied.
   */
  async run<Columns, Args, Result>(
    task: Task<Columns, Args, Result>,
    columns: Columns,
    { args, ...options }: RunOptions & { readonly args?: Args } = {},
  ): Promise<Result> {
    const job = this.#admit(task, columns, args, options);
    const thread = this.#queue.length === 0 ? this.#idle.pop() : undefined;
    if (thread === undefined) this.#queue.push(job);
    else void this.#start(job, thread);
    return job.promise as Promise<Result>;
  }

  /**
   * One task for each of `list`, such as the parameters of a sweep, with no more of them waiting than there are workers.
   * Results in the order of `list`; the first failure stops the rest.
   *
   * @throws what run() throws.
   */
  async sweep<Columns, Args, Result>(
    task: Task<Columns, Args, Result>,
    columns: Columns | ((index: number) => Columns),
    list: readonly Args[],
    options: RunOptions = {},
  ): Promise<Result[]> {
    const results = new Array<Result>(list.length);
    const failure = new AbortController();
    const signal =
      options.signal === undefined ? failure.signal : AbortSignal.any([failure.signal, options.signal]);
    let next = 0;
    const columnsOf = columns instanceof Function ? columns : () => columns;
    const work = async (): Promise<void> => {
      for (let i = next++; i < list.length; i = next++)
        results[i] = await this.run(task, columnsOf(i), { ...options, signal, args: list[i]! });
    };
    try {
      await Promise.all(Array.from({ length: Math.max(1, 2 * this.workers) }, work));
    } catch (error) {
      next = list.length;
      failure.abort(error);
      throw error;
    }
    return results;
  }

  /**
   * Spreads a subscription over workers of its own, so that sweeps never hold it up: each instrument belongs to one of
   * them, which holds its state and gets its messages in order. A frame is acknowledged when all its workers have handled
   * it or, where the subscription has a checkpoint, when the states after it are stored. A worker that ends is replaced,
   * with the state of the last checkpoint and the messages after it: the same bits. Takes the subscription over and closes
   * it in the end, also when this fails.
   *
   * @throws InvalidArgument, ShardMismatch, PoolClosed, and what restoring the checkpoint and reading throw.
   */
  async shard<S extends AnySubscription, Args, Result>(
    subscription: S,
    options: ShardOptions<ShardColumns<S>, Args, Result>,
  ): Promise<ShardedSubscription> {
    try {
      if (this.#closing !== undefined) throw new PoolClosed();
      const sharded = await openSharded(subscription, options as ShardOptions, {
        shards: Math.max(1, this.workers),
        arena: this.arena,
        makeThread: () => this.#makeThread(shardRequests),
        onClosed: (closed) => this.#sharded.delete(closed),
      });
      this.#sharded.add(sharded);
      return sharded;
    } catch (error) {
      await subscription.close();
      throw error;
    }
  }

  metrics(): PoolMetrics {
    const started = [...this.#running.keys()].map((job) => job.startedAt!);
    return {
      workers: this.workers,
      busy: this.#running.size,
      queued: this.#queue.length,
      pinnedBytes: this.#pins.bytes,
      arena: this.arena.bytes,
      tasks: { ...this.#meter.tasks },
      waitMs: this.#meter.waitMs,
      runMs: this.#meter.runMs,
      utilization: this.#meter.utilization(this.workers, started),
    };
  }

  /**
   * Takes no more tasks, waits up to `drainMs` (default 10,000) for those it has, stops what is left (TaskAborted) and
   * ends the workers.
   */
  close({ drainMs = 10_000 }: { readonly drainMs?: number } = {}): Promise<void> {
    this.#closing ??= this.#shutDown(checkMilliseconds('drainMs', drainMs, 0));
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #admit(task: Task<never, never>, columns: unknown, args: unknown, options: RunOptions): Job {
    const { name, module, bound } = task;
    if (this.#closing !== undefined) throw new PoolClosed();
    const { priority, signal, timeoutMs } = options;
    if (priority !== undefined) checkInteger('priority', priority, -1_000_000, 1_000_000);
    if (timeoutMs !== undefined) checkMilliseconds('timeoutMs', timeoutMs, 0);
    if (signal?.aborted) throw new TaskAborted(name, reasonOf(signal), { cause: signal.reason });
    const buffers = sharedBuffers(columns);
    this.#demandRoom(name, this.#pins.newBytes(buffers));
    this.#pins.pin(buffers);
    const call = { module, export: task.export, columns, args, bound };
    return new Job(name, call, buffers, options, (stopped) => this.#stopped(stopped));
  }

  #demandRoom(task: string, bytes: number): void {
    const { length } = this.#queue;
    const waits = this.#idle.length === 0 || length > 0;
    let reason: string | undefined;
    if (waits && length >= this.#maxQueuedTasks) reason = `${length} tasks wait already (maxQueuedTasks)`;
    if (bytes > 0 && this.#pins.bytes > 0 && this.#pins.bytes + bytes > this.#maxBytes)
      reason = `columns of ${this.#pins.bytes} bytes are in use, ${bytes} more exceed maxBytes`;
    if (reason === undefined) return;
    this.#meter.tasks.refused++;
    throw new PoolFull(task, reason);
  }

  async #start(job: Job, thread: Thread): Promise<void> {
    job.startedAt = performance.now();
    this.#running.set(job, thread);
    try {
      const reply = await thread.run(job.call, job.signal);
      if (reply.ok) this.#end(job, 'ok', reply.value);
      else this.#end(job, 'failed', new TaskFailed(job.name, revive(reply.thrown)));
    } catch (error) {
      this.#end(job, ...explain(job.name, error as Error));
    }
    this.#running.delete(job);
    this.#release(thread);
  }

  #end(job: Job, outcome: 'ok' | 'failed' | 'crashed', result: unknown): void {
    if (!job.end(outcome, result)) return;
    this.#meter.record(job.name, outcome, job.queuedAt, job.startedAt);
    this.#pins.unpin(job.buffers);
  }

  /** A job ended before its work did; its thread, if it has one, is ended too, and may write until it is gone. */
  #stopped(job: Job): void {
    this.#meter.record(job.name, job.outcome!, job.queuedAt, job.startedAt);
    const thread = this.#running.get(job);
    if (thread === undefined) {
      this.#queue.remove(job);
      this.#pins.unpin(job.buffers);
      this.#noteDrained();
      return;
    }
    thread.whenEnded(() => this.#pins.unpin(job.buffers));
    job.interrupt();
  }

  #release(thread: Thread): void {
    const next = this.#queue.shift();
    if (next !== undefined) void this.#start(next, thread);
    else this.#idle.push(thread);
    this.#noteDrained();
  }

  #noteDrained(): void {
    if (this.#running.size === 0 && this.#queue.length === 0) this.#whenDrained?.();
  }

  async #shutDown(drainMs: number): Promise<void> {
    this.#detach?.();
    await Promise.all([...this.#sharded].map((sharded) => sharded.close()));
    await this.#drain(drainMs);
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) this.#giveUp(job);
    for (const job of this.#running.keys()) this.#giveUp(job);
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #giveUp(job: Job): void {
    job.stop('aborted', new TaskAborted(job.name, 'the pool was closed'));
  }

  async #drain(drainMs: number): Promise<void> {
    if (this.#running.size === 0 && this.#queue.length === 0) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#whenDrained = resolve;
      timer = setTimeout(resolve, drainMs);
    });
    clearTimeout(timer);
  }
}

function explain(task: string, error: Error): ['failed' | 'crashed', Error] {
  if (error instanceof NotSendable)
    return [
      'failed',
      new InvalidArgument('args', `of task ${task}: ${error.message}`, { cause: error.cause }),
    ];
  return ['crashed', new WorkerCrashed(task, error.message, { cause: error.cause })];
}
