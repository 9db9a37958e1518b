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

/** Imports the task's function, once, and calls it on this thread. Never rejects. */
export async function invoke(call: Call): Promise<Reply> {
  try {
    const key = `${call.export} ${call.module}`;
    const callable = imported.get(key) ?? (await importTask(key, call));
    return { ok: true, value: await callable(call.columns, call.args, call.bound) };
  } catch (error) {
    return { ok: false, thrown: describe(error) };
  }
}

/** The error that a caller sees as the cause. */
export function revive({ name, message, code, stack }: Thrown): Error {
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return code === undefined ? error : Object.assign(error, { code });
}

async function importTask(key: string, call: Call): Promise<Callable> {
  const exports = (await import(call.module)) as Record<string, unknown>;
  const callable = exports[call.export];
  if (typeof callable !== 'function')
    throw new TypeError(`${call.module} exports no function ${call.export}`);
  imported.set(key, callable as Callable);
  return callable as Callable;
}

export function describe(error: unknown): Thrown {
  if (!(error instanceof Error))
    return { name: 'Error', message: String(error), code: undefined, stack: undefined };
  const { name, message, stack } = error;
  const { code } = error as { code?: unknown };
  return { name, message, stack, code: typeof code === 'string' ? code : undefined };
}
