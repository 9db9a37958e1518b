import { getPriority } from 'node:os';
import { describeBackends } from '../../compute/index.js';
import { type Lowered, loweredBy } from '../priority.js';
import { defineTask } from '../task.js';

export interface WorkerProbe {
  /** The thread's nice value on Linux; elsewhere the process's. */
  readonly priority: number;
  /** How it was put behind other threads. */
  readonly lowered: Lowered;
  /** Backends that this worker can use. */
  readonly backends: readonly string[];
}

export function probeWorker(): WorkerProbe {
  const backends = describeBackends().filter(({ available }) => available);
  return { priority: getPriority(), lowered: loweredBy(), backends: backends.map(({ name }) => name) };
}

export const probeTask = defineTask<typeof probeWorker>(import.meta.url, 'probeWorker');
