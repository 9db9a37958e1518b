/** A function to be called on a thread. */
export interface Call {
  readonly module: string;
  readonly export: string;
  readonly columns: unknown;
  readonly args: unknown;
  readonly bound: unknown;
}

/** A call as it travels: the number of its function, and where to import it from as long as the thread may not know. */
export type Message = readonly [
  number: number,
  columns: unknown,
  args: unknown,
  bound?: unknown,
  module?: string,
  exported?: string,
];

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

/** A reply as it travels: what came of it in brackets, nothing at all, or what was thrown. */
export type WireReply = readonly [unknown] | undefined | Thrown;

type Callable = (columns: unknown, args: unknown, bound: unknown) => unknown;

/** The numbers of functions, by module and export. */
const numbers = new Map<string, Map<string, number>>();
let count = 0;

export function numberOf({ module, export: exported }: Call): number {
  const known = numbers.get(module)?.get(exported);
  if (known !== undefined) return known;
  const exports = numbers.get(module) ?? new Map<string, number>();
  numbers.set(module, exports.set(exported, count));
  return count++;
}

export function messageOf(
  number: number,
  { module, export: exported, columns, args, bound }: Call,
  isKnown: boolean,
): Message {
  if (!isKnown) return [number, columns, args, bound, module, exported];
  return bound === undefined ? [number, columns, args] : [number, columns, args, bound];
}

export function readReply(reply: WireReply): Reply {
  if (reply === undefined) return nothing;
  return Array.isArray(reply) ? { ok: true, value: reply[0] } : { ok: false, thrown: reply as Thrown };
}

const nothing: Reply = { ok: true, value: undefined };

/** On this thread, by number. */
const imported: (Callable | undefined)[] = [];

/** Imports the function, once, and calls it on this thread. Never throws or rejects. */
export function invoke(message: Message): WireReply | Promise<WireReply> {
  const callable = imported[message[0]];
  return callable === undefined ? importAndApply(message) : apply(callable, message);
}

async function importAndApply(message: Message): Promise<WireReply> {
  try {
    return apply(await importTask(message), message);
  } catch (error) {
    return describe(error);
  }
}

/** Without a promise where the function needs none: what is small should stay cheap. */
function apply(callable: Callable, [, columns, args, bound]: Message): WireReply | Promise<WireReply> {
  try {
    const value = callable(columns, args, bound);
    return value instanceof Promise ? value.then(succeeded, describe) : succeeded(value);
  } catch (error) {
    return describe(error);
  }
}

function succeeded(value: unknown): WireReply {
  return value === undefined ? undefined : [value];
}

/** The error that a caller sees as the cause. */
export function revive({ name, message, code, stack }: Thrown): Error {
  const error = new Error(message);
  error.name = name;
  if (stack !== undefined) error.stack = stack;
  return code === undefined ? error : Object.assign(error, { code });
}

async function importTask([number, , , , module, exported]: Message): Promise<Callable> {
  const exports = (await import(module!)) as Record<string, unknown>;
  const callable = exports[exported!];
  if (typeof callable !== 'function') throw new TypeError(`${module} exports no function ${exported}`);
  imported[number] = callable as Callable;
  return callable as Callable;
}

export function describe(error: unknown): Thrown {
  if (!(error instanceof Error))
    return { name: 'Error', message: String(error), code: undefined, stack: undefined };
  const { name, message, stack } = error;
  const { code } = error as { code?: unknown };
  return { name, message, stack, code: typeof code === 'string' ? code : undefined };
}
