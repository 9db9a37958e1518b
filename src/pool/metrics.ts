import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { channels } from '../base/diagnostics.js';

export type TaskOutcome = 'ok' | 'failed' | 'crashed' | 'timeout' | 'aborted';

export interface Quantiles {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface PoolMetrics {
  readonly workers: number;
  readonly busy: number;
  readonly queued: number;
  /** Of the columns of all tasks that wait or run. */
  readonly pinnedBytes: number;
  readonly arena: { readonly lent: number; readonly free: number };
  readonly tasks: Readonly<Record<TaskOutcome | 'refused', number>>;
  /** Milliseconds from run() to the start, and from the start to the end. */
  readonly waitMs: Quantiles;
  readonly runMs: Quantiles;
  /** Share of the workers' time that tasks took, since the pool was made: 0 to 1. */
  readonly utilization: number;
}

const nsPerMs = 1e6;

/** Counts and times the tasks of a pool. */
export class TaskMeter {
  readonly tasks = { ok: 0, failed: 0, crashed: 0, timeout: 0, aborted: 0, refused: 0 };
  readonly #wait = createHistogram();
  readonly #run = createHistogram();
  readonly #since = performance.now();
  #busyMs = 0;

  /** `startedAt` is undefined for a task that never ran. */
  record(task: string, outcome: TaskOutcome, queuedAt: number, startedAt: number | undefined): void {
    const now = performance.now();
    const waitMs = (startedAt ?? now) - queuedAt;
    const runMs = startedAt === undefined ? 0 : now - startedAt;
    this.tasks[outcome]++;
    recordMs(this.#wait, waitMs);
    if (startedAt !== undefined) recordMs(this.#run, runMs);
    this.#busyMs += runMs;
    if (channels.task.hasSubscribers) channels.task.publish({ task, outcome, waitMs, runMs });
  }

  get waitMs(): Quantiles {
    return quantiles(this.#wait);
  }

  get runMs(): Quantiles {
    return quantiles(this.#run);
  }

  /** With so many workers, and what runs now counted by its start times. */
  utilization(workers: number, running: Iterable<number>): number {
    const now = performance.now();
    let busy = this.#busyMs;
    for (const startedAt of running) busy += now - startedAt;
    return Math.min(1, busy / (Math.max(1, workers) * (now - this.#since)));
  }
}

function recordMs(histogram: RecordableHistogram, ms: number): void {
  histogram.record(Math.max(1, Math.round(ms * nsPerMs)));
}

function quantiles(histogram: RecordableHistogram): Quantiles {
  const { count, max } = histogram;
  if (count === 0) return { count, p50: 0, p99: 0, max: 0 };
  const at = (percentile: number) => histogram.percentile(percentile) / nsPerMs;
  return { count, p50: at(50), p99: at(99), max: max / nsPerMs };
}
