// The worker's side of shards: makes handlers, feeds them their rows, takes their state.
import { describe, type Thrown } from '../invoke.js';
import type { FrameColumns } from './columns.js';
import type { ShardBatch, ShardHandler } from './handler.js';
import { type Page, type PageFrame, PageReader } from './pages.js';
import type { Opening, PageOutcome, ShardReply, ShardRequest } from './protocol.js';
import { RowPicker } from './rows.js';

class Host {
  readonly #handler: ShardHandler;
  readonly #picker: RowPicker;
  readonly #reader = new PageReader();

  constructor(handler: ShardHandler, { shard, shards }: Opening) {
    this.#handler = handler;
    this.#picker = new RowPicker(shard, shards);
  }

  static async open(opening: Opening): Promise<Host> {
    const { module, args, shard, shards, state } = opening;
    const exports = (await import(module)) as Record<string, unknown>;
    const make = exports[opening.export];
    if (typeof make !== 'function') throw new TypeError(`${module} exports no function ${opening.export}`);
    const host = new Host((await make({ shard, shards, state }, args)) as ShardHandler, opening);
    for (const page of opening.replay) await host.handle(page);
    return host;
  }

  get stateful(): boolean {
    return this.#handler.snapshot !== undefined;
  }

  async handle(page: Page): Promise<PageOutcome> {
    const results: [number, unknown][] = [];
    const unreadable: [number, Thrown][] = [];
    for (const [place, frame] of this.#reader.read(page).entries()) {
      const columns = decoded(frame);
      if (!('columns' in columns)) unreadable.push([place, columns]);
      else {
        let result = this.#give(frame, columns.columns);
        if (isPromise(result)) result = await result;
        if (result !== undefined) results.push([place, result]);
      }
    }
    return { results, unreadable };
  }

  #give({ name, stream, id }: PageFrame, frame: FrameColumns): unknown {
    const columns = this.#picker.pick(frame);
    if (columns.length === 0) return undefined;
    const batch: ShardBatch = { name, stream, id, columns };
    return this.#handler.handle(batch);
  }

  async snapshot(): Promise<Uint8Array | undefined> {
    return this.#handler.snapshot?.();
  }
}

function decoded(frame: PageFrame): { readonly columns: FrameColumns } | Thrown {
  try {
    return { columns: frame.columns() };
  } catch (error) {
    return describe(error);
  }
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

const nothing: PageOutcome = { results: [], unreadable: [] };
const hosts = new Map<number, Host>();
/** The end of what each shard has to do: requests come before those ahead of them have ended. */
const turns = new Map<number, Promise<unknown>>();

/** Never rejects: a handler that threw is forgotten with its state, and made anew by the next request that opens it. */
export function serve(_: unknown, request: ShardRequest): Promise<ShardReply> {
  const { key } = request;
  const reply = (turns.get(key) ?? Promise.resolve()).then(() => answer(request));
  turns.set(key, reply);
  return reply;
}

async function answer({ key, open, page, snapshot, close }: ShardRequest): Promise<ShardReply> {
  try {
    if (open !== undefined) hosts.set(key, await Host.open(open));
    const host = hosts.get(key);
    if (host === undefined) throw new Error('its worker was replaced');
    const outcome = page === undefined ? nothing : await host.handle(page);
    const state = snapshot ? await host.snapshot() : undefined;
    const { stateful } = host;
    if (close) forget(key);
    return { ok: true, ...outcome, state, stateful };
  } catch (error) {
    forget(key);
    return { ok: false, thrown: describe(error) };
  }
}

function forget(key: number): void {
  hosts.delete(key);
  turns.delete(key);
}
