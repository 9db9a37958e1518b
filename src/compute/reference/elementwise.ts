import type { KernelStep } from '../kernel.js';

/** Applies `f` to every element of the only input. */
export function mapElements({ rows, cols, inputs, output }: KernelStep, f: (x: number) => number): void {
  const input = inputs[0]!;
  for (let r = 0; r < rows; r++) {
    const from = r * input.rowStride;
    const to = r * output.rowStride;
    for (let c = 0; c < cols; c++) output.data[to + c] = f(input.data[from + c]!);
  }
}

/** What every kernel without memory has in common. */
export const stateless = { lookback: () => 0, stateBytes: () => 0 } as const;
