import type { Clock } from '../../base/clock.js';
import { type Rejected, rejected, type Settle, unknown } from '../outcome.js';
import { compareIds, firstId, IdGenerator, laterId, type StreamId } from '../stream-id.js';
import type { StreamInfo, TransportEvent } from '../transport.js';
import { AppendCall, type AppendObserver } from './append-call.js';
import { CommandCall } from './call.js';
import { AppendFormat } from './command-writer.js';
import { type Lane, refusalOutcome } from './lane.js';
import { streamEntries, streamInfo } from './replies.js';
import { callBackoff, type Random } from './retry.js';
import type { Refusal } from './server-error.js';

export interface AppendStreamDeps {
  readonly clock: Clock;
  readonly random: Random;
  /** The lane that has the stream's key now. */
  lane(): Lane;
  /** The lane to one server of a cluster, which takes the key while its slot moves. */
  laneAt(node: string): Lane;
  onRedirected(refusal: Refusal): void;
  emit(event: TransportEvent): void;
}

/**
 * The frames of one owned stream: ids, order, retries. A frame that was refused, or whose connection was lost, is
 * written again under its id and before all later ones; while any is refused, later ones wait until nothing of the
 * stream is in flight. So a frame is stored at most once, and never behind a later one.
 */
export class AppendStream implements AppendObserver {
  readonly key: string;
  readonly format: AppendFormat;
  private readonly ids = new IdGenerator();
  private readonly deps: AppendStreamDeps;
  private stored: StreamId = firstId;
  /** The last id that was written and lost: it and those before it may be executed late. */
  private lost: StreamId = firstId;
  private written = 0;
  private taken = 0;
  private recovering = false;
  private resync = false;
  private redirect: Refusal | undefined;
  private redirected = false;
  private refusedCalls: AppendCall[] = [];
  private heldCalls: AppendCall[] = [];
  private drained: (() => void)[] = [];

  constructor(key: string, deps: AppendStreamDeps) {
    this.key = key;
    this.format = new AppendFormat(key);
    this.deps = deps;
  }

  /** The last id known to be stored. */
  get lastId(): StreamId {
    return this.stored;
  }

  /** Frames without an outcome. */
  get inFlight(): number {
    return this.taken;
  }

  /** Ids go on after this one: the stream's last id as the server tells it. */
  resumeAfter(id: StreamId): void {
    this.stored = laterId(this.stored, id);
    this.ids.raiseTo(id);
  }

  offer(
    frame: Uint8Array,
    transfer: boolean,
    due: number,
    signal: AbortSignal | undefined,
    settle: Settle<StreamId>,
  ): Rejected | undefined {
    const lane = this.lane();
    const full = lane.refuses(frame.byteLength);
    if (full !== undefined) return full;
    const call = new AppendCall(this, frame, transfer, settle);
    this.taken++;
    const refused = lane.submit(call, due, signal);
    if (refused !== undefined) this.taken--;
    return refused;
  }

  whenDrained(callback: () => void): void {
    if (this.taken === 0) callback();
    else this.drained.push(callback);
  }

  onSettled(): void {
    if (--this.taken > 0 || this.drained.length === 0) return;
    const drained = this.drained;
    this.drained = [];
    for (const callback of drained) callback();
  }

  onTurn(call: AppendCall): boolean {
    if (this.recovering) {
      call.place = 'held';
      this.heldCalls.push(call);
      return false;
    }
    call.id ??= this.ids.next(this.deps.clock.wallMs());
    call.asking = this.redirect?.word === 'ASK';
    this.written++;
    return true;
  }

  onStored(call: AppendCall): void {
    this.stored = laterId(this.stored, call.id!);
    if (!call.settled) call.owner!.succeed(call, call.id!);
    this.landed();
  }

  onRefused(call: AppendCall, refusal: Refusal): void {
    if (!call.settled) {
      if (refusal.remedy === 'id-taken') this.idTaken(call);
      else if (laneOf(call).mayTryAgain(call, refusal)) {
        if (refusal.remedy === 'redirect') this.follow(refusal);
        this.hold(call);
      } else call.owner!.finish(call, refusalOutcome(refusal));
    }
    this.landed();
  }

  onReturned(call: AppendCall): boolean {
    this.lost = laterId(this.lost, call.id!);
    const taken = this.recovering && !call.settled;
    if (taken) this.hold(call);
    this.landed();
    return taken;
  }

  /** The connection came back: does the stream still end where we know it ended? */
  verify(info: StreamInfo | undefined): void {
    const found = info?.lastId ?? firstId;
    if (compareIds(found, this.stored) >= 0) return;
    this.deps.emit({ type: 'data-loss', stream: this.key, expected: this.stored, found });
    this.stored = found;
  }

