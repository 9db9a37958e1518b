import type { Clock, Timer } from '../../base/clock.js';
import { stallToleranceMs } from './deadline-wheel.js';

export const monitorTickMs = 50;

/**
 * Ticks while the transport is open and measures how long our own loop kept the ticks waiting. Silence of a server is
 * judged on `responsiveNow`, a clock that stands still while we could not have heard it.
 */
export class LoopMonitor {
  private stalled = 0;
  private timer: Timer | undefined;
  private expectedAt = 0;
  private readonly clock: Clock;
  private readonly onTick: () => void;
  private readonly onStall: (ms: number) => void;

  constructor(clock: Clock, onTick: () => void, onStall: (ms: number) => void) {
    this.clock = clock;
    this.onTick = onTick;
    this.onStall = onStall;
  }

  start(): void {
    this.schedule();
  }

  stop(): void {
    this.timer?.cancel();
    this.timer = undefined;
  }

  /** Milliseconds of the monotonic clock in which this loop was responsive. */
  responsiveNow(): number {
    return this.clock.now() - this.stalled;
  }

  private schedule(): void {
    this.expectedAt = this.clock.now() + monitorTickMs;
    this.timer = this.clock.after(monitorTickMs, () => this.tick(), true);
  }

  private tick(): void {
    const late = this.clock.now() - this.expectedAt;
    if (late > stallToleranceMs) {
      this.stalled += late;
      this.onStall(late);
    }
    // What arrived during the stall is read before anybody is judged.
    this.clock.soon(() => {
      if (this.timer === undefined) return;
      this.onTick();
      if (this.timer !== undefined) this.schedule();
    });
  }
}
