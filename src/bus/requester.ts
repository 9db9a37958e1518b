import { randomBytes } from 'node:crypto';
import type { Clock, Timer } from '../base/clock.js';
import { channels } from '../base/diagnostics.js';
import { checkMilliseconds } from '../base/limits.js';
import type { Envelope, Reply, ReplyError } from '../codec/index.js';
import { CallRejected, type Rejected } from '../transport/index.js';
import { NoResponders, RequestFailed, RequestTimedOut } from './errors.js';
import type { Inbox } from './inbox.js';
import { decodePayload, encodePayload } from './payload.js';
import type { Peer, Roster } from './roster.js';

export interface RequestOptions {
  /** Within which the caller has an answer; the work expires with it. Default: the deadline of the EngineLogic bus. */
  readonly timeoutMs?: number;
  /** Asks again when no answer comes, at most twice: the handler's reply cache keeps it from being executed twice. */
  readonly idempotent?: boolean;
  /** Which instance to ask. Default: in turn, those that are up. */
  readonly instance?: string;
  readonly signal?: AbortSignal;
}

export interface RequesterOptions {
  readonly inbox: Inbox;
  readonly roster: Roster;
  readonly clock: Clock;
  /** The instance whose inbox gets the replies. */
  readonly replyTo: string;
  readonly timeoutMs: number;
  /** Most requests that wait for their answer at one time. Default 8,192. */
  readonly maxPending?: number;
}

/** `nobody`: the request reached no one and was not executed. */
type Result =
  | { readonly outcome: 'ok'; readonly value: unknown }
  | { readonly outcome: 'nobody' }
  | { readonly outcome: string; readonly error: unknown };

interface Pending {
  readonly peer: Peer;
  readonly method: string;
  finish(result: Result): void;
}

/** One request to one instance. */
interface Ask {
  readonly peer: Peer;
  readonly method: string;
  readonly payload: Uint8Array;
  readonly correlation: bigint;
  readonly timeoutMs: number;
  /** Monotonic ms by which it has an outcome. */
  readonly due: number;
  readonly options: RequestOptions;
  /** Why the last attempt was certainly not executed; undefined when one may have been. */
  refused: CallRejected | undefined;
}

const attempts = 3;

/** The asking side: one outcome for each request, by its deadline; late and forged replies are counted and dropped. */
export class Requester {
  readonly #options: RequesterOptions;
  readonly #maxPending: number;
  readonly #pending = new Map<bigint, Pending>();
  #correlation = randomBytes(8).readBigUInt64LE() >> 1n;
  #turn = 0;
  #drainers: (() => void)[] = [];
  /** Replies that came after their deadline, or answer nothing that was asked of their sender. */
  stray = 0;

  constructor(options: RequesterOptions) {
    this.#options = options;
    this.#maxPending = options.maxPending ?? 8_192;
  }

