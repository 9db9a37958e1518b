// What `dualbus doctor --calibrate` measured: one file per machine and version, in the cache folder.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { dirname, join } from 'node:path';
import { loadAddon } from '../addon/load.js';
import { version } from '../base/version.js';
import { type BackendName, backendNames } from './backend.js';
import { cacheFolder } from './cache-folder.js';
import type { CrossoverTable } from './crossover.js';

/** What the figures hold for: another version, processor, macOS or set of backends has figures of its own. */
export interface MachineIdentity {
  readonly version: string;
  readonly system: string;
  readonly cpu: string;
  readonly implementation: string;
  readonly backends: readonly string[];
}

export interface StoredCrossovers {
  readonly file: string;
  /** `ignored`: there is a file and it cannot be used, as `problem` says. */
  readonly status: 'measured' | 'none' | 'ignored';
  readonly problem?: string;
  /** ISO 8601. */
  readonly measuredAt?: string;
  /** Files of other machines, versions or builds beside it. */
  readonly others: number;
  /** Empty unless `measured`. */
  readonly table: CrossoverTable;
}

const format = 1;
const largestFile = 1 << 20;

function thisMachine(): MachineIdentity {
  const { platform, arch } = process;
  const state = loadAddon();
  const usable = state.status === 'loaded' ? state.addon.backends() : [];
  return {
    version: version(),
    system: platform === 'darwin' ? `${platform} ${release()} ${arch}` : `${platform} ${arch}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    implementation: state.status === 'loaded' ? state.implementation : 'reference',
    backends: usable.filter(({ unavailable }) => unavailable === undefined).map(({ name }) => name),
  };
}

function fileOf(identity: MachineIdentity): string {
  const digest = createHash('sha256').update(JSON.stringify(identity)).digest('hex');
  return cacheFolder('crossovers', `${digest.slice(0, 16)}.json`);
}

/** The figures of this machine and version. Never throws: what cannot be read is ignored, and says why. */
export function readCrossovers(): StoredCrossovers {
  const identity = thisMachine();
  const file = fileOf(identity);
  const others = countOthers(file);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { file, status: 'none', others, table: {} };
    return { file, status: 'ignored', problem: message, others, table: {} };
  }
  try {
    return { file, status: 'measured', others, ...parse(text, identity) };
  } catch (error) {
    return { file, status: 'ignored', problem: (error as Error).message, others, table: {} };
  }
}

/** Keeps the figures for later processes; returns the file. Throws what the file system says. */
export function writeCrossovers(table: CrossoverTable): string {
  const identity = thisMachine();
  const file = fileOf(identity);
  const measuredAt = new Date().toISOString();
  mkdirSync(dirname(file), { recursive: true });
  // Infinity becomes null. A reader sees the old file or the new one, never a part.
  const own = `${file}.${process.pid}`;
  try {
    writeFileSync(own, `${JSON.stringify({ format, identity, measuredAt, table }, null, 2)}\n`);
    renameSync(own, file);
  } catch (error) {
    rmSync(own, { force: true });
    throw error;
  }
  return file;
}

function countOthers(file: string): number {
  try {
    const names = readdirSync(dirname(file)).filter((name) => name.endsWith('.json'));
    return names.filter((name) => join(dirname(file), name) !== file).length;
  } catch {
    return 0;
  }
}

function parse(text: string, expected: MachineIdentity): { measuredAt: string; table: CrossoverTable } {
  if (text.length > largestFile) throw new Error('it is too long for what it should hold');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new Error('it is not JSON');
  }
  if (!isRecord(document) || document.format !== format) throw new Error(`it is not of format ${format}`);
  if (JSON.stringify(document.identity) !== JSON.stringify(expected))
    throw new Error('it is of another machine, version or build');
  const { measuredAt } = document;
  if (typeof measuredAt !== 'string' || Number.isNaN(Date.parse(measuredAt)))
    throw new Error('its measuredAt is no time');
  return { measuredAt, table: parseTable(document.table) };
}

function parseTable(given: unknown): CrossoverTable {
  if (!isRecord(given)) throw new Error('its table is no object');
  const table: Partial<Record<BackendName, Record<string, number>>> = {};
  for (const [name, row] of Object.entries(given)) {
    const backend = backendNames.find((known) => known === name);
    if (backend === undefined || !isRecord(row)) throw new Error(`its table has no usable "${name}"`);
    table[backend] = Object.fromEntries(
      Object.entries(row).map(([kernel, elements]) => [kernel, parseElements(kernel, elements)]),
    );
  }
  return table;
}

function parseElements(kernel: string, elements: unknown): number {
  if (elements === null) return Infinity;
  if (Number.isSafeInteger(elements) && (elements as number) >= 0) return elements as number;
  throw new Error(`its figure for "${kernel}" is no number of elements`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
