import { availableParallelism } from 'node:os';

/** Workers of a pool that names no number: a core is left to the thread that moves messages where there are more than two. */
export function defaultWorkers(cores = availableParallelism()): number {
  return cores > 2 ? cores - 1 : cores;
}
