import { monotonicNs } from './peer.js';

/** How late a timer fires even in an idle process. */
const timerNs = 1.2e6;

/**
 * Calls `send` at a steady rate, whatever became of the calls before, with the time at which the call was due: when the
 * loop came late by more than a timer does anyway, that is the time of the schedule, so that a stall counts for everything
 * that it held up (no coordinated omission).
 */
export function pace(
  perSecond: number,
  count: number,
  send: (dueNs: number, index: number) => void,
): Promise<void> {
  const gapNs = 1e9 / perSecond;
  const start = monotonicNs() + 2e6;
  let index = 0;
  return new Promise((resolve) => {
    const turn = (): void => {
      const now = monotonicNs();
      for (; index < count; index++) {
        const due = start + index * gapNs;
        if (due > now) break;
        send(now - due < timerNs ? now : due, index);
      }
      if (index >= count) resolve();
      else setTimeout(turn, (start + index * gapNs - monotonicNs()) / 1e6);
    };
    turn();
  });
}
