import type { BackendName } from './backend.js';

/** From how many elements on a backend pays: by backend, by kernel, with `*` for the kernels not listed. */
export type CrossoverTable = Partial<Record<BackendName, Readonly<Record<string, number>>>>;

/** A call into the addon costs about as much as the reference needs for so many elements of a light kernel. */
const builtIn: CrossoverTable = { cpu: { '*': 16 } };

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
