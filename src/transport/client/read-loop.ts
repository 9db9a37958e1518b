import type { Clock, Timer } from '../../base/clock.js';
import { ReaderFailed } from '../errors.js';
import type { Rejected, Unknown } from '../outcome.js';
import type { Argument, Reply, TransportEvent } from '../transport.js';
import type { BatchQueue } from './batch-queue.js';
import { CommandCall, type RetryRule } from './call.js';
import type { Lane } from './lane.js';
import type { LatencyWindow } from './latency-window.js';
import { fullJitter, type Random } from './retry.js';

export interface ReadLoopDeps {
  readonly bus: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly roundTrips: LatencyWindow;
  readonly queue: BatchQueue;
  /** Opens a connection of the loop's own to the server that has the key. */
  dial(key: string): Lane;
  /** The server that has the key now. */
  node(key: string): string | undefined;
  /** A MOVED came: the cluster's map must be loaded again. */
  onRedirected(): void;
  emit(event: TransportEvent): void;
}

/** One command of a loop. */
export interface Step<T> {
  readonly command: string;
  readonly args: readonly Argument[];
  readonly retry: RetryRule;
  readonly read: (reply: Reply) => T;
  readonly done: (value: T) => void;
  /** Deals with an outcome that is no failure here. */
  readonly accepts?: (outcome: Rejected | Unknown) => boolean;
  readonly silenceMs?: number;
}

/** Waits between reads that fail: at least this long, so that a missing group is no busy loop. */
const minPauseMs = 50;

/**
 * A connection that reads streams of one server, one command at a time. Subclasses say what to do next; this class
 * waits for the connection, for room in the queue, and after errors.
 */
export abstract class ReadLoop {
  protected streams: readonly string[];
  protected readonly deps: ReadLoopDeps;
  private lane: Lane;
  private waiting = 0;
  private failures = 0;
  private pause: Timer | undefined;
  private closed = false;

  constructor(streams: readonly string[], deps: ReadLoopDeps) {
    this.streams = streams;
    this.deps = deps;
    this.lane = this.dial();
  }

  /** Begins to read; later, tells the loop that there may be something to do. */
  wake(): void {
    if (this.closed || this.waiting > 0 || this.pause !== undefined) return;
    if (this.streams.length === 0 || this.deps.queue.full || this.lane.link.state !== 'open') return;
    this.step();
  }

  follow(streams: readonly string[]): void {
    this.streams = streams;
    this.wake();
  }

  close(): void {
    this.closed = true;
    this.pause?.cancel();
    this.lane.close(0, () => {});
  }

  /** Sends the next command or commands. Called only when nothing is in flight. */
  protected abstract step(): void;
  /** The connection is there again, and replies may have been lost with the last one. */
  protected abstract onConnected(): void;

  /** Sends a command without a deadline. Errors that `accepts` does not take are met by `onFailure` and a pause. */
  protected send<T>(step: Step<T>): void {
    const call = new CommandCall(step.command, step.args, step.retry, undefined, step.read, (outcome) => {
      this.waiting--;
      if (this.closed) return;
      if (outcome.status === 'ok') {
        this.failures = 0;
        step.done(outcome.value);
      } else if (!step.accepts?.(outcome)) this.failed(outcome);
      this.wake();
    });
    call.silenceMs = step.silenceMs ?? 0;
    this.waiting++;
    const refused = this.lane.submit(call, Number.POSITIVE_INFINITY);
    // Not taken: the connection just went away, and its return wakes the loop.
    if (refused !== undefined) this.waiting--;
  }

  /** How long a blocking read may stay silent: its own wait, and then what a slow round trip takes. */
  protected silenceFor(blockMs: number): number {
    return blockMs + Math.max(250, 5 * this.deps.roundTrips.p99);
  }

  /** Something went wrong that the next step should deal with; false to stop the reader for good. */
  protected abstract onFailure(outcome: Rejected | Unknown): boolean;

  private failed(outcome: Rejected | Unknown): void {
    const { reason } = outcome;
    if (reason === 'connection-lost' || reason === 'closed') return;
    if (reason === 'cluster') this.moveToOwner();
    if (reason === 'no-permission' || reason === 'wrong-type' || !this.onFailure(outcome)) {
      this.closed = true;
      this.lane.close(0, () => {});
      this.deps.queue.fail(new ReaderFailed(this.deps.bus, `the reader of ${this.streams[0]}`, reason));
      return;
    }
    this.pauseThenWake();
  }

  private pauseThenWake(): void {
    const ms = minPauseMs + fullJitter(this.deps.random, minPauseMs, 1_000, this.failures++);
    this.pause?.cancel();
    this.pause = this.deps.clock.after(ms, () => {
      this.pause = undefined;
      this.wake();
    });
  }

  private moveToOwner(): void {
    this.deps.onRedirected();
    this.lane.close(0, () => {});
    this.lane = this.dial();
  }

  private dial(): Lane {
    const lane = this.deps.dial(this.streams[0] ?? '');
    lane.onOpened = () => {
      if (this.closed || lane !== this.lane) return;
      this.onConnected();
      this.wake();
    };
    // A server that is gone is not waited for when another one has its streams.
    lane.onClosed = () => {
      const owner = this.deps.node(this.streams[0] ?? '');
      if (
        !this.closed &&
        lane === this.lane &&
        lane.link.state === 'down' &&
        owner !== lane.link.request.node
      )
        this.moveToOwner();
    };
    lane.link.open();
    return lane;
  }
}
