export type { ArenaOptions, Lease, SharedArena } from './arena.js';
export { ComputePool, type ComputePoolOptions } from './compute-pool.js';
export { PoolClosed, PoolFull, TaskAborted, TaskFailed, TaskTimeout, WorkerCrashed } from './errors.js';
export type { RunOptions } from './job.js';
export type { PoolMetrics, Quantiles, TaskOutcome } from './metrics.js';
export { defineTask, type Task, type TaskFunction, type TaskOf } from './task.js';
export { type KernelColumns, kernelTask } from './tasks/kernel.js';
export { type ModelColumns, modelTask } from './tasks/model.js';
export { type VpinColumns, type VpinTaskResult, vpinTask } from './tasks/vpin.js';
