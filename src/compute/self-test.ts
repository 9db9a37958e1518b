import { channels } from '../base/diagnostics.js';
import type { AnyKernel, AsynchronousBackend, Backend, SynchronousBackend } from './backend.js';
import { firstStep, partOfStep } from './call.js';
import { type EncodedArgs, inputNames, type KernelStep } from './kernel.js';
import { newPanel, type Panel } from './panel.js';
import { firstDifference, toleranceOf } from './tolerance.js';

/** What is known of one backend: which kernels agreed, and why it is switched off. */
interface Record {
  readonly agreed: Set<string>;
  /** Tests that have begun and not ended. */
  readonly underway: Map<string, Promise<string | undefined>>;
  off: string | undefined;
}

const records = new WeakMap<Backend, Record>();

function recordOf(backend: Backend): Record {
  let record = records.get(backend);
  if (!record) {
    record = { agreed: new Set(), underway: new Map(), off: undefined };
    records.set(backend, record);
  }
  return record;
}

/** Why a backend was switched off on this thread, or undefined. */
export function switchedOff(backend: Backend): string | undefined {
  return records.get(backend)?.off;
}

/**
 * Runs the kernel's examples through the backend and the reference, the first time only, and returns whether they
 * agree within the stated tolerance. A backend that disagrees, or throws, is switched off for every kernel of this
 * thread, with a process warning and a message on the channel dualbus:compute:backend.
 */
export function verifySynchronous(backend: SynchronousBackend, kernel: AnyKernel): boolean {
  return (
    known(backend, kernel.name) ??
    settle(backend, kernel.name, () => {
      for (const test of casesOf(kernel)) {
        const problem = compare(kernel, backend, test, computeInTwoSteps(backend, kernel, test));
        if (problem !== undefined) return problem;
      }
      return undefined;
    })
  );
}

/** `verifySynchronous` for a backend that answers later. */
export function verifyAsynchronous(backend: AsynchronousBackend, kernel: AnyKernel): Promise<boolean> {
  return verifyLater(backend, kernel.name, async () => {
    for (const test of casesOf(kernel)) {
      const step = emptyStep(kernel, test);
      if (!backend.supports(kernel, step)) continue;
      await backend.run(kernel, step, undefined);
      const problem = compare(kernel, backend, test, step.output.data);
      if (problem !== undefined) return problem;
    }
    return undefined;
  });
}

/** `verifyWith` for a test that answers later; calls that come meanwhile wait for the same one. */
export async function verifyLater(
  backend: Backend,
  name: string,
  test: () => Promise<string | undefined>,
): Promise<boolean> {
  const before = known(backend, name);
  if (before !== undefined) return before;
  const { underway } = recordOf(backend);
  const running = underway.get(name) ?? test().catch(String);
  underway.set(name, running);
  const problem = await running;
  underway.delete(name);
  return known(backend, name) ?? settle(backend, name, () => problem);
}

/** Switches a backend off for this thread after a fault that will come again. */
export function switchOff(backend: Backend, kernel: string, problem: string): void {
  const record = recordOf(backend);
  if (record.off === undefined) turnOff(backend, record, kernel, problem, `switched off: ${problem}`);
}

/** The same for work that is no kernel on panels: `test` says what disagreed, the first time only. */
export function verifyWith(backend: Backend, name: string, test: () => string | undefined): boolean {
  return known(backend, name) ?? settle(backend, name, test);
}

function known(backend: Backend, kernel: string): boolean | undefined {
  const record = recordOf(backend);
  if (record.off !== undefined) return false;
  return record.agreed.has(kernel) ? true : undefined;
}

function settle(backend: Backend, kernel: string, test: () => string | undefined): boolean {
  let problem: string | undefined;
  try {
    problem = test();
  } catch (error) {
    problem = String(error);
  }
  const record = recordOf(backend);
  if (problem === undefined) {
    record.agreed.add(kernel);
    return true;
  }
  const reason = `switched off: its self-test of ${kernel} disagreed with the reference (${problem})`;
  turnOff(backend, record, kernel, problem, reason);
  return false;
}

