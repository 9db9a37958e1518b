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

  /** Takes the call out when it is the next one; false when replies are out of step. */
  answered(call: Call, now: number): boolean {
    if (this.calls.peek() !== call) return false;
    this.calls.shift();
    this.nextSince = now;
    return true;
  }

  takeAll(): Call[] {
    return this.calls.takeAll();
  }
}
