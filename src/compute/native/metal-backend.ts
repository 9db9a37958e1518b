import { loadAddon } from '../../addon/load.js';
import type { AnyKernel, AsynchronousBackend, CallShape } from '../backend.js';
import { inputNames, type KernelStep } from '../kernel.js';
import type { Panel } from '../panel.js';
import { gpuUnavailable, runOnGpu } from './gpu.js';
import { gpuForm } from './gpu-form.js';

/** The shaders of native/gpu, in f32, on whole batches. */
export const metalBackend: AsynchronousBackend = {
  name: 'metal',
  precision: 'f32',
  synchronous: false,
  unavailable: gpuUnavailable,

  supports(kernel: AnyKernel, call: CallShape): boolean {
    const state = loadAddon();
    if (state.status !== 'loaded' || gpuUnavailable() !== undefined) return false;
    const form = gpuForm(kernel.name, call);
    const { length } = inputNames(kernel, call);
    const { addon } = state;
    return addon.gpuRefuses(form.kernel, length, call.rows, call.cols, form.args, form.reals) === undefined;
  },

  async run(kernel: AnyKernel, step: KernelStep, signal: AbortSignal | undefined): Promise<void> {
    const { inputs, output } = step;
    const slots = [...inputs.map((panel) => slotOf(panel, 'source')), slotOf(output, 'target')];
    const call = {
      ...gpuForm(kernel.name, step),
      inputs: Uint32Array.from(inputs.keys()),
      outputs: Uint32Array.of(inputs.length),
    };
    await runOnGpu([call], slots, { signal });
  },
};

function slotOf({ data, rows, cols, rowStride }: Panel, role: 'source' | 'target') {
  return { element: 'f32' as const, rows, cols, stride: rowStride, [role]: data };
}