function turnOff(backend: Backend, record: Record, kernel: string, problem: string, reason: string): void {
  record.off = reason;
  process.emitWarning(`dualbus: backend ${backend.name} ${reason}`, { code: 'DUALBUS_BACKEND_DISAGREES' });
  if (channels.backend.hasSubscribers) channels.backend.publish({ backend: backend.name, kernel, problem });
}

interface TestCase {
  readonly encoded: EncodedArgs;
  readonly inputs: readonly Panel[];
}

/** Every example of the kernel on panels of several shapes that hold ties, missing values, infinities and denormals. */
function casesOf(kernel: AnyKernel): TestCase[] {
  const shapes = [
    [23, 5],
    [1, 9],
    [70, 1],
  ] as const;
  return (kernel.examples as readonly never[]).flatMap((example) =>
    shapes.map(([rows, cols]) => {
      const encoded = kernel.encode(example);
      const inputs = inputNames(kernel, encoded).map((name, i) => testInput(name, rows, cols, 1 + i));
      return { encoded, inputs };
    }),
  );
}

const specials = [Number.NaN, 0, -0, 5e-324, -1e-310, 1e150, Infinity, -Infinity, 2.5, 2.5];

/** A reproducible panel: mostly values of moderate size, a tenth of them special. */
function testPanel(rows: number, cols: number, seed: number): Panel {
  const panel = newPanel(rows, cols);
  let state = seed * 7919;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Knuth's "quick and dirty" generator
    return state / 2 ** 32;
  };
  for (let i = 0; i < panel.data.length; i++) {
    const special = next() < 0.1;
    panel.data[i] = special ? specials[Math.floor(next() * specials.length)]! : (next() - 0.5) * 8;
  }
  return panel;
}

/** A panel of what such an input mostly holds: numbers of groups, positive weights, or values of both signs. */
function testInput(name: string, rows: number, cols: number, seed: number): Panel {
  const panel = testPanel(rows, cols, seed);
  if (name === 'group') return { ...panel, data: panel.data.map((value) => Math.floor(Math.abs(value))) };
  if (name === 'weight') return { ...panel, data: panel.data.map(Math.abs) };
  return panel;
}

function emptyStep(kernel: AnyKernel, { encoded, inputs }: TestCase): KernelStep {
  return firstStep(kernel, encoded, inputs);
}

function compare(
  kernel: AnyKernel,
  backend: Backend,
  test: TestCase,
  actual: Float64Array,
): string | undefined {
  const expected = emptyStep(kernel, backend.precision === 'f64' ? test : roundedTo32(test));
  kernel.step(expected);
  const tolerance = toleranceOf(kernel.name, backend.precision);
  const at = firstDifference(actual, expected.output.data, tolerance, largestFinite(expected.inputs));
  if (at < 0) return undefined;
  return `${actual[at]} instead of ${expected.output.data[at]} at element ${at} of ${expected.rows} x ${expected.cols}`;
}

/** The case as a backend of f32 sees it. */
export function roundedTo32<T extends { readonly inputs: readonly Panel[] }>(test: T): T {
  return { ...test, inputs: test.inputs.map((panel) => ({ ...panel, data: panel.data.map(Math.fround) })) };
}

/** The largest finite magnitude of the panels. */
export function largestFinite(panels: readonly Panel[]): number {
  let largest = 0;
  for (const { data } of panels)
    for (const value of data) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  return largest;
}

function computeInTwoSteps(backend: SynchronousBackend, kernel: AnyKernel, test: TestCase): Float64Array {
  const whole = emptyStep(kernel, test);
  const middle = Math.floor(whole.rows / 3);
  if (middle > 0) backend.step(kernel, partOfStep(whole, 0, middle));
  backend.step(kernel, partOfStep(whole, middle, whole.rows));
  return whole.output.data;
}
