import { channels } from '../base/diagnostics.js';
import { DualbusError } from '../base/errors.js';
import { type Transport, unwrap } from '../transport/index.js';
import type { Item } from './feed.js';
import { checkpointKey } from './keys.js';
import { type SequenceRange, SequenceRanges } from './sequence-ranges.js';

/**
 * State of one instance that belongs to what it has read: stored together with how far it had read, and read again by
 * the instance's next session. A subscription that is given the checkpoint acknowledges when it is saved, and a session
 * that starts gets exactly the messages which the restored state does not know, in the order of their streams.
 */
export interface Checkpoint {
  readonly name: string;
  /**
   * The state that was saved last; undefined before the first time.
   *
   * @throws CheckpointUnreadable, CallRejected, OutcomeUnknown.
   */
  restore(): Promise<Uint8Array | undefined>;
  /**
   * Stores the state (at most 15 MiB) as of all batches handed out so far, the one at hand included. What was published
   * until now is stored first, so that nothing derived from acknowledged messages can be missing. With `ready`, the state
   * is taken now and stored when that resolves; when it rejects, so does this, and nothing was stored. More may be read
   * meanwhile: that belongs to the next save.
   *
   * @throws InvalidArgument, InstanceLost: another process has the instance's name; CallRejected: not stored;
   * OutcomeUnknown: perhaps stored. After an error nothing was acknowledged, and it can be saved again.
   */
  save(state: Uint8Array, ready?: Promise<unknown>): Promise<void>;
}

/** A stored checkpoint is not what this version writes. */
export class CheckpointUnreadable extends DualbusError {
  constructor(name: string, detail: string) {
    super('DUALBUS_CHECKPOINT_UNREADABLE', `checkpoint ${name}: ${detail}`);
  }
}

export interface CheckpointOptions {
  readonly name: string;
  readonly instance: string;
  readonly namespace: string;
  readonly transport: Transport;
  /** Resolves when everything published so far has its outcome. */
  readonly drain: () => Promise<void>;
  /** Throws InstanceLost when the name belongs to another process. */
  readonly confirm: () => Promise<void>;
}

/** One JSON line: how far each stream was read, as sequence ranges. The state follows. */
interface Head {
  readonly version: 1;
  readonly streams: Readonly<Record<string, readonly SequenceRange[]>>;
}

const callMs = { deadlineMs: 5_000 };
const newline = 10;

export class StoredCheckpoint implements Checkpoint {
  readonly name: string;
  readonly #options: CheckpointOptions;
  readonly #key: string;
  readonly #places = new Map<string, SequenceRanges>();
  /** Frames of which all messages were handed out, to be acknowledged when the state is stored. */
  #handled: Item[] = [];
  #restoring: Promise<Uint8Array | undefined> | undefined;
  #saving: Promise<unknown> = Promise.resolve();

  constructor(options: CheckpointOptions) {
    this.name = options.name;
    this.#options = options;
    this.#key = checkpointKey(options.namespace, options.name, options.instance);
  }

  restore(): Promise<Uint8Array | undefined> {
    this.#restoring ??= this.#load();
    this.#restoring.catch(() => {
      this.#restoring = undefined;
    });
    return this.#restoring;
  }

  #load(): Promise<Uint8Array | undefined> {
    return this.#told('restore', 0, () => this.#read());
  }

  /** Does it, and announces what became of it. */
  async #told<T extends { readonly byteLength: number } | undefined>(
    operation: 'restore' | 'save',
    frames: number,
    work: () => Promise<T>,
  ): Promise<T> {
    const { clock } = this.#options.transport;
    const started = clock.now();
    let outcome: 'ok' | 'failed' = 'failed';
    let bytes = 0;
    try {
      const result = await work();
      outcome = 'ok';
      bytes = result?.byteLength ?? 0;
      return result;
    } finally {
      const durationMs = clock.now() - started;
      if (channels.checkpoint.hasSubscribers)
        channels.checkpoint.publish({ name: this.name, operation, outcome, bytes, frames, durationMs });
    }
  }

  async #read(): Promise<Uint8Array | undefined> {
    const { transport } = this.#options;
    const stored = unwrap(
      await transport.keys.get(this.#key, callMs),
      transport.bus,
      `restore checkpoint ${this.name}`,
    );
    if (stored === undefined) return undefined;
    const end = stored.indexOf(newline);
    const head = readHead(this.name, stored.subarray(0, Math.max(0, end)));
    for (const [stream, ranges] of Object.entries(head.streams))
      this.#places.set(stream, new SequenceRanges(ranges));
    return stored.slice(end + 1);
  }

  save(state: Uint8Array, ready?: Promise<unknown>): Promise<void> {
    // Awaited when its turn comes.
    ready?.catch(() => {});
    const head: Head = {
      version: 1,
      streams: Object.fromEntries([...this.#places].map(([stream, { ranges }]) => [stream, ranges])),
    };
    const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), state]);
    const handled = this.#handled;
    this.#handled = [];
    const store = async (): Promise<void> => {
      await this.#told('save', handled.length, () => this.#store(bytes, handled, ready));
    };
    const saved = this.#saving.then(store);
    this.#saving = saved.catch(() => {
      this.#handled.unshift(...handled);
    });
    return saved;
  }

  async #store(
    bytes: Uint8Array,
    handled: readonly Item[],
    ready: Promise<unknown> | undefined,
  ): Promise<Uint8Array> {
    const { transport, drain, confirm } = this.#options;
    await this.restore();
    await ready;
    await drain();
    await confirm();
    const stored = await transport.keys.set(this.#key, bytes, callMs);
    unwrap(stored, transport.bus, `save checkpoint ${this.name}`);
    for (const item of handled) item.source.settle(item);
    return bytes;
  }

  /** How many leading messages of a frame the restored state knows. Called by the readers. */
  known({ entry, envelope }: Item): number {
    if (envelope === undefined) return 0;
    const { epoch, sequence, count } = envelope;
    return this.#places.get(entry.stream)?.leading(epoch, Number(sequence), count) ?? 0;
  }

  /** Messages of a frame were handed out; with `last`, none is left of it. Called by the readers. */
  handed(item: Item, index: number, count: number, last: boolean): void {
    const { entry, envelope, source } = item;
    if (envelope === undefined) return;
    let read = this.#places.get(entry.stream);
    if (read === undefined) {
      read = new SequenceRanges();
      this.#places.set(entry.stream, read);
    }
    read.add(envelope.epoch, Number(envelope.sequence) + index, count);
    // The bytes are not needed any more, and a checkpoint can be far away.
    if (last) this.#handled.push({ entry: { ...entry, frame: noBytes }, envelope, source });
  }
}

const noBytes = new Uint8Array();

function readHead(name: string, bytes: Uint8Array): Head {
  let head: Partial<Head>;
  try {
    head = JSON.parse(Buffer.from(bytes).toString()) as Partial<Head>;
  } catch (error) {
    throw new CheckpointUnreadable(name, (error as Error).message);
  }
  if (head.version !== 1 || typeof head.streams !== 'object')
    throw new CheckpointUnreadable(name, `version ${head.version} is not 1`);
  return head as Head;
}
