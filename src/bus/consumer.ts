import { pause } from './identity.js';
import type { Intake, Opened } from './intake.js';
import { type BatchOf, MessageBatch } from './message-batch.js';
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
      const whole = next.item.entry.deliveries === 1 && (await this.#handle(next, undefined, 1));
      if (whole || (await this.#oneByOne(next))) next.item.source.settle(next.item);
    }
  }

  /** True when the handler returned. */
  async #handle(opened: Opened, index: number | undefined, deliveries: number): Promise<boolean> {
    const { entry, source } = opened.item;
    const origin = { stream: entry.stream, id: entry.id, deliveries, ack: () => source.ack(opened.item) };
    const split = index !== undefined && index < opened.batch.length - 1;
    const ack = split ? { ...origin, ack: async () => false } : origin;
    const batch = new MessageBatch(opened.batch, ack, index) as unknown as BatchOf<M, K>;
    try {
      await this.#handler(batch, { signal: this.#abort.signal });
      return true;
    } catch (error) {
      this.#onError(error, batch);
      return false;
    }
  }

  /** True when each message was handled or put aside; false when the consumer closes first. */
  async #oneByOne(opened: Opened): Promise<boolean> {
    if (opened.item.source.group === undefined) return true;
    for (let index = 0; index < opened.batch.length; index++)
      if (!(await this.#insist(opened, index))) return false;
    return true;
  }

  async #insist(opened: Opened, index: number): Promise<boolean> {
    const { maxDeliveries, deadLetters, clock } = this.#intake.options;
    let backoffMs = firstBackoffMs;
    for (let deliveries = Math.max(2, opened.item.entry.deliveries); ; deliveries++) {
      if (this.#abort.signal.aborted) return false;
      if (await this.#handle(opened, index, deliveries)) return true;
      if (deliveries >= maxDeliveries) break;
      await pause(clock, backoffMs);
      backoffMs = Math.min(2 * backoffMs, mostBackoffMs);
    }
    const { bus } = opened.item.source;
    if (deadLetters !== undefined && !(await deadLetters.message(bus, opened.batch, index))) return false;
    this.#intake.report(opened.item, 'poison', 1);
    return true;
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
