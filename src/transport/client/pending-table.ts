import { Deque } from '../../base/deque.js';
import type { Call } from './call.js';

/** Calls that were written and whose reply is owed, in the order in which the replies must come. */
export class PendingTable {
  private readonly calls = new Deque<Call>();
  private nextSince = 0;

  get size(): number {
    return this.calls.length;
  }

  /** The call whose reply must come next. */
  get head(): Call | undefined {
    return this.calls.peek();
  }

  /** Since when that reply is owed, on the clock that the caller passes to written() and answered(). */
  get headSince(): number {
    return this.nextSince;
  }

  written(call: Call, now: number): void {
    if (this.calls.length === 0) this.nextSince = now;
    this.calls.push(call);
  }

  /** Takes out the call that the reply which just came belongs to; undefined when none is owed. */
  answered(now: number): Call | undefined {
    this.nextSince = now;
    return this.calls.shift();
  }

  takeAll(): Call[] {
    return this.calls.takeAll();
  }
}
