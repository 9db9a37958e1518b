import { loadAddon } from '../../addon/load.js';
import type { AnyKernel, AsynchronousBackend, CallShape } from '../backend.js';
import type { KernelStep } from '../kernel.js';
import type { Panel } from '../panel.js';
import { gpuUnavailable, runOnGpu } from './gpu.js';

/** The shaders of native/gpu, in f32, on whole batches. */
export const metalBackend: AsynchronousBackend = {
  name: 'metal',
  precision: 'f32',
  synchronous: false,
  unavailable: gpuUnavailable,

  supports(kernel: AnyKernel, { rows, cols, args, reals }: CallShape): boolean {
    const state = loadAddon();
    if (state.status !== 'loaded' || gpuUnavailable() !== undefined) return false;
    const { addon } = state;
    return addon.gpuRefuses(kernel.name, kernel.inputs.length, rows, cols, args, reals) === undefined;
  },

  async run(kernel: AnyKernel, step: KernelStep, signal: AbortSignal | undefined): Promise<void> {
    const { args, reals, inputs, output } = step;
    const slots = [...inputs.map((panel) => slotOf(panel, 'source')), slotOf(output, 'target')];
    const call = {
      kernel: kernel.name,
      args,
      reals,
      inputs: Uint32Array.from(inputs.keys()),
      outputs: Uint32Array.of(inputs.length),
    };
    await runOnGpu([call], slots, { signal });
  },
};

function slotOf({ data, rows, cols, rowStride }: Panel, role: 'source' | 'target') {
  return { element: 'f32' as const, rows, cols, stride: rowStride, [role]: data };
}
