import { type Choice, type Inputs, type Kernel, kernels, type Operand } from '../../compute/index.js';
import { defineTask, type Task } from '../task.js';

/** Inputs in the order of the kernel, and where the result goes: series or panels in shared memory. */
export interface KernelColumns {
  readonly inputs: readonly [Operand, ...Operand[]];
  readonly out: Operand;
}

type KernelName = keyof typeof kernels;
type ArgsOf<Name extends KernelName> = NonNullable<Parameters<(typeof kernels)[Name]['runSync']>[1]>;

/** A kernel over a whole batch: `pool.run(kernelTask('rollingMean'), { inputs: [close], out }, { args: { window: 20 } })`. */
export function kernelTask<Name extends KernelName>(
  name: Name,
): Task<KernelColumns, ArgsOf<Name> & Pick<Choice, 'backend'>, void> {
  return { ...defineTask<typeof runKernel>(import.meta.url, 'runKernel'), name, bound: name };
}

export function runKernel({ inputs, out }: KernelColumns, given: object | undefined, name: KernelName): void {
  const { backend, ...args } = (given ?? {}) as Pick<Choice, 'backend'>;
  const kernel: Kernel<Inputs, object> = kernels[name];
  kernel.runSync(inputs, args, backend === undefined ? { out } : { out, backend });
}
