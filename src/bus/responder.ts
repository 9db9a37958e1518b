import type { Clock, Timer } from '../base/clock.js';
import { channels } from '../base/diagnostics.js';
import { DualbusError, InvalidArgument } from '../base/errors.js';
import { clockId, type Envelope, momentOf, type Query, remainingNs } from '../codec/index.js';
import type { Inbox, InboxMessages } from './inbox.js';
import { decodePayload, encodePayload } from './payload.js';

export interface RequestContext {
  /** Fires when the caller does not wait any more. */
  readonly signal: AbortSignal;
  /** The instance that asks. */
  readonly from: string;
  /** Milliseconds of the caller's budget that are left. */
  readonly remainingMs: number;
}

export type RequestHandler<Request = unknown, Answer = unknown> = (
  request: Request,
  context: RequestContext,
) => Answer | Promise<Answer>;

export interface ResponderOptions {
  readonly inbox: Inbox;
  readonly clock: Clock;
  readonly wallErrorNs: bigint;
  /** Most handlers that run at one time; above that callers hear DUALBUS_BUSY. Default 1,024. */
  readonly maxRunning?: number;
  /** How many answers, and bytes of them, are kept for requests that come again. Defaults 4,096 and 16 MiB. */
  readonly maxAnswers?: number;
  readonly maxAnswerBytes?: number;
}

type Answer =
  | { readonly name: 'reply'; readonly message: InboxMessages['reply'] }
  | { readonly name: 'replyError'; readonly message: InboxMessages['replyError'] };

interface Kept {
  readonly answer: Promise<Answer>;
  /** 0 until the handler is done. */
  bytes: number;
}

/** What a handler gets. Few look at the signal: it and its timer are made when it is asked for. */
class Context implements RequestContext {
  readonly from: string;
  readonly remainingMs: number;
  readonly #clock: Clock;
  readonly #expires: number;
  #abort: AbortController | undefined;
  #timer: Timer | undefined;

  constructor(clock: Clock, from: string, remainingMs: number) {
    this.from = from;
    this.remainingMs = remainingMs;
    this.#clock = clock;
    this.#expires = clock.now() + remainingMs;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      const abort = new AbortController();
      this.#abort = abort;
      const leftMs = Math.max(0, this.#expires - this.#clock.now());
      this.#timer = this.#clock.after(leftMs, () => abort.abort(), true);
    }
    return this.#abort.signal;
  }

  end(): void {
    this.#timer?.cancel();
  }
}

const answerMs = 1_000;
const mostBudgetMs = 86_400_000;

/** The answering side: each request is executed at most once by this instance; expired ones are dropped. */
export class Responder {
  readonly #options: ResponderOptions;
  readonly #handlers = new Map<string, RequestHandler>();
  /** Requests by producer, epoch and correlation, with their answers: one that comes again gets the same. */
  readonly #answers = new Map<string, Kept>();
  #answerBytes = 0;
  /** Answers that were not sent yet. */
  readonly #sending = new Set<Promise<void>>();
  #running = 0;
  #draining = false;
  /** Requests that were too old when they came. */
  expired = 0;

  constructor(options: ResponderOptions) {
    this.#options = options;
  }

  /** Returns how to stop answering. Throws InvalidArgument for a method that has a handler. */
  handle(method: string, handler: RequestHandler): () => void {
    if (this.#handlers.has(method)) throw new InvalidArgument('method', `${method} has a handler already`);
    this.#handlers.set(method, handler);
    return () => {
      if (this.#handlers.get(method) === handler) this.#handlers.delete(method);
    };
  }

  /** Takes no more requests; resolves when those that run are answered. */
  async drain(): Promise<void> {
    this.#draining = true;
    await Promise.allSettled(this.#sending);
  }

  answer(query: Query, envelope: Envelope): void {
    const sending: Promise<void> = this.#answer(query, envelope).finally(() => this.#sending.delete(sending));
    this.#sending.add(sending);
  }

  async #answer(query: Query, envelope: Envelope): Promise<void> {
    const { clock, wallErrorNs, inbox } = this.#options;
    const { producer, epoch, correlation } = envelope;
    const key = `${producer}.${epoch}.${correlation}`;
    let kept = this.#answers.get(key);
    if (kept === undefined) {
      const leftNs = remainingNs(envelope, momentOf(clock, clockId()), wallErrorNs);
      if (leftNs <= 0n) {
        this.expired++;
        announce(query, 'expired', 0);
        return;
      }
      kept = { answer: this.#execute(query, Math.min(Number(leftNs) / 1e6, mostBudgetMs)), bytes: 0 };
      this.#keep(key, kept);
    }
    const { name, message } = await kept.answer;
    await inbox.send(query.replyTo, name, message, correlation, { deadlineMs: answerMs });
  }

  #keep(key: string, kept: Kept): void {
    this.#answers.set(key, kept);
    void kept.answer.then(({ message }) => {
      if (this.#answers.get(key) !== kept) return;
      kept.bytes = 'payload' in message ? message.payload.byteLength : 0;
      this.#answerBytes += kept.bytes;
      this.#forgetOldest();
    });
    this.#forgetOldest();
  }

  #forgetOldest(): void {
    const { maxAnswers = 4_096, maxAnswerBytes = 16 * 1024 * 1024 } = this.#options;
    while (this.#answers.size > maxAnswers || this.#answerBytes > maxAnswerBytes) {
      const [key, { bytes }] = this.#answers.entries().next().value as [string, Kept];
      this.#answers.delete(key);
      this.#answerBytes -= bytes;
    }
  }

  async #execute(query: Query, remainingMs: number): Promise<Answer> {
    const { clock, maxRunning = 1_024 } = this.#options;
    const handler = this.#handlers.get(query.method);
    if (this.#draining) return this.#failed('DUALBUS_DRAINING', 'the instance is closing', 'yes');
    if (handler === undefined)
      return this.#failed('DUALBUS_NO_HANDLER', `${query.method} is not answered here`, 'no');
    if (this.#running >= maxRunning) return this.#failed('DUALBUS_BUSY', 'too many requests run here', 'yes');
    const started = clock.now();
    const context = new Context(clock, query.replyTo, remainingMs);
    this.#running++;
    let outcome = 'ok';
    try {
      const payload = encodePayload(await handler(decodePayload(query.payload), context));
      const handling = BigInt(Math.round((clock.now() - started) * 1e6));
      return { name: 'reply', message: { time: clock.wallNs(), handling, contentType: 'json', payload } };
    } catch (error) {
      outcome = codeOf(error);
      return this.#failed(outcome, error instanceof Error ? error.message : String(error), 'no');
    } finally {
      this.#running--;
      context.end();
      announce(query, outcome, clock.now() - started);
    }
  }

  #failed(code: string, message: string, retryable: 'yes' | 'no'): Answer {
    const time = this.#options.clock.wallNs();
    return { name: 'replyError', message: { time, code, retryable, message: message.slice(0, 1_000) } };
  }
}

/** The code of our own errors; the field holds 32 characters. */
function codeOf(error: unknown): string {
  return error instanceof DualbusError && error.code.length <= 32 ? error.code : 'DUALBUS_HANDLER_FAILED';
}

function announce({ method, replyTo }: Query, outcome: string, durationMs: number): void {
  if (!channels.request.hasSubscribers) return;
  const bus = 'engineLogic';
  channels.request.publish({ bus, side: 'handler', method, peer: replyTo, outcome, durationMs });
}