  async request(engine: string, method: string, payload: unknown, options: RequestOptions): Promise<unknown> {
    const { clock } = this.#options;
    const timeoutMs = checkMilliseconds('timeoutMs', options.timeoutMs ?? this.#options.timeoutMs, 1);
    options.signal?.throwIfAborted();
    const due = clock.now() + timeoutMs;
    const body = encodePayload(payload);
    const asked: string[] = [];
    // A publication that nobody received was not executed: the next instance may be asked.
    for (;;) {
      let peer = this.#choose(engine, options.instance, asked);
      if (peer === undefined && asked.length === 0) {
        await this.#options.roster.refresh();
        peer = this.#choose(engine, options.instance, asked);
      }
      if (peer === undefined) throw new NoResponders(engine, method);
      asked.push(peer.instance);
      const correlation = ++this.#correlation;
      const ask = { peer, method, payload: body, correlation, timeoutMs, due, options, refused: undefined };
      const result = await this.#ask(ask);
      if ('error' in result) throw result.error;
      if ('value' in result) return result.value;
    }
  }

  #choose(engine: string, instance: string | undefined, asked: readonly string[]): Peer | undefined {
    const peers = this.#options.roster
      .responders(engine)
      .filter((peer) => !asked.includes(peer.instance) && (instance ?? peer.instance) === peer.instance);
    return peers[this.#turn++ % Math.max(1, peers.length)];
  }

  #ask(ask: Ask): Promise<Result> {
    const { peer, method, correlation, options } = ask;
    const { clock } = this.#options;
    const started = clock.now();
    if (this.#pending.size >= this.#maxPending) {
      const error = new RequestFailed(
        peer.instance,
        method,
        'DUALBUS_BUSY',
        'too many requests wait here',
        true,
      );
      return Promise.resolve({ outcome: 'busy', error });
    }
    return new Promise((resolve) => {
      const aborted = (): void => finish({ outcome: 'aborted', error: options.signal!.reason });
      const finish = (result: Result): void => {
        if (!this.#pending.delete(correlation)) return;
        for (const timer of timers) timer.cancel();
        options.signal?.removeEventListener('abort', aborted);
        announce(ask, result.outcome, clock.now() - started);
        resolve(result);
        if (this.#pending.size === 0) for (const drained of this.#drainers.splice(0)) drained();
      };
      this.#pending.set(correlation, { peer, method, finish });
      options.signal?.addEventListener('abort', aborted, { once: true });
      const timers = this.#schedule(ask, finish);
      if (options.signal?.aborted) return aborted();
      void this.#send(ask, finish);
    });
  }

  /** The deadline, and the further attempts of an idempotent request. */
  #schedule(ask: Ask, finish: Pending['finish']): readonly Timer[] {
    const { clock } = this.#options;
    const { peer, method, timeoutMs, options } = ask;
    const left = ask.due - clock.now();
    const expire = (): void => {
      const error = ask.refused ?? new RequestTimedOut(peer.instance, method, timeoutMs);
      finish({ outcome: 'timeout', error });
    };
    // One more look at the socket before the deadline counts: our own pause is not the other side's.
    const timers = [clock.after(left, () => clock.soon(expire))];
    for (let n = 1; options.idempotent === true && n < attempts; n++)
      timers.push(clock.after((n * left) / attempts, () => void this.#send(ask, finish)));
    return timers;
  }

  async #send(ask: Ask, finish: Pending['finish']): Promise<void> {
    const { clock, inbox, replyTo } = this.#options;
    const { peer, method, payload, correlation, due, options } = ask;
    const left = due - clock.now();
    const query = { time: clock.wallNs(), contentType: 'json', method, replyTo, payload } as const;
    const limits = { deadlineMs: left, budgetUs: Math.max(0, Math.floor(left * 1_000)) };
    const sent = await inbox.send(peer.instance, 'query', query, correlation, limits);
    if (sent.status === 'rejected') this.#refused(ask, sent, finish);
    else ask.refused = undefined;
    // An attempt with an unknown outcome may have reached its receiver: its answer can still come.
    if (sent.status === 'ok' && sent.value === 0 && options.idempotent !== true)
      finish({ outcome: 'nobody' });
  }

  #refused(ask: Ask, refusal: Rejected, finish: Pending['finish']): void {
    const operation = `ask ${ask.peer.instance} for ${ask.method}`;
    ask.refused = new CallRejected(refusal, 'engineLogic', operation);
    if (ask.options.idempotent !== true || refusal.reason === 'closed')
      finish({ outcome: 'rejected', error: ask.refused });
  }

  /** Accepts a reply when request, sender and session are those that were asked. */
  accept(reply: Reply | ReplyError, { correlation, producer, epoch }: Envelope): void {
    const pending = this.#pending.get(correlation);
    if (pending === undefined || pending.peer.producer !== producer || pending.peer.epoch !== epoch) {
      this.stray++;
      return;
    }
    const { peer, method, finish } = pending;
    if ('code' in reply) {
      const retryable = reply.retryable === 'yes';
      const error = new RequestFailed(peer.instance, method, reply.code, reply.message, retryable);
      finish({ outcome: reply.code, error });
    } else finish(readReply(peer, method, reply.payload));
  }

  /** Resolves when no request waits for its answer. */
  drain(): Promise<void> {
    if (this.#pending.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#drainers.push(resolve));
  }

  /** Ends what still waits. */
  close(): void {
    for (const { peer, method, finish } of [...this.#pending.values()]) {
      const error = new RequestFailed(
        peer.instance,
        method,
        'DUALBUS_BUS_CLOSED',
        'the bus was closed',
        false,
      );
      finish({ outcome: 'closed', error });
    }
  }
}

function readReply(peer: Peer, method: string, payload: Uint8Array): Result {
  try {
    return { outcome: 'ok', value: decodePayload(payload) };
  } catch {
    const error = new RequestFailed(
      peer.instance,
      method,
      'DUALBUS_BAD_REPLY',
      'the reply is no JSON',
      false,
    );
    return { outcome: 'bad-reply', error };
  }
}

function announce({ peer, method }: Ask, outcome: string, durationMs: number): void {
  if (!channels.request.hasSubscribers) return;
  channels.request.publish({
    bus: 'engineLogic',
    side: 'caller',
    method,
    peer: peer.instance,
    outcome,
    durationMs,
  });
}
