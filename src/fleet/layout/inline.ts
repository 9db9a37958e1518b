import { Deferred } from '../deferred.js';
import { EngineFailed } from '../errors.js';
import { runEngine } from '../run-engine.js';
import { Tally } from '../tally.js';
import type { EngineHandle, EngineReport, StartOptions } from './layout.js';

/** An engine in this process: for buses in memory, and where processes cannot be started. */
export class InlineEngine implements EngineHandle {
  readonly name: string;
  readonly pid = process.pid;
  readonly restarts = 0;
  readonly ready: Promise<void>;
  readonly done: Promise<void>;
  readonly failed: Promise<never>;
  readonly #tally = new Tally();
  readonly #stop = new AbortController();
  readonly #finish = new AbortController();
  readonly #run: Promise<void>;

  constructor({ engine, settings, buses, events }: StartOptions) {
    this.name = engine.name;
    const reads = new Deferred();
    const sent = new Deferred();
    const failed = new Deferred<never>();
    this.#run = runEngine(engine, buses, {
      settings,
      tally: this.#tally,
      signal: this.#stop.signal,
      finish: this.#finish.signal,
      ready: () => reads.resolve(),
      done: () => sent.resolve(),
    }).catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error);
      events.died(engine.name, reason);
      failed.reject(new EngineFailed(engine.name, reason));
    });
    this.done = sent.promise;
    this.failed = failed.promise;
    this.ready = Promise.race([reads.promise, this.failed]);
    this.ready.catch(() => {});
    events.started(engine.name, process.pid, 0);
  }

  /** Processor time and memory are those of the whole process. */
  get report(): EngineReport {
    const { user, system } = process.cpuUsage();
    return {
      stats: this.#tally.stats,
      cpuMs: (user + system) / 1_000,
      memoryBytes: process.memoryUsage.rss(),
    };
  }

  finish(): void {
    this.#finish.abort();
  }

  async refresh(): Promise<EngineReport> {
    return this.report;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#run;
  }
}
