import {
  type AnyKernel,
  type Backend,
  type BackendName,
  backendNames,
  type CallShape,
  referenceBackend,
  type Shape,
  type SynchronousBackend,
} from './backend.js';
import { crossover } from './crossover.js';
import { BackendNotSynchronous, BackendUnavailable, UnknownBackend } from './errors.js';
import type { Precision } from './kernel.js';
import { coremlBackend } from './native/coreml-backend.js';
import { cpuBackend } from './native/cpu-backend.js';
import { metalBackend } from './native/metal-backend.js';
import { switchedOff, verifyAsynchronous, verifySynchronous } from './self-test.js';
import { isExact, toleranceOf } from './tolerance.js';

export interface Choice {
  /** Forces one backend. DUALBUS_BACKEND does so for every call that names none. */
  readonly backend?: BackendName;
  /**
   * The lowest precision that will do. Only backends of at least this precision are considered, so that results never
   * change silently with size: 'f64', the default, is the CPU, 'f32' admits Metal, 'f16' admits Core ML.
   */
  readonly precision?: Precision;
  /**
   * The bus that the work belongs to, which orders the backends that the precision admits: market data prefers the
   * Neural Engine and leaves the GPU free, engine logic prefers the GPU.
   */
  readonly bus?: 'marketData' | 'engineLogic';
}

const order: Readonly<Record<NonNullable<Choice['bus']>, readonly BackendName[]>> = {
  marketData: ['coreml', 'metal', 'cpu', 'reference'],
  engineLogic: ['metal', 'coreml', 'cpu', 'reference'],
};

const registered = new Map<BackendName, Backend>([
  ['coreml', coremlBackend],
  ['metal', metalBackend],
  ['cpu', cpuBackend],
  ['reference', referenceBackend],
]);

/** Adds a backend, or replaces the one of its name; returns how to undo it. */
export function registerBackend(backend: Backend): () => void {
  const previous = registered.get(backend.name);
  registered.set(backend.name, backend);
  return () => {
    if (previous) registered.set(backend.name, previous);
    else registered.delete(backend.name);
  };
}

/** The backend of that name, if this build has it. */
export function backendNamed(name: BackendName): Backend | undefined {
  return registered.get(name);
}

export interface BackendReport {
  readonly name: BackendName;
  readonly available: boolean;
  readonly precision?: Precision;
  /** Why it is not available: absent, or switched off after it disagreed with the reference. */
  readonly reason?: string;
}

/** Every backend by name, in order of priority: whether it can be used on this machine, and why not. */
export function describeBackends(): BackendReport[] {
  return backendNames.map((name) => {
    const backend = registered.get(name);
    const reason = whyNot(backend);
    return {
      name,
      available: reason === undefined,
      ...(backend && { precision: backend.precision }),
      ...(reason !== undefined && { reason }),
    };
  });
}

/** The backend for a call that has to finish before it returns. */
export function chooseSynchronous(kernel: AnyKernel, call: CallShape, choice: Choice): SynchronousBackend {
  const forced = forcedBackend(kernel, call, choice);
  if (forced?.synchronous === false) throw new BackendNotSynchronous(forced.name, kernel.name);
  for (const backend of forced ? [forced] : candidates(kernel, call, choice))
    if (backend.synchronous && verified(backend, kernel)) return backend;
  return lastResort(forced);
}

/** The backend for a call that may answer later. */
export async function chooseAny(kernel: AnyKernel, call: CallShape, choice: Choice): Promise<Backend> {
  const forced = forcedBackend(kernel, call, choice);
  for (const backend of forced ? [forced] : candidates(kernel, call, choice))
    if (await verified(backend, kernel)) return backend;
  return lastResort(forced);
}

function lastResort(forced: Backend | undefined): SynchronousBackend {
  if (forced) throw new BackendUnavailable(forced.name, switchedOff(forced) ?? 'its self-test failed');
  return referenceBackend;
}

function verified(backend: SynchronousBackend, kernel: AnyKernel): boolean;
function verified(backend: Backend, kernel: AnyKernel): boolean | Promise<boolean>;
function verified(backend: Backend, kernel: AnyKernel): boolean | Promise<boolean> {
  if (backend === referenceBackend) return true;
  return backend.synchronous ? verifySynchronous(backend, kernel) : verifyAsynchronous(backend, kernel);
}

function* candidates(
  kernel: AnyKernel,
  call: CallShape,
  { precision = 'f64', bus = 'marketData' }: Choice,
): Generator<Backend> {
  for (const name of order[bus]) {
    const backend = registered.get(name);
    if (backend === undefined || bits[backend.precision] < bits[precision]) continue;
    if (!kernel.dtypes.includes(backend.precision) || !backend.supports(kernel, call)) continue;
    if (pays(backend, kernel, call) && whyNot(backend) === undefined) yield backend;
  }
}

const bits: Readonly<Record<Precision, number>> = { f64: 64, f32: 32, f16: 16 };

/** Within one precision, size decides only between backends that give the same bits. */
function pays(backend: Backend, kernel: AnyKernel, { rows, cols }: Shape): boolean {
  if (backend.precision === 'f64' && !isExact(toleranceOf(kernel.name, 'f64'))) return true;
  return rows * cols >= crossover(backend.name, kernel.name);
}

function forcedBackend(kernel: AnyKernel, call: CallShape, choice: Choice): Backend | undefined {
  const name = forcedName(choice);
  if (name === undefined) return undefined;
  const backend = registered.get(name);
  const reason = whyNot(backend);
  if (backend === undefined || reason !== undefined) throw new BackendUnavailable(name, reason!);
  if (!kernel.dtypes.includes(backend.precision) || !backend.supports(kernel, call))
    throw new BackendUnavailable(name, `does not run ${kernel.name} on ${call.rows} x ${call.cols}`);
  return backend;
}

/** The backend that the caller or DUALBUS_BACKEND insists on. */
export function forcedName(choice: Choice): BackendName | undefined {
  const name = choice.backend ?? environmentBackend();
  if (name !== undefined && !backendNames.includes(name)) throw new UnknownBackend(name, backendNames);
  return name;
}

let environmentChoice: { readonly name: BackendName | undefined } | undefined;

/** DUALBUS_BACKEND; an unknown name is reported by the first call, since importing a library must not throw. */
function environmentBackend(): BackendName | undefined {
  if (environmentChoice) return environmentChoice.name;
  const text = process.env.DUALBUS_BACKEND ?? '';
  const name = backendNames.find((backend) => backend === text);
  if (text !== '' && name === undefined) throw new UnknownBackend(text, backendNames);
  environmentChoice = { name };
  return name;
}

function whyNot(backend: Backend | undefined): string | undefined {
  if (backend === undefined) return 'not part of this build';
  return switchedOff(backend) ?? backend.unavailable();
}
