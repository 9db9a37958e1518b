import type { QueueLimits } from '../../base/bounded-queue.js';
import type { Clock } from '../../base/clock.js';
import { Deque } from '../../base/deque.js';
import { channels } from '../../base/diagnostics.js';
import type { ConnectionCause } from '../errors.js';
import { type Outcome, ok, type Rejected, rejected, unknown } from '../outcome.js';
import { Admission } from './admission.js';
import type { Call, CallOwner } from './call.js';
import { type DeadlineWheel, stallToleranceMs } from './deadline-wheel.js';
import { Link, type LinkDeps, type LinkHooks, type LinkState } from './link.js';
import { AskingCall } from './probes.js';
import { callBackoff, maxAttempts, type RetryBudget } from './retry.js';
import type { Refusal } from './server-error.js';
import type { WireRequest } from './wire.js';

/** Bytes after which a lane writes at once instead of at the end of the tick. */
const flushBytes = 32 * 1024;

/** How long the end of a connection is waited for. */
const closeMs = 500;

/** Made once: a caller under back-pressure meets them at full rate. */
const refusals = {
  closed: Object.freeze(rejected('closed')),
  disconnected: Object.freeze(rejected('disconnected')),
  backpressure: Object.freeze(rejected('backpressure')),
};

export interface LaneDeps extends LinkDeps {
  readonly bus: string;
  readonly wheel: DeadlineWheel<Call>;
  readonly budget: RetryBudget;
  readonly limits: QueueLimits;
  /** The lane that has the call's key, after a redirection: loads the cluster's map again where needed. */
  reroute(call: Call, refusal: Refusal, from: Lane): Lane;
  onLinkState(lane: Lane, state: LinkState, cause: ConnectionCause | undefined, detail: string): void;
}

/**
 * Commands over one connection: taken within bounds, written once per tick in the order in which they were taken,
 * answered in that order, written again after a loss where that is safe.
 */
export class Lane implements CallOwner, LinkHooks {
  readonly name: string;
  readonly link: Link;
  readonly admission: Admission;
  onOpened: (() => void) | undefined;
  onClosed: (() => void) | undefined;
  onPush: ((channel: string, frame: Buffer) => void) | undefined;
  onSubscriptionEnded: (() => void) | undefined;
  private readonly queue = new Deque<Call>();
  private queuedBytes = 0;
  private deadInQueue = 0;
  private flushing = false;
  private closing = false;
  private onEnded: (() => void) | undefined;
  private readonly clock: Clock;
  protected readonly deps: LaneDeps;

  constructor(request: WireRequest, staggerMs: number, deps: LaneDeps) {
    this.name = request.role;
    this.deps = deps;
    this.clock = deps.clock;
    this.admission = new Admission(deps.limits);
    this.link = new Link(request, staggerMs, deps, this);
  }

  /** Why a call of this size would not be taken now; asked first, it spares making the call. */
  refuses(bytes: number): Rejected | undefined {
    if (this.closing) return refusals.closed;
    if (!this.link.accepting) return refusals.disconnected;
    return this.admission.admits(bytes) ? undefined : refusals.backpressure;
  }

  /** Takes the call, or says why not: then nothing of it stays here. */
  submit(call: Call, due: number, signal?: AbortSignal): Rejected | undefined {
    const refused = this.refuses(call.bytes);
    if (refused !== undefined) return refused;
    if (signal?.aborted) return rejected('aborted');
    this.admission.adopt(call.bytes);
    call.submittedAt = this.clock.now();
    if (due !== Number.POSITIVE_INFINITY) this.deps.wheel.add(call, due);
    if (signal !== undefined) this.watch(call, signal);
    this.deps.budget.earn();
    this.enqueue(call);
    return undefined;
  }

  /** Takes a call of the transport itself, ahead of everything queued and beyond the limits. */
  submitFirst(call: Call, due: number): void {
    this.admission.adopt(call.bytes);
    call.submittedAt = this.clock.now();
    if (due !== Number.POSITIVE_INFINITY) this.deps.wheel.add(call, due);
    this.requeue([call], this);
  }

  /** Puts calls that were taken before at the head of the queue, in their order. */
  requeue(calls: readonly Call[], from: Lane): void {
    for (let i = calls.length - 1; i >= 0; i--) {
      const call = calls[i]!;
      if (from !== this) {
        from.admission.release(call.bytes);
        this.admission.adopt(call.bytes);
      }
      call.owner = this;
      call.place = 'queue';
      this.queue.unshift(call);
      this.queuedBytes += call.bytes;
    }
    this.scheduleFlush();
  }

