import { systemClock, type Timer } from '../base/clock.js';
import { TaskAborted, TaskTimeout } from './errors.js';
import type { Call } from './invoke.js';
import type { TaskOutcome } from './metrics.js';

export interface RunOptions {
  /** Higher ones start first; whole numbers, default 0. One that runs is never interrupted for another. */
  readonly priority?: number;
  readonly signal?: AbortSignal;
  /** From run() on, so waiting counts. */
  readonly timeoutMs?: number;
}

/** A task that was taken: waits, runs, ends once. */
export class Job {
  readonly priority: number;
  readonly promise: Promise<unknown>;
  readonly queuedAt = performance.now();
  /** Set by the pool when a worker takes it. */
  startedAt: number | undefined;
  readonly #controller: AbortController | undefined;
  readonly #onStop: (job: Job) => void;
  #settle!: { resolve(value: unknown): void; reject(error: Error): void };
  #timer: Timer | undefined;
  #unlisten: (() => void) | undefined;
  #outcome: TaskOutcome | undefined;

  /** `onStop` is called, after the caller was told, when a timeout, a signal or stop() ends it before its work does. */
  constructor(
    readonly name: string,
    readonly call: Call,
    readonly buffers: ReadonlySet<SharedArrayBuffer>,
    { priority = 0, signal, timeoutMs }: RunOptions,
    onStop: (job: Job) => void,
  ) {
    this.priority = priority;
    this.#onStop = onStop;
    this.promise = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    if (signal !== undefined || timeoutMs !== undefined) this.#controller = new AbortController();
    if (signal !== undefined) this.#listen(signal);
    if (timeoutMs !== undefined) this.#timer = systemClock.after(timeoutMs, () => this.#expire(timeoutMs));
  }

  /** Ends the worker that runs it, where one can be ended. */
  get signal(): AbortSignal | undefined {
    return this.#controller?.signal;
  }

  get outcome(): TaskOutcome | undefined {
    return this.#outcome;
  }

  /** Tells the caller; false when it ended before. */
  end(outcome: TaskOutcome, result: unknown): boolean {
    if (this.#outcome !== undefined) return false;
    this.#outcome = outcome;
    this.#timer?.cancel();
    this.#unlisten?.();
    if (outcome === 'ok') this.#settle.resolve(result);
    else this.#settle.reject(result as Error);
    return true;
  }

  stop(outcome: 'aborted' | 'timeout', error: Error): void {
    if (this.end(outcome, error)) this.#onStop(this);
  }

  /** Fires `signal`. */
  interrupt(): void {
    this.#controller?.abort();
  }

  #listen(signal: AbortSignal): void {
    const abort = (): void =>
      this.stop('aborted', new TaskAborted(this.name, reasonOf(signal), { cause: signal.reason }));
    signal.addEventListener('abort', abort, { once: true });
    this.#unlisten = () => signal.removeEventListener('abort', abort);
  }

  #expire(timeoutMs: number): void {
    const phase = this.startedAt === undefined ? 'waiting' : 'running';
    this.stop('timeout', new TaskTimeout(this.name, timeoutMs, phase));
  }
}

export function reasonOf({ reason }: AbortSignal): string {
  return reason instanceof Error ? reason.message : String(reason);
}
