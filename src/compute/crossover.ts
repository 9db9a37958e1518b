import type { BackendName } from './backend.js';
import { readCrossovers } from './crossover-file.js';

/**
 * From how many elements on a backend pays, Infinity where it never does: by backend, by kernel, with `*` for the kernels
 * not listed. Elements are those of one panel of the call; of a network, rows times weights; of x'x, rows times columns
 * squared.
 */
export type CrossoverTable = Partial<Record<BackendName, Readonly<Record<string, number>>>>;

/**
 * CPU: a call into the addon costs about as much as the reference needs for so many elements of a light kernel. Metal:
 * modelled, not measured, from 0.1 to 0.3 ms for a dispatch and the wait for it.
 */
const builtIn: CrossoverTable = {
  cpu: { '*': 16 },
  metal: { '*': 100_000, rolling_std: 50_000, rolling_corr: 35_000 },
};

let given: CrossoverTable = {};
let measured: CrossoverTable | undefined;

/** Installs figures that go before those measured on this machine, which go before those built in. */
export function setCrossover(table: CrossoverTable): void {
  given = table;
}

/** Takes over what was just measured, in place of what an earlier process stored. */
export function setMeasuredCrossover(table: CrossoverTable): void {
  measured = table;
}

/** The least number of elements of one call for which the backend is worth its fixed cost. */
export function crossover(backend: BackendName, kernel: string): number {
  measured ??= readCrossovers().table;
  for (const table of [given[backend], measured[backend], builtIn[backend]]) {
    const elements = table?.[kernel] ?? table?.['*'];
    if (elements !== undefined) return elements;
  }
  return 0;
}
