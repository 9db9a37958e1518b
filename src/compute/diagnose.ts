import { type AnyKernel, type Backend, type CallShape, referenceBackend } from './backend.js';
import { type BackendReport, backendNamed, describeBackends } from './choose.js';
import { verifyCoreml } from './dense-coreml.js';
import { verifyGram } from './gram-coreml.js';
import { kernels } from './kernels.js';
import { verifyAsynchronous, verifySynchronous } from './self-test.js';

export interface BackendDiagnosis extends BackendReport {
  /** Kernels that it runs and that agreed with the reference on this machine, within the stated tolerance. */
  readonly agreed: readonly string[];
  /** Kernels that it leaves to the backends below it. */
  readonly unsupported: readonly string[];
}

/** A call of moderate size with the first of the kernel's examples. */
function exampleCall(kernel: AnyKernel): CallShape {
  return { rows: 64, cols: 64, ...kernel.encode(kernel.examples[0]!) };
}

/** Runs the self-test of every kernel on every backend of this machine, in order of priority. */
export async function diagnoseBackends(): Promise<BackendDiagnosis[]> {
  const found: BackendDiagnosis[] = [];
  for (const { name } of describeBackends()) {
    const backend = backendNamed(name);
    const agreed: string[] = [];
    const unsupported: string[] = [];
    for (const { spec } of Object.values(kernels)) {
      const kernel = spec as unknown as AnyKernel;
      if (backend === undefined || backend.unavailable() !== undefined) continue;
      if (!kernel.dtypes.includes(backend.precision) || !backend.supports(kernel, exampleCall(kernel))) {
        unsupported.push(spec.name);
      } else if (await verify(backend, kernel)) agreed.push(spec.name);
    }
    if (name === 'coreml' && backend?.unavailable() === undefined) {
      if (await verifyCoreml()) agreed.push('dense');
      if (await verifyGram()) agreed.push('gram');
    }
    // Asked again after the tests, since a backend that disagreed is switched off by now.
    const report = describeBackends().find((entry) => entry.name === name)!;
    found.push({ ...report, agreed, unsupported });
  }
  return found;
}

function verify(backend: Backend, kernel: AnyKernel): boolean | Promise<boolean> {
  if (backend === referenceBackend) return true;
  return backend.synchronous ? verifySynchronous(backend, kernel) : verifyAsynchronous(backend, kernel);
}
