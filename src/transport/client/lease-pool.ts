import type { Clock, Timer } from '../../base/clock.js';
import { TransportClosed } from '../errors.js';
import { type Outcome, rejected } from '../outcome.js';
import type { Argument, CallOptions, Lease, LeaseOptions, Reply, TransportEvent } from '../transport.js';
import { checkArguments } from './arguments.js';
import { CommandCall } from './call.js';
import type { Caller } from './caller.js';
import type { Lane } from './lane.js';
import { anything } from './replies.js';

export interface LeasePoolDeps {
  readonly bus: string;
  readonly clock: Clock;
  readonly caller: Caller;
  readonly maxLeases: number;
  /** A lease held longer than this is reported, with the place that took it. */
  readonly leakMs: number;
  node(key: string | undefined): string | undefined;
  dial(key: string | undefined): Lane;
  emit(event: TransportEvent): void;
}

interface Waiter {
  resume(): void;
}

/** Connections for one holder at a time, opened when asked for and kept for the next holder. */
export class LeasePool {
  private readonly idle: PooledConnection[] = [];
  private readonly waiters: Waiter[] = [];
  private inUse = 0;
  private closed = false;
  private readonly deps: LeasePoolDeps;

  constructor(deps: LeasePoolDeps) {
    this.deps = deps;
  }

  /** Waits while `maxLeases` are out. */
  async take(options: LeaseOptions = {}): Promise<Lease> {
    const stack = new Error('lease taken here').stack ?? '';
    while (this.inUse >= this.deps.maxLeases && !this.closed) await this.turn(options.signal);
    if (this.closed) throw new TransportClosed(this.deps.bus, 'the transport');
    options.signal?.throwIfAborted();
    this.inUse++;
    const node = this.deps.node(options.key);
    const at = this.idle.findIndex((pooled) => pooled.node === node && pooled.lane.link.state === 'open');
    const pooled = at >= 0 ? this.idle.splice(at, 1)[0]! : { lane: this.deps.dial(options.key), node };
    return new PooledLease(pooled, this.deps, stack, (reusable) => this.giveBack(pooled, reusable));
  }

  close(): void {
    this.closed = true;
    for (const pooled of this.idle) pooled.lane.close(0, () => {});
    for (const waiter of this.waiters.splice(0)) waiter.resume();
  }

  private giveBack(pooled: PooledConnection, reusable: boolean): void {
    this.inUse--;
    if (reusable && !this.closed) this.idle.push(pooled);
    else pooled.lane.close(0, () => {});
    this.waiters.shift()?.resume();
  }

  private turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.waiters.splice(this.waiters.indexOf(waiter), 1);
        reject(signal!.reason);
      };
      const waiter: Waiter = {
        resume: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        },
      };
      if (signal?.aborted) return reject(signal.reason);
      signal?.addEventListener('abort', abort, { once: true });
      this.waiters.push(waiter);
    });
  }
}

interface PooledConnection {
  readonly lane: Lane;
  readonly node: string | undefined;
}

class PooledLease implements Lease {
  private readonly connection: PooledConnection;
  private readonly deps: LeasePoolDeps;
  private readonly onReleased: (reusable: boolean) => void;
  private readonly leak: Timer;
  private readonly takenAt: number;
  private released = false;
  /** WATCH or MULTI may be open, or a command was lost: the next holder must not inherit that. */
  private dirty = false;

  constructor(
    connection: PooledConnection,
    deps: LeasePoolDeps,
    stack: string,
    onReleased: (reusable: boolean) => void,
  ) {
    this.connection = connection;
    this.deps = deps;
    this.onReleased = onReleased;
    this.takenAt = deps.clock.now();
    const report = (): void =>
      deps.emit({ type: 'lease-leak', heldMs: deps.clock.now() - this.takenAt, stack });
    this.leak = deps.clock.after(deps.leakMs, report, true);
  }

  async call(command: string, args: readonly Argument[], options?: CallOptions): Promise<Outcome<Reply>> {
    if (this.released) return rejected('closed');
    const checked = checkArguments(command, args);
    const due = this.deps.caller.due(options);
    await this.opened(due);
    const outcome = await new Promise<Outcome<Reply>>((resolve) => {
      const call = new CommandCall(command, checked, 'unless-written', undefined, anything, resolve);
      const refused = this.connection.lane.submit(call, due, options?.signal);
      if (refused !== undefined) resolve(refused);
    });
    this.track(command.toUpperCase(), outcome);
    return outcome;
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    this.leak.cancel();
    this.onReleased(!this.dirty && !this.connection.lane.busy);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.release();
  }

  private track(command: string, outcome: Outcome<Reply>): void {
    const ends = command === 'EXEC' || command === 'DISCARD' || command === 'UNWATCH';
    if (ends && outcome.status === 'ok') this.dirty = false;
    else if (outcome.status === 'unknown' || !harmless.has(command)) this.dirty = true;
  }

  private opened(due: number): Promise<void> {
    const { lane } = this.connection;
    if (lane.link.state === 'open') return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.deps.clock.after(Math.max(0, due - this.deps.clock.now()), resolve);
      lane.onOpened = () => {
        timer.cancel();
        resolve();
      };
    });
  }
}

/** Commands that leave nothing behind in the connection. Any other one costs the connection its reuse. */
const harmless = new Set([
  'GET',
  'DEL',
  'SET',
  'EXISTS',
  'TTL',
  'PTTL',
  'PING',
  'INFO',
  'XRANGE',
  'XLEN',
  'ECHO',
]);
