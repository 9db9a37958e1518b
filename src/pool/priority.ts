import { constants, getPriority, setPriority } from 'node:os';

/** How far workers stay behind the thread that started them: it moves messages, and comes first where cores are short. */
const stepsBehind = constants.priority.PRIORITY_BELOW_NORMAL;

/**
 * Lowers the priority of this thread. On Linux a priority belongs to a thread; elsewhere to the process, whose I/O thread
 * it must not touch. Returns whether it did.
 */
export function lowerPriority(): boolean {
  if (process.platform !== 'linux') return false;
  try {
    setPriority(Math.min(constants.priority.PRIORITY_LOW, getPriority() + stepsBehind));
    return true;
  } catch {
    return false;
  }
}
