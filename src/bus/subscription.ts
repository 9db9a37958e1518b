import type { Checkpoint } from './checkpoint.js';
import { Handout } from './handout.js';
import type { Intake } from './intake.js';
import type { BatchOf } from './message-batch.js';
import type { MessageMap } from './messages.js';

/** A batch under way. */
export interface Taken<B> {
  readonly batch: B;
  /** All work on it has ended: acknowledges its frame, or leaves that to the checkpoint. Again, it does nothing. */
  done(): void;
  /** The frame turned out to be malformed: puts it aside, with what was not handed out of it. */
  bury(): Promise<void>;
}

export interface TakeOptions {
  /**
   * Leaves the packed columns of new frames undecoded, for another thread: see MessageBatch.packed. That they are malformed
   * shows only there, and then bury() is to be called.
   */
  readonly undecoded?: boolean;
}

/** A frame of which batches are under way. */
class OpenFrame {
  readonly handout: Handout;
  #underWay = 0;
  #finished = false;

  constructor(handout: Handout) {
    this.handout = handout;
  }

  hand<B>(batch: B): Taken<B> {
    this.#underWay++;
    let done = false;
    return {
      batch,
      done: () => {
        if (done) return;
        done = true;
        this.#underWay--;
        this.finishIfDone();
      },
      bury: () => this.#bury(),
    };
  }

  async #bury(): Promise<void> {
    if (this.#finished) return;
    this.#finished = true;
    await this.handout.bury();
  }

  finishIfDone(): void {
    if (this.#finished || this.#underWay > 0 || !this.handout.atEnd) return;
    this.#finished = true;
    this.handout.finish();
  }
}

/**
 * Batches one after the other, for one reader. Asking for the next acknowledges the one before; leaving the loop
 * acknowledges nothing, so that the group gets the last batch again.
 */
export class Subscription<M extends MessageMap<M>, K extends keyof M & string>
  implements AsyncIterable<BatchOf<M, K>>, AsyncDisposable
{
  readonly #intake: Intake;
  readonly #onClosed: () => void;
  #frame: OpenFrame | undefined;
  #last: Taken<unknown> | undefined;

  constructor(intake: Intake, onClosed: () => void) {
    this.#intake = intake;
    this.#onClosed = onClosed;
  }

  /** Resolves when all streams that exist now are read: what is published after that will come. */
  ready(): Promise<void> {
    return this.#intake.start();
  }

  /**
   * The next batch; undefined once closed. Rejects with the signal's reason, and then nothing was taken.
   *
   * @throws ReaderFailed, CallRejected, OutcomeUnknown when the streams cannot be read.
   */
  async next(signal?: AbortSignal): Promise<BatchOf<M, K> | undefined> {
    this.#last?.done();
    this.#last = undefined;
    const taken = await this.take(signal);
    this.#last = taken;
    return taken?.batch;
  }

  /**
   * Like next(), for a reader that has several batches under way: acknowledges nothing before `done()`, which may come in
   * any order. Of a frame that comes message by message, each is to be done before the next is taken. The columns are
   * lent until then, as always: retain() what is under way.
   *
   * @throws what next() throws.
   */
  async take(
    signal?: AbortSignal,
    { undecoded = false }: TakeOptions = {},
  ): Promise<Taken<BatchOf<M, K>> | undefined> {
    let batch = await this.#frame?.handout.one();
    while (batch === undefined) {
      this.#frame?.finishIfDone();
      this.#frame = undefined;
      const opened = await this.#intake.take(signal, undecoded);
      if (opened === undefined) return undefined;
      this.#frame = new OpenFrame(new Handout(this.#intake, opened));
      batch = await this.#frame.handout.begin();
    }
    return this.#frame!.hand(batch as unknown as BatchOf<M, K>);
  }

  /** The checkpoint that acknowledges what this reads, if it was given one. */
  get checkpoint(): Checkpoint | undefined {
    return this.#intake.options.checkpoint;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<BatchOf<M, K>, void, undefined> {
    try {
      for (let batch = await this.next(); batch !== undefined; batch = await this.next()) yield batch;
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    this.#onClosed();
    await this.#intake.close();
  }

  /** Ends it with an error, which next() throws from now on. */
  async fail(error: Error): Promise<void> {
    this.#onClosed();
    await this.#intake.close(error);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
