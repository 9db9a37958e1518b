// The worker's side of shards: makes handlers, feeds them their rows, takes their state.
import type { InstrumentTable } from '../../market/index.js';
import { describe } from '../invoke.js';
import type { ShardBatch, ShardHandler } from './handler.js';
import type { Opening, ShardReply, ShardRequest, WireBatch } from './protocol.js';
import { RowPicker } from './rows.js';

class Host {
  readonly #handler: ShardHandler;
  readonly #picker: RowPicker;
  #instruments: InstrumentTable = new Map();

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
    for (const batch of opening.replay) await host.handle(batch);
    return host;
  }

  get stateful(): boolean {
    return this.#handler.snapshot !== undefined;
  }

  async handle({ name, stream, id, columns, instruments }: WireBatch): Promise<unknown> {
    this.#instruments = instruments ?? this.#instruments;
    const picked = this.#picker.pick(columns);
    if (picked.length === 0) return undefined;
    const batch: ShardBatch = { name, stream, id, columns: { ...picked, instruments: this.#instruments } };
    return this.#handler.handle(batch);
  }

  async snapshot(): Promise<Uint8Array | undefined> {
    return this.#handler.snapshot?.();
  }
}

const hosts = new Map<number, Host>();

/** Never rejects: a handler that threw is forgotten with its state, and made anew by the next request that opens it. */
export async function serve(_: unknown, request: ShardRequest): Promise<ShardReply> {
  const { key, open, batches, snapshot, close } = request;
  try {
    if (open !== undefined) hosts.set(key, await Host.open(open));
    const host = hosts.get(key)!;
    const results: [number, unknown][] = [];
    for (const [i, batch] of batches.entries()) {
      const result = await host.handle(batch);
      if (result !== undefined) results.push([i, result]);
    }
    const state = snapshot ? await host.snapshot() : undefined;
    const { stateful } = host;
    if (close) hosts.delete(key);
    return { ok: true, results, state, stateful };
  } catch (error) {
    hosts.delete(key);
    return { ok: false, thrown: describe(error) };
  }
}
