import { type Outcome, ok, unknown } from '../outcome.js';
import type { Reply } from '../transport.js';
import { AppendCall } from './append-call.js';
import { Call, MalformedReply } from './call.js';
import { Lane, type LaneDeps } from './lane.js';
import type { Refusal } from './server-error.js';
import type { WireRequest } from './wire.js';

/**
 * A lane whose appends are `ok` only once enough replicas acknowledged them: one WAIT follows each write, so its cost is
 * shared by everything in it. Entries that the master stored and too few replicas confirmed are Unknown.
 */
export class ReplicatedLane extends Lane {
  private readonly replicas: number;
  private readonly stored = new Set<Call>();

  constructor(request: WireRequest, staggerMs: number, deps: LaneDeps, replicas: number) {
    super(request, staggerMs, deps);
    this.replicas = replicas;
  }

  protected override takeBatch(): Call[] {
    const batch = super.takeBatch();
    const appends = batch.filter((call) => call instanceof AppendCall);
    if (appends.length > 0) batch.push(this.waitFor(appends));
    return batch;
  }

  /** The master has it: the outcome waits for the replicas. A frame found by asking for its id gets a WAIT of its own. */
  override succeed<T>(call: Call<T>, value: T): void {
    if (!(call instanceof AppendCall)) {
      super.succeed(call, value);
      return;
    }
    this.stored.add(call);
    call.maybeExecuted = true;
    if (call.place === 'held') this.submitFirst(this.waitFor([call]), call.due);
  }

  /** What the master has stored is no call that was never sent. */
  override expired(call: Call, latenessMs: number): void {
    if (this.stored.delete(call)) this.finish(call, unknown('not-replicated'));
    else super.expired(call, latenessMs);
  }

  private waitFor(calls: readonly Call[]): Call {
    const now = this.deps.clock.now();
    const due = Math.max(...calls.map((call) => call.due));
    const timeoutMs = Math.max(1, Math.min(1_000, Math.floor(due - now)));
    return new WaitCall(this.replicas, timeoutMs, (replicated) => {
      for (const call of calls) {
        if (!this.stored.delete(call)) continue;
        this.finish(
          call,
          replicated === 'enough' ? (ok((call as AppendCall).id) as Outcome<never>) : replicated,
        );
      }
    });
  }
}

type Waited = 'enough' | Outcome<never>;

/** WAIT: how many replicas have everything that was written before it on this connection. */
class WaitCall extends Call<void> {
  readonly args: readonly (string | number)[];
  readonly bytes = 0;
  private readonly needed: number;
  private readonly onWaited: (waited: Waited) => void;

  constructor(needed: number, timeoutMs: number, onWaited: (waited: Waited) => void) {
    super('WAIT', 'unless-written', undefined, () => {});
    this.args = [needed, timeoutMs];
    this.needed = needed;
    this.onWaited = onWaited;
    this.silenceMs = timeoutMs + 1_000;
  }

  override answered(reply: Reply): void {
    if (typeof reply !== 'number') throw new MalformedReply('WAIT');
    this.onWaited(reply >= this.needed ? 'enough' : unknown('not-replicated'));
    this.settledByOwner();
  }

  override refused(refusal: Refusal): boolean {
    this.onWaited(unknown('server-error', undefined, refusal.word));
    this.settledByOwner();
    return true;
  }

  override returned(): boolean {
    this.onWaited(unknown('connection-lost'));
    return true;
  }

  protected parse(): void {}

  /** One that was submitted on its own counts as a call of the lane. */
  private settledByOwner(): void {
    this.owner?.succeed(this, undefined);
  }
}
