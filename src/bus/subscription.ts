import type { Intake, Opened } from './intake.js';
import { type BatchOf, MessageBatch } from './message-batch.js';
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
  #current: Opened | undefined;
  /** Of a frame that comes message by message: how many were handed out. */
  #index = 0;
  #acknowledged = false;

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
    const current = this.#current;
    if (current !== undefined && isSplit(current) && this.#index < current.batch.length)
      return this.#batch(current, this.#index++);
    if (current !== undefined && !this.#acknowledged) current.item.source.settle(current.item);
    this.#current = undefined;
    const opened = await this.#intake.take(signal);
    if (opened === undefined) return undefined;
    this.#current = opened;
    this.#acknowledged = false;
    this.#index = 1;
    return this.#batch(opened, isSplit(opened) ? 0 : undefined);
  }

  #batch(opened: Opened, index: number | undefined): BatchOf<M, K> {
    const last = index === undefined || index === opened.batch.length - 1;
    const ack = async (): Promise<boolean> => {
      if (!last) return false;
      if (this.#current === opened) this.#acknowledged = true;
      return opened.item.source.ack(opened.item);
    };
    const { stream, id, deliveries } = opened.item.entry;
    const batch = new MessageBatch(opened.batch, { stream, id, deliveries, ack }, index);
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

/** From the second delivery on, one message at a time: so a bad one shows itself. */
export function isSplit({ item, batch }: Opened): boolean {
  return item.source.group !== undefined && item.entry.deliveries > 1 && batch.length > 1;
}
