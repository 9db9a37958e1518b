import { loadAddon } from '#dualbus/addon/load.js';
import type { AnyKernel } from '#dualbus/compute/backend.js';
import { firstStep } from '#dualbus/compute/call.js';
import type { KernelSpec } from '#dualbus/compute/kernel.js';
import { cpuBackend } from '#dualbus/compute/native/cpu-backend.js';
import { newPanel, type Panel } from '#dualbus/compute/panel.js';
import type { Arm } from '../../support/interleave.js';

/**
 * A kernel over one batch, from the empty state into a reused output: the reference first, then every instruction set
 * of this machine. Figures are per element of the input.
 */
export function armsOf<Args>(kernel: KernelSpec<Args>, args: Args, inputs: readonly Panel[]): Arm[] {
  const any = kernel as AnyKernel;
  const step = firstStep(kernel, kernel.encode(args), inputs);
  const operations = step.rows * step.cols;
  const arm = (name: string, run: () => void, prepare: () => void = () => {}): Arm => ({
    name,
    operations,
    run(n) {
      prepare();
      for (let i = 0; i < n; i++) {
        step.state.fill(0);
        run();
      }
    },
  });
  const state = loadAddon();
  if (state.status !== 'loaded') return [arm('reference', () => kernel.step(step))];
  const native = state.implementations.map((name) =>
    arm(
      `native ${name}`,
      () => cpuBackend.step(any, step),
      () => state.addon.selectImplementation(name),
    ),
  );
  return [arm('reference', () => kernel.step(step)), ...native];
}

/** A panel of random walks, or of independent values between -6 and 6. */
export function benchPanel(rows: number, cols: number, kind: 'walk' | 'uniform'): Panel {
  const panel = newPanel(rows, cols);
  for (let i = 0; i < panel.data.length; i++) {
    const uniform = Math.random() - 0.5;
    panel.data[i] = kind === 'uniform' ? 12 * uniform : (i < cols ? 100 : panel.data[i - cols]!) + uniform;
  }
  return panel;
}