  /** Where the stream's frames go now. */
  lane(): Lane {
    const { redirect } = this;
    const asked = redirect?.word === 'ASK' && redirect.node !== undefined;
    return asked ? this.deps.laneAt(redirect.node!) : this.deps.lane();
  }

  private follow(redirect: Refusal): void {
    this.redirect = redirect;
    this.redirected = true;
  }

  private hold(call: AppendCall): void {
    this.recovering = true;
    call.place = 'held';
    this.refusedCalls.push(call);
  }

  /** One call less in flight; when it was the last one, recovery can begin. */
  private landed(): void {
    this.written--;
    if (!this.recovering || this.written > 0) return;
    const attempts = this.refusedCalls[0]?.attempts ?? 1;
    const delay = this.redirected ? 0 : callBackoff(this.deps.random, attempts);
    this.deps.clock.after(delay, () => this.recover());
  }

  private recover(): void {
    if (this.redirected) this.deps.onRedirected(this.redirect!);
    this.redirected = false;
    if (this.resync) this.readLastId();
    else this.resume();
  }

  /** Writes everything that waited, in order; a frame that would come to stand behind a later one is rejected. */
  private resume(): void {
    const waiting = [...this.refusedCalls, ...this.heldCalls];
    this.refusedCalls = [];
    this.heldCalls = [];
    this.recovering = false;
    const lane = this.lane();
    const again: AppendCall[] = [];
    for (const call of waiting) {
      if (call.settled) continue;
      const late = call.id !== undefined && compareIds(call.id, this.stored) <= 0;
      if (late && !call.maybeExecuted) call.owner!.finish(call, rejected('overtaken'));
      else again.push(call);
    }
    // Last first, since each goes to the head of the queue; after a redirection they can come from two lanes.
    for (const call of again.reverse()) lane.requeue([call], laneOf(call));
  }

  /** Settles what waits here and not in a lane: the transport closes. */
  abandon(): void {
    for (const call of [...this.refusedCalls, ...this.heldCalls])
      call.owner!.finish(call, rejected('closed'));
  }

  /** The server has a later id than this call's: one of ours, which overtook it, or somebody else's. */
  private idTaken(call: AppendCall): void {
    if (call.maybeExecuted) this.confirm(call);
    else if (compareIds(laterId(this.stored, this.lost), call.id!) > 0)
      call.owner!.finish(call, rejected('overtaken'));
    else {
      this.resync = true;
      this.hold(call);
    }
  }

  /** A repeated write was refused: was it the first one that was executed? */
  private confirm(call: AppendCall): void {
    const id = call.id!;
    call.place = 'held';
    const query = new CommandCall(
      'XRANGE',
      [this.key, id, id],
      'always',
      this.key,
      (reply) => streamEntries(this.key, reply, 1).entries[0]?.frame,
      (outcome) => {
        if (call.settled || outcome.status !== 'ok') return;
        const found = outcome.value;
        if (found === undefined) call.owner!.finish(call, unknown('overtaken'));
        else if (Buffer.compare(found, call.frame) === 0) {
          this.stored = laterId(this.stored, id);
          call.owner!.succeed(call, id);
        } else {
          this.deps.emit({ type: 'conflict', stream: this.key, id });
          call.owner!.finish(call, unknown('conflict'));
        }
      },
    );
    if (this.lane().submit(query, call.due) !== undefined)
      call.owner!.finish(call, unknown('connection-lost'));
  }

  private readLastId(): void {
    const lane = this.lane();
    const query = new CommandCall(
      'XINFO',
      ['STREAM', this.key],
      'always',
      this.key,
      streamInfo,
      (outcome) => {
        this.resync = outcome.status !== 'ok';
        if (outcome.status === 'ok') this.learnEnd(outcome.value.lastId);
        this.resume();
      },
    );
    if (lane.submit(query, this.refusedCalls[0]?.due ?? this.deps.clock.now()) !== undefined) this.resume();
  }

  /** An end that was never given here is somebody else's entry: what was certainly not executed gets new ids behind it. */
  private learnEnd(end: StreamId): void {
    if (compareIds(end, this.ids.last) <= 0) {
      this.stored = laterId(this.stored, end);
      return;
    }
    this.deps.emit({ type: 'conflict', stream: this.key, id: end });
    this.ids.raiseTo(end);
    for (const call of this.refusedCalls) {
      const free = !call.maybeExecuted && compareIds(call.id!, this.lost) > 0;
      if (free) call.id = undefined;
    }
  }
}

function laneOf(call: AppendCall): Lane {
  return call.owner as Lane;
}
