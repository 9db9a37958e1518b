import type { AsynchronousBackend } from '../backend.js';
import { BackendUnavailable } from '../errors.js';
import { backendUnavailable } from './gpu.js';

/** Core ML, in f16: it runs dense networks (dense-coreml.ts) and none of the kernels on panels. */
export const coremlBackend: AsynchronousBackend = {
  name: 'coreml',
  precision: 'f16',
  synchronous: false,
  unavailable: () => backendUnavailable('coreml'),
  supports: () => false,
  run: async (kernel) => {
    throw new BackendUnavailable('coreml', `does not run ${kernel.name}`);
  },
};
