import { type AnyKernel, type Backend, type BackendName, referenceBackend } from './backend.js';
import { firstStep } from './call.js';
import { backendNamed, chooseSynchronous } from './choose.js';
import { type CrossoverTable, setMeasuredCrossover } from './crossover.js';
import { writeCrossovers } from './crossover-file.js';
import { type Clock, type DuelResult, type DuelRules, duel, type Work } from './duel.js';
import { BackendUnavailable, isDeviceFault } from './errors.js';
import { inputNames, type KernelStep } from './kernel.js';
import { kernels } from './kernels.js';
import { modelCalibration } from './model-calibration.js';
import { newPanel, type Panel } from './panel.js';
import { verifyAsynchronous, verifySynchronous } from './self-test.js';
import { isExact, toleranceOf } from './tolerance.js';

/** What one backend was worth for one kernel, beside what would run it otherwise. */
export interface Measurement extends DuelResult {
  readonly backend: BackendName;
  readonly kernel: string;
  readonly against: BackendName;
}

export interface Calibration {
  readonly measurements: readonly Measurement[];
  /** Backends that failed while they were measured; what they had not been measured for stays as it was. */
  readonly failures: readonly { readonly backend: BackendName; readonly problem: string }[];
  readonly table: CrossoverTable;
  /** Where the table is kept for later processes; undefined when it could not be written. */
  readonly file?: string;
  /** Why it could not be written. This process uses it all the same. */
  readonly problem?: string;
}

export interface CalibrateOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told before each kernel. */
  readonly onProgress?: (backend: BackendName, kernel: string) => void;
  /** For tests. */
  readonly clock?: Clock;
}

/**
 * Measures on this machine from which size on each backend pays, kernel by kernel: the GPU and Core ML beside the CPU, the
 * CPU beside the reference where both give the same bits. Later choices of this process and, through a file in the cache
 * folder, of later ones go by it. Takes seconds to a minute; the event loop turns in between.
 * @throws the reason of `signal`
 */
export async function calibrate(options: CalibrateOptions = {}): Promise<Calibration> {
  const measurements: Measurement[] = [];
  const failures: { backend: BackendName; problem: string }[] = [];
  for (const [backend, entrants] of await allEntrants()) {
    try {
      for (const entrant of entrants) {
        options.onProgress?.(backend, entrant.kernel);
        const { kernel, against, rules } = entrant;
        measurements.push({ backend, kernel, against, ...(await duel(withOptions(rules, options))) });
      }
    } catch (error) {
      if (!isDeviceFault(error) && !(error instanceof BackendUnavailable)) throw error;
      failures.push({ backend, problem: error.message });
    }
  }
  const table = tableOf(measurements);
  setMeasuredCrossover(table);
  return { measurements, failures, table, ...keep(table) };
}

/** What a backend is to be measured at. */
interface Entrant {
  readonly kernel: string;
  readonly against: BackendName;
  readonly rules: DuelRules;
}

async function allEntrants(): Promise<[BackendName, Entrant[]][]> {
  const coreml = await modelCalibration();
  return [
    ['cpu', await entrantsOf('cpu')],
    ['metal', await entrantsOf('metal')],
    ['coreml', coreml.map((entry) => ({ ...entry, against: 'cpu' }))],
  ];
}

/** Kernels may share a specification: each is measured once. */
async function entrantsOf(name: BackendName): Promise<Entrant[]> {
  const backend = backendNamed(name);
  if (backend === undefined || backend.unavailable() !== undefined) return [];
  const entrants = new Map<string, Entrant>();
  for (const { spec } of Object.values(kernels)) {
    const kernel = spec as unknown as AnyKernel;
    if (!entrants.has(kernel.name) && isOpen(backend, kernel) && (await verified(backend, kernel)))
      entrants.set(kernel.name, entrantOf(backend, kernel));
  }
  return [...entrants.values()];
}

function keep(table: CrossoverTable): { file: string } | { problem: string } {
  try {
    return { file: writeCrossovers(table) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

function tableOf(measurements: readonly Measurement[]): CrossoverTable {
  const table: Partial<Record<BackendName, Record<string, number>>> = {};
  for (const { backend, kernel, pays } of measurements) {
    table[backend] ??= {};
    table[backend][kernel] = pays;
  }
  return table;
}

function withOptions(rules: DuelRules, { clock, signal }: CalibrateOptions): DuelRules {
  return { ...rules, signal, ...(clock && { clock }) };
}

/** Whether size decides: for the CPU only where the reference gives the same bits. */
function isOpen(backend: Backend, kernel: AnyKernel): boolean {
  const { precision } = backend;
  if (precision === 'f64' && !isExact(toleranceOf(kernel.name, precision))) return false;
  return (
    kernel.dtypes.includes(precision) &&
    backend.supports(kernel, stepOf(kernel, backend.synchronous ? 1 : 32))
  );
}

function verified(backend: Backend, kernel: AnyKernel): boolean | Promise<boolean> {
  return backend.synchronous ? verifySynchronous(backend, kernel) : verifyAsynchronous(backend, kernel);
}

/** Square panels: 1 to 64 values a side for the CPU, 32 to 2,048 for a device. */
const sides = { synchronous: [1, 2, 4, 8, 16, 32, 64], asynchronous: [32, 64, 128, 256, 512, 1024, 2048] };

function entrantOf(backend: Backend, kernel: AnyKernel): Entrant {
  const against = backend.synchronous ? referenceBackend : chooseSynchronous(kernel, stepOf(kernel, 32), {});
  const rules: DuelRules = {
    sizes: sides[backend.synchronous ? 'synchronous' : 'asynchronous'].map((side) => side * side),
    contenders: (elements) => {
      const step = stepOf(kernel, Math.sqrt(elements));
      if (!backend.supports(kernel, step)) return undefined;
      return [workOf(backend, kernel, step), workOf(against, kernel, step)];
    },
  };
  return { kernel: kernel.name, against: against.name, rules };
}

function workOf(backend: Backend, kernel: AnyKernel, step: KernelStep): Work {
  if (!backend.synchronous) return () => backend.run(kernel, step, undefined);
  return () => {
    step.state.fill(0);
    backend.step(kernel, step);
  };
}

/** A batch of `side` x `side` with the first of the kernel's examples. */
function stepOf(kernel: AnyKernel, side: number): KernelStep {
  const given = kernel.encode(kernel.examples[0]!);
  const encoded = kernel.fitToBatch?.(given, side) ?? given;
  return firstStep(
    kernel,
    encoded,
    inputNames(kernel, encoded).map((name, i) => panelOf(name, side, i)),
  );
}

/** Values between -4 and 4 without order; numbers of groups are 0. */
function panelOf(name: string, side: number, seed: number): Panel {
  const panel = newPanel(side, side);
  if (name !== 'group')
    for (let i = 0; i < panel.data.length; i++) panel.data[i] = 4 * Math.sin(i * i + seed);
  return panel;
}
