import { DualbusError } from '../base/errors.js';

/** No room for another task: too many wait, or the columns of those that wait or run take too much memory. */
export class PoolFull extends DualbusError {
  readonly task: string;

  constructor(task: string, reason: string) {
    super('DUALBUS_POOL_FULL', `task ${task} was not taken: ${reason}`);
    this.task = task;
  }
}

/** The task did not end in time. One that ran was stopped together with its worker. */
export class TaskTimeout extends DualbusError {
  readonly task: string;
  readonly phase: 'waiting' | 'running';

  constructor(task: string, timeoutMs: number, phase: 'waiting' | 'running') {
    super('DUALBUS_TASK_TIMEOUT', `task ${task} was still ${phase} after ${timeoutMs} ms`);
    this.task = task;
    this.phase = phase;
  }
}

/** The caller's signal, or the end of the pool, stopped the task. `cause` is the reason of the signal. */
export class TaskAborted extends DualbusError {
  readonly task: string;

  constructor(task: string, why: string, options?: ErrorOptions) {
    super('DUALBUS_TASK_ABORTED', `task ${task} was aborted: ${why}`, options);
    this.task = task;
  }
}

/** The worker ended under the task: it exited, ran out of memory, or threw where nothing catches. A new one took its place. */
export class WorkerCrashed extends DualbusError {
  readonly task: string;

  constructor(task: string, reason: string, options?: ErrorOptions) {
    super('DUALBUS_WORKER_CRASHED', `the worker of task ${task} ended: ${reason}`, options);
    this.task = task;
  }
}

/** The task's own function threw; the worker goes on. `cause` has the name, message, code and stack of what it threw. */
export class TaskFailed extends DualbusError {
  readonly task: string;

  constructor(task: string, cause: Error) {
    super('DUALBUS_TASK_FAILED', `task ${task} threw ${cause.name}: ${cause.message}`, { cause });
    this.task = task;
  }
}

/** The pool was closed, or is closing. */
export class PoolClosed extends DualbusError {
  constructor() {
    super('DUALBUS_POOL_CLOSED', 'the pool is closed: it takes no more work');
  }
}
