/** A task as it travels to a worker. */
export interface Call {
  readonly module: string;
  readonly export: string;
  readonly columns: unknown;
  readonly args: unknown;
  readonly bound: unknown;
}

/** What a task's function threw, as it travels back: classes and codes would get lost. */
export interface Thrown {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
  readonly stack: string | undefined;
}

export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly thrown: Thrown };

type Callable = (columns: unknown, args: unknown, bound: unknown) => unknown;

const imported = new Map<string, Callable>();

/** Imports the task's function, once, and calls it on this thread. Never throws or rejects. */
export function invoke(call: Call): Reply | Promise<Reply> {
  const callable = imported.get(keyOf(call));
  return callable === undefined ? importAndApply(call) : apply(callable, call);
}

async function importAndApply(call: Call): Promise<Reply> {
  try {
    return apply(await importTask(call), call);
  } catch (error) {
    return failed(error);
  }
}

/** Without a promise where the function needs none: what is small should stay cheap. */
function apply(callable: Callable, { columns, args, bound }: Call): Reply | Promise<Reply> {
  try {
    const value = callable(columns, args, bound);
    return value instanceof Promise ? value.then(succeeded, failed) : succeeded(value);
  } catch (error) {
    return failed(error);
  }
}

function succeeded(value: unknown): Reply {
  return { ok: true, value };
}

function failed(error: unknown): Reply {
  return { ok: false, thrown: describe(error) };
}

/** The error that a caller sees as the cause. */
export function revive({ name, message, code, stack }: Thrown): Error {
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return code === undefined ? error : Object.assign(error, { code });
}

function keyOf(call: Call): string {
  return `${call.export} ${call.module}`;
}

async function importTask(call: Call): Promise<Callable> {
  const exports = (await import(call.module)) as Record<string, unknown>;
  const callable = exports[call.export];
  if (typeof callable !== 'function')
    throw new TypeError(`${call.module} exports no function ${call.export}`);
  imported.set(keyOf(call), callable as Callable);
  return callable as Callable;
}

export function describe(error: unknown): Thrown {
  if (!(error instanceof Error))
    return { name: 'Error', message: String(error), code: undefined, stack: undefined };
  const { name, message, stack } = error;
  const { code } = error as { code?: unknown };
  return { name, message, stack, code: typeof code === 'string' ? code : undefined };
}
