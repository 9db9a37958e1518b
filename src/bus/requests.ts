import type { Clock } from '../base/clock.js';
import { FrameDecoder, type MessageRegistry, type Sender } from '../codec/index.js';
import type { Transport } from '../transport/index.js';
import { type Identity, pause } from './identity.js';
import { Inbox } from './inbox.js';
import { Requester, type RequestOptions } from './requester.js';
import { type RequestHandler, Responder } from './responder.js';
import type { Roster } from './roster.js';

export interface RequestsOptions {
  readonly transport: Transport;
  readonly namespace: string;
  readonly identity: Identity;
  readonly sender: Sender;
  readonly registry: MessageRegistry;
  readonly roster: Roster;
  readonly wallErrorNs: bigint;
  readonly timeoutMs: number;
}

/** Asking and answering of one instance, over its inbox on the EngineLogic bus. */
export class Requests {
  readonly #clock: Clock;
  readonly #inbox: Inbox;
  readonly #requester: Requester;
  readonly #responder: Responder;

  constructor(options: RequestsOptions) {
    const { transport, namespace, identity, sender, registry, roster, wallErrorNs, timeoutMs } = options;
    const { clock } = transport;
    this.#clock = clock;
    const { instance } = identity;
    const decoder = new FrameDecoder(registry, sender.scales);
    this.#inbox = new Inbox({ transport, namespace, instance, sender, registry, decoder });
    this.#requester = new Requester({ inbox: this.#inbox, roster, clock, replyTo: instance, timeoutMs });
    this.#responder = new Responder({ inbox: this.#inbox, clock, wallErrorNs });
  }

  /** Resolves when the instance can be asked. */
  start(): Promise<void> {
    return this.#inbox.start({
      query: (query, envelope) => this.#responder.answer(query, envelope),
      reply: (reply, envelope) => this.#requester.accept(reply, envelope),
    });
  }

  request(engine: string, method: string, payload: unknown, options: RequestOptions): Promise<unknown> {
    return this.#requester.request(engine, method, payload, options);
  }

  handle(method: string, handler: RequestHandler): () => void {
    return this.#responder.handle(method, handler);
  }

  /** What came to the inbox and was dropped: late or forged replies, expired requests, and what is no message of ours. */
  get dropped(): { readonly stray: number; readonly expired: number; readonly foreign: number } {
    return {
      stray: this.#requester.stray,
      expired: this.#responder.expired,
      foreign: this.#inbox.foreign,
    };
  }

  /** Takes no more requests, and waits up to `drainMs` for the answers of those that run here and of those made here. */
  async close(drainMs: number): Promise<void> {
    const drained = Promise.all([this.#responder.drain(), this.#requester.drain()]);
    const timer = new AbortController();
    await Promise.race([drained, pause(this.#clock, drainMs, timer.signal)]);
    timer.abort();
    this.#requester.close();
    await this.#inbox.close();
  }
}
