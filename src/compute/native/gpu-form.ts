import type { EncodedArgs } from '../kernel.js';
import { winsorizeMethods } from '../reference/cross-section/winsorize.js';

export interface GpuForm extends EncodedArgs {
  readonly kernel: string;
}

/** Delta degrees of freedom of the deviation that `sigma` counts in. */
const sigmaDdof = 1;

/** A call as the GPU knows it: some kernels have another name or other arguments there. */
export function gpuForm(kernel: string, encoded: EncodedArgs): GpuForm {
  if (kernel !== 'cs_winsorize') return { kernel, args: encoded.args, reals: encoded.reals };
  const method = winsorizeMethods[encoded.args[0]!]!;
  return {
    kernel: `winsorize_${method}`,
    args: method === 'sigma' ? Uint32Array.of(sigmaDdof) : new Uint32Array(0),
    reals: encoded.reals,
  };
}
