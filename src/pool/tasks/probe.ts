import { getPriority } from 'node:os';
import { describeBackends } from '../../compute/index.js';
import { defineTask } from '../task.js';

export interface WorkerProbe {
  /** The thread's nice value on Linux; elsewhere the process's. */
  readonly priority: number;
  /** Backends that this worker can use. */
  readonly backends: readonly string[];
}

export function probeWorker(): WorkerProbe {
  const backends = describeBackends().filter(({ available }) => available);
  return { priority: getPriority(), backends: backends.map(({ name }) => name) };
}

export const probeTask = defineTask<typeof probeWorker>(import.meta.url, 'probeWorker');
