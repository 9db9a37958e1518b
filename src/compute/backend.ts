import type { EncodedArgs, KernelSpec, KernelStep, Precision } from './kernel.js';

/** The names that DUALBUS_BACKEND and the `backend` option take, in order of priority. */
export const backendNames = ['coreml', 'metal', 'cpu', 'reference'] as const;
export type BackendName = (typeof backendNames)[number];

export interface Shape {
  readonly rows: number;
  readonly cols: number;
}

/** What a backend is asked about: the shape of the panels of a call, and its arguments. */
export interface CallShape extends Shape, EncodedArgs {}

/** A kernel whose arguments are already encoded: all that backends see. */
export type AnyKernel = KernelSpec<never>;

interface BackendBase {
  readonly name: BackendName;
  readonly precision: Precision;
  /** Why it cannot be used on this machine, or undefined. */
  unavailable(): string | undefined;
  supports(kernel: AnyKernel, call: CallShape): boolean;
}

/** Computes on the calling thread, and can stream. */
export interface SynchronousBackend extends BackendBase {
  readonly synchronous: true;
  step(kernel: AnyKernel, step: KernelStep): void;
}

/** Computes elsewhere, and only whole batches: `step.state` is empty and stays so. */
export interface AsynchronousBackend extends BackendBase {
  readonly synchronous: false;
  run(kernel: AnyKernel, step: KernelStep, signal: AbortSignal | undefined): Promise<void>;
}

export type Backend = SynchronousBackend | AsynchronousBackend;

/** The specification itself. Every other backend is checked against it before its first use. */
export const referenceBackend: SynchronousBackend = {
  name: 'reference',
  precision: 'f64',
  synchronous: true,
  unavailable: () => undefined,
  supports: () => true,
  step: (kernel, step) => kernel.step(step),
};
