import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type * as Pool from '../../../src/pool/index.js';
import { LibraryCopy } from '../../support/library.js';

/** The pool as plain JavaScript, which worker threads can import, and the tasks of the tests beside it. */
export class PoolFixture {
  readonly library = new LibraryCopy();
  readonly #tasks: string;
  readonly #opened: Pool.ComputePool[] = [];
  #module!: typeof Pool;

  constructor() {
    const source = readFileSync(new URL('./tasks.mjs', import.meta.url));
    this.#tasks = pathToFileURL(this.library.write('tasks.mjs', source)).href;
  }

  static async load(): Promise<PoolFixture> {
    const fixture = new PoolFixture();
    fixture.#module = await fixture.import<typeof Pool>('pool/index.js');
    return fixture;
  }

  get module(): typeof Pool {
    return this.#module;
  }

  import<T>(path: string): Promise<T> {
    return import(/* @vite-ignore */ pathToFileURL(`${this.library.folder}/dist/${path}`).href) as Promise<T>;
  }

  pool(options: Pool.ComputePoolOptions = {}): Pool.ComputePool {
    const pool = new this.#module.ComputePool(options);
    this.#opened.push(pool);
    return pool;
  }

  /** One of the functions in tasks.mjs. */
  // biome-ignore lint/suspicious/noExplicitAny: tasks of tests take and give anything
  task<Result = any>(name: string): Pool.Task<any, any, Result> {
    return this.#module.defineTask(this.#tasks, name) as Pool.Task<unknown, unknown, Result>;
  }

  async closePools(): Promise<void> {
    await Promise.all(this.#opened.splice(0).map((pool) => pool.close({ drainMs: 0 })));
  }

  remove(): void {
    this.library.remove();
  }
}

/** Integers in shared memory. */
export function sharedInts(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}

/** Resolves when `counter[0]` has reached `value`, which workers count up and notify. */
export async function reached(counter: Int32Array, value: number): Promise<void> {
  for (let seen = Atomics.load(counter, 0); seen < value; seen = Atomics.load(counter, 0))
    await Atomics.waitAsync(counter, 0, seen).value;
}

export function open(gate: Int32Array): void {
  Atomics.store(gate, 0, 1);
  Atomics.notify(gate, 0);
}