  /** Takes out everything that is queued and has no outcome yet: another lane will write it. */
  evacuate(): Call[] {
    const calls: Call[] = [];
    for (const call of this.queue.takeAll()) {
      call.place = 'nowhere';
      if (call.settled) this.admission.release(call.bytes);
      else calls.push(call);
    }
    this.queuedBytes = 0;
    this.deadInQueue = 0;
    return calls;
  }

  get busy(): boolean {
    return this.admission.count > 0;
  }

  private enqueue(call: Call): void {
    call.owner = this;
    call.place = 'queue';
    this.queue.push(call);
    this.queuedBytes += call.bytes;
    if (this.queuedBytes >= flushBytes) this.flush();
    else this.scheduleFlush();
  }

  private scheduleFlush(): void {
    if (this.flushing || !this.link.writable || this.queue.length === 0) return;
    this.flushing = true;
    this.clock.defer(() => {
      this.flushing = false;
      this.flush();
    });
  }

  private flush(): void {
    while (this.queue.length > 0 && this.link.writable) {
      const batch = this.takeBatch();
      if (batch.length > 0) this.link.send(batch);
    }
  }

  /** Calls for one write, each marked as written. Expired ones are never among them. */
  protected takeBatch(): Call[] {
    const batch: Call[] = [];
    const now = this.clock.now();
    let bytes = 0;
    while (bytes < flushBytes) {
      const call = this.queue.shift();
      if (call === undefined) break;
      this.queuedBytes -= call.bytes;
      call.place = 'nowhere';
      if (call.settled) {
        this.deadInQueue--;
        this.admission.release(call.bytes);
      } else if (call.due <= now) this.finish(call, this.notSent(call, now - call.due));
      else if (call.prepare()) {
        if (call.asking) batch.push(new AskingCall());
        call.asking = false;
        call.place = 'wire';
        call.attempts++;
        bytes += call.bytes;
        batch.push(call);
      }
    }
    return batch;
  }

  succeed<T>(call: Call<T>, value: T): void {
    this.finish(call, ok(value) as Outcome<never>);
  }

  /** Gives the call its outcome, if it has none yet, and frees its memory as soon as nothing refers to it. */
  finish(call: Call, outcome: Outcome<never>): void {
    if (call.settled) return;
    this.deps.wheel.remove(call);
    const proven = provenOutcome(call, outcome);
    if (channels.call.hasSubscribers) this.record(call, proven);
    call.settle(proven);
    if (call.place === 'nowhere' || call.place === 'held') this.admission.release(call.bytes);
    if (call.place === 'queue' && ++this.deadInQueue * 2 > this.queue.length) this.purge();
  }

  /** Throws out of the queue what has its outcome already. */
  private purge(): void {
    for (const call of this.queue.takeAll()) {
      if (!call.settled) this.queue.push(call);
      else {
        call.place = 'nowhere';
        this.queuedBytes -= call.bytes;
        this.admission.release(call.bytes);
      }
    }
    this.deadInQueue = 0;
  }

  /** The deadline of a call passed, and one poll for input did not bring its reply. */
  expired(call: Call, latenessMs: number): void {
    const stalled = latenessMs > stallToleranceMs;
    if (call.place !== 'wire' && !call.maybeExecuted) {
      this.finish(call, this.notSent(call, latenessMs));
      return;
    }
    if (!stalled && call.place === 'wire') this.link.noteSilentTimeout();
    this.finish(call, unknown('timeout', stalled ? 'loop-stalled' : 'server-unresponsive'));
  }

  private notSent(call: Call, latenessMs: number): Rejected {
    if (call.refusal?.reason !== undefined)
      return rejected(call.refusal.reason, undefined, call.refusal.word);
    if (!this.link.writable && this.link.state !== 'open') return rejected('disconnected');
    return rejected('not-sent', latenessMs > stallToleranceMs ? 'loop-stalled' : 'backpressure');
  }

  private watch(call: Call, signal: AbortSignal): void {
    const abort = (): void => {
      const written = call.place === 'wire' || call.maybeExecuted;
      this.ownerOf(call).finish(call, written ? unknown('aborted') : rejected('aborted'));
    };
    signal.addEventListener('abort', abort, { once: true });
    call.abort = () => signal.removeEventListener('abort', abort);
  }

  private ownerOf(call: Call): CallOwner {
    return call.owner ?? this;
  }

  onState(state: LinkState, cause: ConnectionCause | undefined, detail: string): void {
    this.deps.onLinkState(this, state, cause, detail);
    if (state === 'reconnecting' || state === 'down' || state === 'closed') this.onClosed?.();
    if (state === 'closed') this.onEnded?.();
  }

