import type { BatchOf, OwnMessages } from '../bus/index.js';
import type { Cause } from '../codec/index.js';
import type { EngineContext } from './engine.js';
import { LoopTurn } from './loop-turn.js';

/** An engine whose state follows from the messages that it has read, and nothing else. */
export interface Stateful<K extends keyof OwnMessages> {
  /** Names the group of readers and the checkpoint. */
  readonly name: string;
  readonly consumes: readonly K[];
  restore(state: Uint8Array): void;
  snapshot(): Uint8Array;
  /** Takes a batch and sends what follows from it, with the frame as its cause. */
  handle(batch: BatchOf<OwnMessages, K>, cause: Cause): void | Promise<void>;
  /** Resolves when everything sent has its outcome: how many messages were not stored for certain. */
  flush(): Promise<number>;
}

const saveEveryMs = 200;

/**
 * Runs an engine so that a process killed at any point is taken up by the next one as if nothing had happened: the state is
 * stored together with its place in the streams, the counts of the tally are part of it, and what is derived again
 * carries the same cause, by which its readers drop it. Resolves when the signal fires.
 */
export async function runStateful<K extends keyof OwnMessages>(
  context: EngineContext,
  engine: Stateful<K>,
): Promise<void> {
  const { bus, tally, signal } = context;
  const checkpoint = bus.checkpoint(engine.name);
  const restored = await checkpoint.restore();
  if (restored !== undefined) {
    const end = restored.indexOf(newline);
    tally.load(Buffer.from(restored.subarray(0, end)).toString());
    engine.restore(restored.subarray(end + 1));
  }
  const subscription = bus.subscribe(engine.consumes, { group: engine.name, checkpoint });
  await subscription.ready();
  const saver = new Saver(() => {
    const state = Buffer.concat([Buffer.from(`${tally.save()}\n`), engine.snapshot()]);
    return checkpoint.save(state, allStored(engine));
  });
  context.ready();
  const turn = new LoopTurn();
  try {
    for (let batch = await next(); batch !== undefined; batch = await next()) {
      saver.begin();
      tally.arrived(batch);
      const { envelope } = batch;
      const frame = batch.cause(0);
      await engine.handle(batch, { ...frame, index: envelope.count - 1 });
      tally.handled(batch);
      // In the middle of a frame nothing is saved: what is derived from a frame is derived again as a whole, or not at all.
      if (frame.index + batch.length === envelope.count) saver.end();
      await turn.due();
    }
    await saver.close();
  } finally {
    saver.cancel();
    await subscription.close();
  }

  async function next(): Promise<BatchOf<OwnMessages, K> | undefined> {
    try {
      return await Promise.race([subscription.next(signal), saver.failure]);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }
}

const newline = 10;

/** Resolves when everything sent so far is stored; rejects where it is not, so that it is derived again. */
async function allStored({ name, flush }: Pick<Stateful<never>, 'name' | 'flush'>): Promise<void> {
  const failed = await flush();
  if (failed > 0) throw new Error(`${name}: ${failed} messages were not stored; they are derived again`);
}

/** Saves now and then, between two frames, also when no more come; reading goes on meanwhile. */
class Saver {
  /** Rejects when a state could not be saved. */
  readonly failure: Promise<never>;
  readonly #save: () => Promise<void>;
  readonly #timer: NodeJS.Timeout;
  #fail: (error: unknown) => void = () => {};
  #saving: Promise<void> | undefined;
  #savedAt = performance.now();
  #busy = false;
  #dirty = false;

  constructor(save: () => Promise<void>) {
    this.#save = save;
    this.failure = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.failure.catch(() => {});
    this.#timer = setInterval(() => {
      if (!this.#busy) this.#start();
    }, saveEveryMs);
  }

  begin(): void {
    this.#busy = true;
    this.#dirty = true;
  }

  end(): void {
    this.#busy = false;
    if (performance.now() - this.#savedAt >= saveEveryMs) this.#start();
  }

  /** Saves what was not saved yet, unless a frame was left in its middle. */
  async close(): Promise<void> {
    this.cancel();
    await this.#saving;
    if (!this.#busy) this.#start();
    // A failure comes first, since there may be nothing left to wait for after it.
    await Promise.race([this.failure, this.#saving]);
  }

  cancel(): void {
    clearInterval(this.#timer);
  }

  #start(): void {
    if (!this.#dirty || this.#saving !== undefined) return;
    this.#dirty = false;
    this.#saving = this.#save()
      .catch(this.#fail)
      .finally(() => {
        this.#saving = undefined;
        this.#savedAt = performance.now();
      });
  }
}
