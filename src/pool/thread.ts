import { fileURLToPath } from 'node:url';
import type { ResourceLimits, Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { type Call, invoke, messageOf, numberOf, type Reply, readReply, type WireReply } from './invoke.js';

/** Where messages are worked on, one at a time. */
export interface Thread {
  /**
   * Rejects with ThreadEnded when the thread ended under the call, and with NotSendable when it cannot be copied.
   * The signal ends the thread, and then a new one has taken its place.
   */
  run(call: Call, signal?: AbortSignal): Promise<Reply>;
  /** Calls back when the thread that works now has ended, and with it everything it did to shared memory. */
  whenEnded(callback: () => void): void;
  /** Ends it, with what it does. */
  close(): Promise<void>;
}

/** Why a thread ended. */
export class ThreadEnded extends Error {}

/** The message holds something that threads cannot pass, such as a function. */
export class NotSendable extends Error {}

export interface ThreadOptions {
  /** Most memory of the JavaScript heap; a thread that needs more is ended. */
  readonly maxHeapMb: number;
  /** Most messages that it gets before it has answered one; it sees to their order itself. */
  readonly maxRequests: number;
}

/**
 * A worker thread, replaced when it ends. Piscina makes, feeds and replaces it; one of its pools for each thread, since
 * the memory of a stopped task must not be used again before exactly that thread has ended, and since state of shards
 * lives in one of them.
 */
export class WorkerThread implements Thread {
  readonly #entry: URL;
  readonly #options: ThreadOptions;
  #started: Piscina | undefined;
  #broken: ThreadEnded | undefined;
  #reject: ((error: Error) => void) | undefined;
  /** The functions that the thread at hand has imported. */
  readonly #known = new Set<number>();

  /** The thread starts with its first message. */
  constructor(entry: URL, options: ThreadOptions) {
    this.#entry = entry;
    this.#options = options;
  }

  #start(): Piscina {
    const { maxHeapMb, maxRequests } = this.#options;
    const resourceLimits: ResourceLimits = { maxOldGenerationSizeMb: maxHeapMb };
    this.#started = new Piscina({
      filename: fileURLToPath(this.#entry),
      minThreads: 1,
      maxThreads: 1,
      maxQueue: maxRequests,
      ...(maxRequests > 1 && { concurrentTasksPerWorker: maxRequests, loadBalancer: first }),
      idleTimeout: Number.POSITIVE_INFINITY,
      recordTiming: false,
      resourceLimits,
    });
    this.#started.on('workerDestroy', () => this.#known.clear());
    return this.#started.on('error', (error: Error) => this.#endedIdle(error));
  }

  run(call: Call, signal?: AbortSignal): Promise<Reply> {
    const number = numberOf(call);
    const message = messageOf(number, call, this.#known.has(number));
    return new Promise((resolve, reject) => {
      if (this.#broken !== undefined) return reject(this.#broken);
      this.#reject = reject;
      const piscina = this.#started ?? this.#start();
      const ran = signal === undefined ? piscina.run(message) : piscina.run(message, { signal });
      ran.then(
        (wire: WireReply) => {
          const reply = readReply(wire);
          if (reply.ok) this.#known.add(number);
          resolve(reply);
        },
        (error: Error) => reject(explain(error)),
      );
    });
  }

  /** Between two messages it is replaced. Where even its start fails Piscina makes no other, and what waits would hang. */
  #endedIdle(error: Error): void {
    if (this.#worker !== undefined) return;
    this.#broken = explain(error);
    this.#reject?.(this.#broken);
  }

  whenEnded(callback: () => void): void {
    const worker = this.#worker;
    if (worker === undefined || worker.threadId === -1) callback();
    else worker.once('exit', callback);
  }

  get #worker(): Worker | undefined {
    return this.#started?.threads[0];
  }

  async close(): Promise<void> {
    await this.#started?.destroy();
  }
}

type Balancer = NonNullable<NonNullable<ConstructorParameters<typeof Piscina>[0]>['loadBalancer']>;

/** Piscina's own balancer gives a worker nothing beside a task that has a signal. */
const first: Balancer = (_, workers) => workers[0] ?? null;

function explain(error: unknown): Error {
  const { code, name, message } = error as Error & { code?: string };
  if (name === 'DataCloneError') return new NotSendable(message, { cause: error });
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return new ThreadEnded('it ran out of memory', { cause: error });
  return new ThreadEnded(whyEnded(name, message), { cause: error });
}

function whyEnded(name: string | undefined, message: string | undefined): string {
  // What a thread throws when its answer cannot be copied arrives without name and message.
  if (name === undefined || message === undefined)
    return 'what it returned or threw cannot be copied between threads';
  const exit = /exited with code: (-?\d+)/.exec(message);
  return exit ? `it exited with code ${exit[1]}` : `it threw ${name}: ${message}`;
}

/** No thread: works where it is called, and cannot be interrupted. */
export class InlineThread implements Thread {
  #current: Promise<unknown> = Promise.resolve();

  run(call: Call): Promise<Reply> {
    const ran = this.#copyAndWork(call);
    this.#current = ran;
    return ran;
  }

  async #copyAndWork(call: Call): Promise<Reply> {
    let copy: Call;
    try {
      copy = structuredClone(call);
    } catch (error) {
      throw explain(error);
    }
    return readReply(await invoke(messageOf(numberOf(copy), copy, false)));
  }

  whenEnded(callback: () => void): void {
    void this.#current.then(callback, callback);
  }

  async close(): Promise<void> {}
}
