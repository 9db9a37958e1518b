import type { Clock } from '../../base/clock.js';
import type { ConnectionCause } from '../errors.js';
import type { Reply } from '../transport.js';
import { type Call, MalformedReply } from './call.js';
import type { LatencyWindow } from './latency-window.js';
import { PendingTable } from './pending-table.js';
import { PingCall, RoleCheck } from './probes.js';
import { type Random, ReconnectBackoff } from './retry.js';
import { classifyError, type Refusal } from './server-error.js';
import type { Dialer, Wire, WireEvents, WireRequest } from './wire.js';

/**
 * - `connecting`: never opened yet. `reconnecting`: lost, and the first attempt to replace it runs.
 * - `down`: an attempt failed, more follow. `condemned`: judged dead, its end is on the way.
 */
export type LinkState =
  | 'idle'
  | 'connecting'
  | 'checking'
  | 'open'
  | 'condemned'
  | 'reconnecting'
  | 'down'
  | 'closed';

export interface LinkTimes {
  /** Silence with bytes owed after which a connection is replaced; it is pinged after half of it without traffic. */
  readonly livenessMs: number;
  /** Silence during connect, TLS, login and role check after which an attempt is given up. */
  readonly handshakeMs: number;
}

export interface LinkDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly dialer: Dialer;
  readonly times: LinkTimes;
  /** Whether only a master will do. In a Cluster every node will: it says itself who has the key. */
  readonly masterOnly: boolean;
  /** The clock of the loop monitor: it stands still while our own loop stalls. */
  readonly responsiveNow: () => number;
  readonly roundTrips: LatencyWindow;
}

export interface LinkHooks {
  onState(state: LinkState, cause: ConnectionCause | undefined, detail: string): void;
  /** Called when commands may be written, also after every reconnect. */
  onOpen(): void;
  /** The socket takes bytes again. */
  onRoom(): void;
  onRefused(call: Call, refusal: Refusal): void;
  onAnswered(call: Call): void;
  /** Calls without a reply, in the order in which they were written. */
  onLost(calls: readonly Call[]): void;
  onMessage(channel: string, frame: Buffer): void;
  onUnsubscribed(): void;
}

/** Deadlines in a row, without one reply between them, after which replies are taken to be stuck in the decoder. */
const maxSilentTimeouts = 16;

/** One connection over its whole life: opening, role check, liveness, loss, backoff. Pure: the socket is the wire's. */
export class Link implements WireEvents {
  state: LinkState = 'idle';
  lastCause: ConnectionCause | undefined;
  lastDetail = '';
  /** Whether it has worked at least once. */
  everOpened = false;
  private readonly pending = new PendingTable();
  private readonly wire: Wire;
  private readonly backoff: ReconnectBackoff;
  private lastReceived = 0;
  private lastWritten = 0;
  private silentTimeouts = 0;
  private attempting = false;
  /** Whether this connection was open, so that its loss is the first failure and not one more. */
  private worked = false;
  private verdict: ConnectionCause | undefined;
  private closing = false;
  private retiring = false;
  readonly request: WireRequest;
  private readonly deps: LinkDeps;
  private readonly hooks: LinkHooks;

  constructor(request: WireRequest, staggerMs: number, deps: LinkDeps, hooks: LinkHooks) {
    this.request = request;
    this.deps = deps;
    this.hooks = hooks;
    this.backoff = new ReconnectBackoff(deps.clock, deps.random, staggerMs);
    this.wire = deps.dialer.dial(request, this);
  }

  open(): void {
    if (this.state !== 'idle') return;
    this.become('connecting');
    this.wire.open();
  }

  get writable(): boolean {
    return this.state === 'open' && !this.wire.blocked;
  }

  /** Whether a call taken now has a chance: the connection is up, or its first replacement is on the way. */
  get accepting(): boolean {
    return (
      this.state !== 'down' && this.state !== 'connecting' && this.state !== 'idle' && this.state !== 'closed'
    );
  }

  /** Calls whose reply is owed. */
  get owed(): number {
    return this.pending.size;
  }

  send(calls: readonly Call[]): void {
    const now = this.deps.responsiveNow();
    for (const call of calls) this.pending.written(call, now);
    this.lastWritten = now;
    this.wire.send(calls);
  }

  /** Replaces the connection: whatever is in flight is lost. */
  condemn(cause: ConnectionCause): void {
    if (this.closing || this.state === 'closed' || this.verdict === 'desync') return;
    const first = this.verdict === undefined;
    this.verdict = cause;
    if (this.state === 'open' || this.state === 'checking') this.become('condemned', cause);
    if (first || this.retiring) this.wire.kill();
    this.retiring = false;
  }

  /** Replaces the connection once it has answered what it owes: its server is the wrong one, but not untrue. */
  retire(cause: ConnectionCause): void {
    if (this.state !== 'open' || this.pending.size === 0) {
      this.condemn(cause);
      return;
    }
    this.verdict = cause;
    this.retiring = true;
    this.become('condemned', cause);
  }

  close(): void {
    if (this.closing) return;
    this.closing = true;
    if (this.state === 'idle') {
      this.become('closed');
      return;
    }
    this.wire.close();
  }

