import { availableParallelism, getPriority } from 'node:os';
import { ComputePool } from './compute-pool.js';
import { defaultWorkers } from './sizing.js';
import { probeTask, type WorkerProbe } from './tasks/probe.js';

export interface PoolDiagnosis {
  /** Workers of a pool with default options, on a machine of so many cores. */
  readonly workers: number;
  readonly cores: number;
  /** Of the calling thread. */
  readonly priority: number;
  readonly worker: WorkerProbe;
}

/** Starts a worker and asks it how it runs here. Rejects as ComputePool.run() does when it cannot start. */
export async function diagnosePool(): Promise<PoolDiagnosis> {
  const pool = new ComputePool({ workers: 1 });
  try {
    const worker = await pool.run(probeTask, undefined, { timeoutMs: 30_000 });
    return { workers: defaultWorkers(), cores: availableParallelism(), priority: getPriority(), worker };
  } finally {
    await pool.close({ drainMs: 0 });
  }
}
