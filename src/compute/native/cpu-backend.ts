import type { Addon } from '../../addon/binding.js';
import { describeAddon, loadAddon } from '../../addon/load.js';
import type { AnyKernel, SynchronousBackend } from '../backend.js';
import type { KernelStep } from '../kernel.js';
import type { Panel } from '../panel.js';
import { nativeArguments } from './arguments.js';

let numbers: ReadonlyMap<string, number> | undefined;

function numberOf(addon: Addon, kernel: AnyKernel): number | undefined {
  numbers ??= new Map(addon.kernels().map((name, number) => [name, number]));
  return numbers.get(kernel.name);
}

/** The SIMD kernels of the addon (scalar, AVX2, NEON), on the calling thread. */
export const cpuBackend: SynchronousBackend = {
  name: 'cpu',
  precision: 'f64',
  synchronous: true,

  unavailable(): string | undefined {
    const state = loadAddon();
    return state.status === 'loaded' ? undefined : describeAddon(state);
  },

  supports(kernel: AnyKernel): boolean {
    const state = loadAddon();
    return state.status === 'loaded' && numberOf(state.addon, kernel) !== undefined;
  },

  step(kernel: AnyKernel, step: KernelStep): void {
    const state = loadAddon();
    if (state.status !== 'loaded') return;
    const { args, reals } = nativeArguments(kernel.name, step);
    const panels: (Float64Array | number)[] = [];
    const push = ({ data, rowStride }: Panel) => panels.push(data, rowStride);
    step.inputs.forEach(push);
    push(step.output);
    state.addon.step(
      numberOf(state.addon, kernel)!,
      step.rows,
      step.cols,
      args,
      reals,
      step.state,
      ...panels,
    );
  },
};