  /** A deadline passed with the reply owed and our own loop awake. */
  noteSilentTimeout(): void {
    if (++this.silentTimeouts < maxSilentTimeouts || this.pending.size === 0) return;
    const owedFor = this.deps.responsiveNow() - this.pending.headSince;
    if (owedFor > 2 * this.deps.times.livenessMs) this.condemn('desync');
  }

  /** Judges the silence of the server; called by the loop monitor. */
  tick(): void {
    const now = this.deps.responsiveNow();
    if (this.attempting || this.state === 'checking') {
      if (now - this.lastReceived > this.deps.times.handshakeMs) this.condemn('handshake-timeout');
      return;
    }
    if (this.state !== 'open' && !this.retiring) return;
    const head = this.pending.head;
    if (head === undefined) {
      if (this.retiring) return;
      const quiet = now - Math.max(this.lastReceived, this.lastWritten);
      if (quiet >= this.deps.times.livenessMs / 2) this.ping();
      return;
    }
    const bound = head.silenceMs || this.deps.times.livenessMs;
    if (now - Math.max(this.lastReceived, this.pending.headSince) > bound) this.condemn('silent');
  }

  private ping(): void {
    const sent = this.deps.clock.now();
    this.send([new PingCall(sent, () => this.deps.roundTrips.add(this.deps.clock.now() - sent))]);
  }

  opening(): void {
    this.attempting = true;
    this.lastReceived = this.deps.responsiveNow();
  }

  opened(): void {
    this.attempting = false;
    this.received();
    if (!this.deps.masterOnly) {
      this.becomeOpen();
      return;
    }
    this.become('checking');
    this.send([this.roleCheck('ROLE')]);
  }

  private roleCheck(command: 'ROLE' | 'INFO'): Call {
    return new RoleCheck(command, (found) => {
      if (this.state !== 'checking') return;
      if (found === 'refused' && command === 'ROLE') this.send([this.roleCheck('INFO')]);
      else if (found === 'refused') this.condemn('permission');
      else if (found === 'loading') this.condemn('reset');
      else if (found !== 'master') this.condemn('not-master');
      else this.becomeOpen();
    });
  }

  private becomeOpen(): void {
    this.silentTimeouts = 0;
    this.everOpened = true;
    this.worked = true;
    this.backoff.opened();
    this.become('open');
    this.hooks.onOpen();
  }

  received(): void {
    this.lastReceived = this.deps.responsiveNow();
  }

  reply(reply: Reply): void {
    const call = this.takeAnswered();
    if (call === undefined) return;
    try {
      call.answered(reply);
    } catch (error) {
      if (!(error instanceof MalformedReply)) throw error;
      this.condemn('desync');
    }
    this.hooks.onAnswered(call);
  }

  refused(text: string): void {
    const call = this.takeAnswered();
    if (call !== undefined) this.hooks.onRefused(call, classifyError(text));
  }

  /** The call that the next reply belongs to. A reply that nobody waits for means that replies are out of step. */
  private takeAnswered(): Call | undefined {
    this.silentTimeouts = 0;
    if (this.verdict === 'desync') return undefined;
    const call = this.pending.answered(this.lastReceived);
    if (call === undefined) this.condemn('desync');
    else if (this.retiring && this.pending.size === 0) this.condemn(this.verdict ?? 'ended');
    return call;
  }

  push(items: readonly Reply[]): void {
    const [kind, channel, frame] = items;
    if (!(kind instanceof Buffer)) {
      this.condemn('desync');
      return;
    }
    const name = kind.toString('latin1');
    if (name === 'message' || name === 'smessage') {
      if (channel instanceof Buffer && frame instanceof Buffer)
        this.hooks.onMessage(channel.toString(), frame);
      else this.condemn('desync');
    } else if (/^s?(un)?subscribe$/.test(name)) this.confirmed(name, frame ?? null);
  }

  /** RESP3 confirms subscriptions out of band; one that ends without being asked for has moved to another server. */
  private confirmed(name: string, count: Reply): void {
    if (this.pending.head?.command === name.toUpperCase()) this.reply(count);
    else if (name === 'sunsubscribe') this.hooks.onUnsubscribed();
  }

  drained(): void {
    if (this.writable) this.hooks.onRoom();
  }

  anomaly(): void {
    this.condemn('desync');
  }

  closed(cause: ConnectionCause, detail: string): number | undefined {
    const actual = this.verdict ?? (this.closing ? 'closed' : cause);
    this.verdict = undefined;
    this.retiring = false;
    this.attempting = false;
    this.lastCause = actual;
    this.lastDetail = detail;
    const worked = this.worked;
    this.worked = false;
    this.become(this.closing ? 'closed' : worked ? 'reconnecting' : 'down', actual, detail);
    this.hooks.onLost(this.pending.takeAll());
    if (this.closing) return undefined;
    return this.backoff.next(actual === 'authentication' || actual === 'permission');
  }

  private become(state: LinkState, cause?: ConnectionCause, detail = ''): void {
    this.state = state;
    this.hooks.onState(state, cause, detail);
  }
}
