import type { BackendName } from './backend.js';

/** From how many elements on a backend pays: by backend, by kernel, with `*` for the kernels not listed. */
export type CrossoverTable = Partial<Record<BackendName, Readonly<Record<string, number>>>>;

/**
 * CPU: a call into the addon costs about as much as the reference needs for so many elements of a light kernel. Metal:
 * modelled, not measured, from 0.1 to 0.3 ms for a dispatch and the wait for it.
 */
const builtIn: CrossoverTable = {
  cpu: { '*': 16 },
  metal: { '*': 100_000, rolling_std: 50_000, rolling_corr: 35_000 },
};

let measured: CrossoverTable = {};

/** Installs the figures that were measured on this machine; those missing in it stay as built in. */
export function setCrossover(table: CrossoverTable): void {
  measured = table;
}

/** The least number of elements of one call for which the backend is worth its fixed cost. */
export function crossover(backend: BackendName, kernel: string): number {
  for (const table of [measured[backend], builtIn[backend]]) {
    const elements = table?.[kernel] ?? table?.['*'];
    if (elements !== undefined) return elements;
  }
  return 0;
}