  onOpen(): void {
    this.onOpened?.();
    this.flush();
  }

  onRoom(): void {
    this.flush();
  }

  onMessage(channel: string, frame: Buffer): void {
    this.onPush?.(channel, frame);
  }

  onUnsubscribed(): void {
    this.onSubscriptionEnded?.();
  }

  onAnswered(call: Call): void {
    this.detach(call);
  }

  onRefused(call: Call, refusal: Refusal): void {
    if (refusal.remedy === 'reconnect')
      this.link.retire(refusal.reason === 'no-authentication' ? 'authentication' : 'not-master');
    if (call.settled) {
      call.refused(refusal);
      this.detach(call);
      return;
    }
    call.place = 'nowhere';
    call.refusal = refusal;
    if (call.refused(refusal)) return;
    if (!this.mayTryAgain(call, refusal)) {
      this.finish(call, refusalOutcome(refusal));
      return;
    }
    call.place = 'held';
    const delay = refusal.remedy === 'redirect' ? 0 : callBackoff(this.deps.random, call.attempts);
    this.clock.after(delay, () => {
      if (!call.settled) this.deps.reroute(call, refusal, this).requeue([call], this);
    });
  }

  /** Whether a refused call, which was certainly not executed, may be written again. */
  mayTryAgain(call: Call, refusal: Refusal): boolean {
    if (refusal.remedy === 'none' || refusal.reason === undefined) return false;
    if (this.closing || call.attempts >= maxAttempts || call.due <= this.clock.now()) return false;
    return refusal.remedy === 'redirect' || this.deps.budget.spend();
  }

  onLost(calls: readonly Call[]): void {
    const again: Call[] = [];
    for (const call of calls) {
      const taken = call.returned();
      if (call.owner === undefined) continue;
      call.place = 'nowhere';
      if (call.settled) this.admission.release(call.bytes);
      else {
        call.noteLost();
        if (!this.mayRepeat(call)) this.finish(call, unknown(this.closing ? 'closed' : 'connection-lost'));
        else if (!taken) again.push(call);
      }
    }
    this.requeue(again, this);
  }

  /** Whether an unanswered call may be written again. */
  private mayRepeat(call: Call): boolean {
    if (call.retry === 'unless-written' || this.closing || call.attempts >= maxAttempts) return false;
    return call.due > this.clock.now() && this.deps.budget.spend();
  }

  /** The call is in no queue any more; if it had its outcome before, its memory is free from now on. */
  private detach(call: Call): void {
    const wasHeld = call.place === 'wire';
    call.place = 'nowhere';
    if (wasHeld && call.settled) this.admission.release(call.bytes);
  }

  /** Takes no more calls, gives those in flight `drainMs` to finish, then closes the connection. */
  close(drainMs: number, done: () => void): void {
    if (this.closing) {
      done();
      return;
    }
    this.closing = true;
    let open = true;
    const end = (): void => {
      if (!open) return;
      open = false;
      timer.cancel();
      for (const call of this.evacuate()) this.finish(call, rejected('closed'));
      this.admission.wake();
      this.closeLink(done);
    };
    const timer = this.clock.after(drainMs, end);
    if (this.link.state === 'open' && drainMs > 0) this.admission.whenIdle(end);
    else end();
  }

  /** Closes the connection and waits for its end, which a peer that is gone does not hold up. */
  private closeLink(done: () => void): void {
    let waiting = true;
    const end = (): void => {
      if (!waiting) return;
      waiting = false;
      timer.cancel();
      done();
    };
    const timer = this.clock.after(closeMs, end);
    this.onEnded = end;
    this.link.close();
    if (this.link.state === 'closed') end();
  }

  private record(call: Call, outcome: Outcome<never>): void {
    channels.call.publish({
      bus: this.deps.bus,
      lane: this.name,
      command: call.command,
      outcome: outcome.status,
      reason: outcome.status === 'ok' ? undefined : outcome.reason,
      durationMs: this.clock.now() - call.submittedAt,
      bytes: call.bytes,
      attempts: call.attempts,
    });
  }
}

/** A refusal tells of the last attempt only: one before it, of which no reply came, may have been executed. */
function provenOutcome(call: Call, outcome: Outcome<never>): Outcome<never> {
  if (outcome.status !== 'rejected' || !call.maybeExecuted) return outcome;
  return unknown(outcome.reason === 'closed' ? 'closed' : 'connection-lost', outcome.cause, outcome.reply);
}

export function refusalOutcome(refusal: Refusal): Outcome<never> {
  if (refusal.reason === undefined) return unknown('server-error', undefined, refusal.word);
  return rejected(refusal.reason, undefined, refusal.word);
}
