import type { Clock } from '../../base/clock.js';
import { checkMilliseconds } from '../../base/limits.js';
import type { Outcome } from '../outcome.js';
import type { Argument, CallOptions, LaneName, Reply } from '../transport.js';
import { CommandCall, type RetryRule } from './call.js';
import type { Router } from './router.js';

export interface CommandRequest<T> {
  readonly lane: LaneName;
  readonly command: string;
  readonly args: readonly Argument[];
  readonly retry: RetryRule;
  readonly key: string;
  readonly read: (reply: Reply) => T;
}

/** Sends single commands and gives their outcome as a promise. */
export class Caller {
  readonly clock: Clock;
  private readonly router: Router;
  private readonly deadlineMs: number;

  constructor(clock: Clock, router: Router, deadlineMs: number) {
    this.clock = clock;
    this.router = router;
    this.deadlineMs = deadlineMs;
  }

  /** When a call that begins now must have its outcome. */
  due(options: CallOptions | undefined): number {
    const ms = options?.deadlineMs ?? this.deadlineMs;
    if (ms !== this.deadlineMs) checkMilliseconds('deadlineMs', ms, 0);
    return this.clock.now() + ms;
  }

  call<T>(request: CommandRequest<T>, options?: CallOptions): Promise<Outcome<T>> {
    const due = this.due(options);
    return new Promise((resolve) => {
      const call = new CommandCall(
        request.command,
        request.args,
        request.retry,
        request.key,
        request.read,
        resolve,
      );
      const refused = this.router.lane(request.key, request.lane).submit(call, due, options?.signal);
      if (refused !== undefined) resolve(refused);
    });
  }
}

/** The outcome with its value changed. */
export function mapOutcome<T, U>(outcome: Outcome<T>, change: (value: T) => U): Outcome<U> {
  return outcome.status === 'ok' ? { status: 'ok', value: change(outcome.value) } : outcome;
}
