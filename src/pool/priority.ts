import { constants, getPriority, setPriority } from 'node:os';
import { loadAddon } from '../addon/load.js';

/** How a thread was put behind others; undefined: it was not. */
export type Lowered = 'nice' | 'quality of service' | undefined;

/** How far workers stay behind the thread that started them: it moves messages, and comes first where cores are short. */
const stepsBehind = constants.priority.PRIORITY_BELOW_NORMAL;

let lowered: Lowered;

/** How this thread was put behind others. */
export function loweredBy(): Lowered {
  return lowered;
}

/**
 * Lowers the priority of this thread: on Linux its nice value, which there belongs to a thread; on macOS its quality of
 * service, by the addon. Elsewhere a priority is the process's, whose I/O thread it must not touch.
 */
export function lowerPriority(): void {
  if (process.platform === 'linux') lowered = lowerNice() ? 'nice' : undefined;
  else if (process.platform === 'darwin') lowered = lowerService() ? 'quality of service' : undefined;
}

function lowerNice(): boolean {
  try {
    setPriority(Math.min(constants.priority.PRIORITY_LOW, getPriority() + stepsBehind));
    return true;
  } catch {
    return false;
  }
}

function lowerService(): boolean {
  const state = loadAddon();
  return state.status === 'loaded' && state.addon.lowerPriority?.() === true;
}
