import { Handout } from './handout.js';
import { pause } from './identity.js';
import type { Intake } from './intake.js';
import type { BatchOf, MessageBatch } from './message-batch.js';
import type { MessageMap } from './messages.js';

export interface HandlerContext {
  /** Fires when the consumer closes: what is not finished comes again. */
  readonly signal: AbortSignal;
}

export type BatchHandler<M extends MessageMap<M>, K extends keyof M & string> = (
  batch: BatchOf<M, K>,
  context: HandlerContext,
) => void | Promise<void>;

const firstBackoffMs = 20;
const mostBackoffMs = 1_000;

/**
 * Hands batches to a handler and acknowledges them when it returns. A frame of a group whose handler throws comes again
 * message by message; a message that fails too often goes to the dead-letter stream.
 */
export class Consumer<M extends MessageMap<M>, K extends keyof M & string> implements AsyncDisposable {
  /** Resolves when the consumer was closed; rejects when the streams cannot be read any more. */
  readonly finished: Promise<void>;
  readonly #intake: Intake;
  readonly #handler: BatchHandler<M, K>;
  readonly #onError: (error: unknown, batch: BatchOf<M, K>) => void;
  readonly #onClosed: () => void;
  readonly #abort = new AbortController();

  constructor(
    intake: Intake,
    handler: BatchHandler<M, K>,
    onError: (error: unknown, batch: BatchOf<M, K>) => void,
    onClosed: () => void,
  ) {
    this.#intake = intake;
    this.#handler = handler;
    this.#onError = onError;
    this.#onClosed = onClosed;
    this.finished = this.#run();
    this.finished.catch(() => {});
  }

  async #run(): Promise<void> {
    for (let next = await this.#intake.take(); next !== undefined; next = await this.#intake.take()) {
      const handout = new Handout(this.#intake, next);
      await this.#handOut(handout);
      if (handout.atEnd) handout.finish();
    }
  }

  async #handOut(handout: Handout): Promise<void> {
    const { split } = handout.opened;
    let batch = await handout.begin();
    if (batch !== undefined && !split) {
      if (await this.#handle(batch)) return;
      if (this.#isLive(handout)) return;
      handout.separate();
      batch = await handout.one();
    }
    while (batch !== undefined) {
      if (!(await this.#insist(handout, batch))) return;
      batch = await handout.one();
    }
  }

  /** Tries a message until it is handled or put aside. False when the consumer closes first: the frame comes again. */
  async #insist(handout: Handout, message: MessageBatch): Promise<boolean> {
    let batch: MessageBatch | undefined = message;
    let backoffMs = firstBackoffMs;
    while (batch !== undefined && !(await this.#handle(batch))) {
      if (this.#isLive(handout)) return true;
      await pause(this.#intake.options.clock, backoffMs, this.#abort.signal);
      backoffMs = Math.min(2 * backoffMs, mostBackoffMs);
      if (this.#abort.signal.aborted) {
        handout.abandon();
        return false;
      }
      batch = await handout.again();
    }
    return true;
  }

  #isLive({ opened }: Handout): boolean {
    return opened.item.source.group === undefined;
  }

  /** True when the handler returned. */
  async #handle(batch: MessageBatch): Promise<boolean> {
    const typed = batch as unknown as BatchOf<M, K>;
    try {
      await this.#handler(typed, { signal: this.#abort.signal });
      return true;
    } catch (error) {
      this.#onError(error, typed);
      return false;
    }
  }

  /** Ends it with an error, with which `finished` rejects. */
  async fail(error: Error): Promise<void> {
    this.#onClosed();
    this.#abort.abort();
    await this.#intake.close(error);
  }

  /** Waits for the handler that runs. */
  async close(): Promise<void> {
    this.#onClosed();
    this.#abort.abort();
    this.#intake.options.feed.close();
    await this.finished.catch(() => {});
    await this.#intake.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
