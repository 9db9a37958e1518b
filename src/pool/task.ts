import { InvalidArgument } from '../base/errors.js';

/**
 * A function that workers import: threads share no code, so a task is named by its module and its export.
 * `bound` is handed to the function as its third argument.
 */
export interface Task<Columns = unknown, Args = unknown, Result = unknown> {
  /** Stands in errors and metrics. */
  readonly name: string;
  /** The URL of an ES module. */
  readonly module: string;
  readonly export: string;
  readonly bound?: unknown;
  /** Types only; never set. */
  readonly signature?: (columns: Columns, args: Args) => Result;
}

/**
 * What runs in a worker. `columns` is shared memory: results go into it. `args` and the returned value are small: they
 * are copied between threads.
 */
// biome-ignore lint/suspicious/noExplicitAny: the only type that every function's parameters are compatible with
export type TaskFunction = (columns: any, args: any, bound?: any) => unknown;

export type TaskOf<F extends TaskFunction> = Task<Parameters<F>[0], Parameters<F>[1], Awaited<ReturnType<F>>>;

/**
 * Names an exported function as a task: `defineTask<typeof sweep>(new URL('./sweep.js', import.meta.url), 'sweep')`.
 *
 * @throws InvalidArgument when `module` is no URL of a file.
 */
export function defineTask<F extends TaskFunction>(module: URL | string, exportName: string): TaskOf<F> {
  const url = String(module);
  if (!url.startsWith('file:'))
    throw new InvalidArgument('module', 'must be a file: URL, such as new URL("./task.js", import.meta.url)');
  return { name: exportName, module: url, export: exportName };
}
