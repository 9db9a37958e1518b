import { Handout } from './handout.js';
import type { Intake } from './intake.js';
import type { BatchOf } from './message-batch.js';
import type { MessageMap } from './messages.js';

/**
 * Batches one after the other, for one reader. Asking for the next acknowledges the one before; leaving the loop
 * acknowledges nothing, so that the group gets the last batch again.
 */
export class Subscription<M extends MessageMap<M>, K extends keyof M & string>
  implements AsyncIterable<BatchOf<M, K>>, AsyncDisposable
{
  readonly #intake: Intake;
  readonly #onClosed: () => void;
  #current: Handout | undefined;

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
    let batch = await this.#current?.one();
    while (batch === undefined) {
      if (this.#current?.atEnd) this.#current.finish();
      this.#current = undefined;
      const opened = await this.#intake.take(signal);
      if (opened === undefined) return undefined;
      this.#current = new Handout(this.#intake, opened);
      batch = await this.#current.begin();
    }
    return batch as unknown as BatchOf<M, K>;
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

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
