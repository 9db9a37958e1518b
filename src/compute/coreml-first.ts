import type { BackendName } from './backend.js';
import { type Choice, forcedName } from './choose.js';
import { crossover } from './crossover.js';
import { BackendUnavailable, HalfRangeExceeded, isDeviceFault } from './errors.js';
import { coremlBackend } from './native/coreml-backend.js';
import { switchedOff, switchOff } from './self-test.js';

/** The same work on either side. */
export interface EitherWay<T> {
  readonly coreml: () => Promise<T>;
  /** @throws BackendUnavailable or BackendNotSynchronous when a backend is forced that cannot serve */
  readonly cpu: (choice: Choice) => T;
}

/**
 * Runs work that f16 will do for in Core ML, where that is there, agreed and pays for so many elements, and on the CPU
 * otherwise or when Core ML fails; `reason` then says why. A forced backend runs alone.
 */
export async function coremlFirst<T extends object>(
  kernel: string,
  elements: number,
  choice: Choice,
  work: EitherWay<T>,
): Promise<T & { readonly reason?: string }> {
  const forced: BackendName | undefined = forcedName(choice);
  if (forced !== undefined) return forced === 'coreml' ? work.coreml() : work.cpu(choice);
  const reason = switchedOff(coremlBackend) ?? coremlBackend.unavailable() ?? tooSmall(kernel, elements);
  if (reason !== undefined) return { ...work.cpu({}), reason };
  try {
    return await work.coreml();
  } catch (error) {
    if (!isFallback(error)) throw error;
    if (isDeviceFault(error)) switchOff(coremlBackend, kernel, error.message);
    return { ...work.cpu({}), reason: error.message };
  }
}

function tooSmall(kernel: string, elements: number): string | undefined {
  const least = crossover('coreml', kernel);
  return elements < least
    ? `${elements} multiply-adds are too few for Core ML to pay here (${least})`
    : undefined;
}

function isFallback(error: unknown): error is Error {
  return isDeviceFault(error) || error instanceof HalfRangeExceeded || error instanceof BackendUnavailable;
}
