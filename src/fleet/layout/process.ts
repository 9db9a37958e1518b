import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Deferred } from '../deferred.js';
import { EngineFailed } from '../errors.js';
import type { EngineHandle, EngineReport, StartOptions } from './layout.js';
import type { FromEngine, ToEngine } from './messages.js';

const program = fileURLToPath(new URL('./engine-process.js', import.meta.url));
/** An engine that ends more often than this is not started again. */
const mostRestarts = 5;
const backoffMs = 100;
/** An engine that does not end in good order by then is killed. */
const stopMs = 15_000;

/** An engine in a process of its own, started again when that ends although nobody asked it to. */
export class EngineProcess implements EngineHandle {
  readonly name: string;
  restarts = 0;
  report: EngineReport | undefined;
  readonly ready: Promise<void>;
  readonly #options: StartOptions;
  #child!: ChildProcess;
  #stopping = false;
  #message: string | undefined;
  readonly #reads = new Deferred();
  readonly #sent = new Deferred();
  readonly #failed = new Deferred<never>();
  #onReport: (() => void)[] = [];

  constructor(options: StartOptions) {
    this.name = options.engine.name;
    this.#options = options;
    this.ready = Promise.race([this.#reads.promise, this.failed]);
    this.ready.catch(() => {});
    this.#launch();
  }

  get done(): Promise<void> {
    return this.#sent.promise;
  }

  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  finish(): void {
    this.#tell({ type: 'finish' });
  }

  async refresh(): Promise<EngineReport | undefined> {
    if (hasEnded(this.#child)) return this.report;
    const came = new Promise<void>((resolve) => this.#onReport.push(resolve));
    this.#tell({ type: 'report' });
    await came;
    return this.report;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (hasEnded(child)) return;
    const gone = once(child, 'exit');
    this.#tell({ type: 'stop' });
    const timer = setTimeout(() => child.kill('SIGKILL'), stopMs);
    await gone;
    clearTimeout(timer);
  }

  #launch(): void {
    const { engine, settings, buses, events } = this.#options;
    const child = fork(program, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child = child;
    child.on('message', (message: FromEngine) => this.#hear(message));
    child.on('error', (error) => {
      this.#message = error.message;
    });
    child.once('exit', (code, signal) => this.#ended(signal ?? `code ${code}`));
    this.#tell({ type: 'start', engine: engine.name, settings, buses });
    events.started(this.name, this.pid, this.restarts);
  }

  #tell(message: ToEngine): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  #hear(message: FromEngine): void {
    if (message.type === 'ready') this.#reads.resolve();
    else if (message.type === 'done') this.#sent.resolve();
    else if (message.type === 'failed') this.#message = message.message;
    else {
      this.report = message.report;
      this.#reported();
    }
  }

  #reported(): void {
    for (const resolve of this.#onReport.splice(0)) resolve();
  }

  #ended(how: string): void {
    this.#reported();
    if (this.#stopping) return;
    const reason = this.#message === undefined ? how : `${how}: ${this.#message}`;
    this.#message = undefined;
    const { engine, events } = this.#options;
    events.died(this.name, reason);
    if (!engine.resumes)
      this.#failed.reject(new EngineFailed(this.name, `${reason}, and its replay cannot be resumed`));
    else if (this.restarts >= mostRestarts)
      this.#failed.reject(new EngineFailed(this.name, `${reason}, after ${this.restarts} restarts`));
    else {
      const wait = backoffMs * 2 ** this.restarts++;
      setTimeout(() => this.#stopping || this.#launch(), wait);
    }
  }
}

function hasEnded({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null || pid === undefined;
}
