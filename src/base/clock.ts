/** A pending callback. Cancelling twice, or after it ran, does nothing. */
export interface Timer {
  cancel(): void;
}

/**
 * Every clock and scheduler that dualbus uses, so that a test or a backtest can replace them all at once.
 * Deadlines and liveness use the monotonic side only; wall time stamps messages and stream ids.
 */
export interface Clock {
  /** Monotonic milliseconds with a fraction; the origin is arbitrary. */
  now(): number;
  /** The monotonic clock of the machine in nanoseconds: comparable between processes of one boot. */
  monotonicNs(): bigint;
  /** UTC in whole milliseconds. */
  wallMs(): number;
  /** UTC in nanoseconds. */
  wallNs(): bigint;
  /** Calls back once after `ms`. A background timer does not keep the process alive. */
  after(ms: number, callback: () => void, background?: boolean): Timer;
  /** Calls back after the loop has polled for input once more. */
  soon(callback: () => void): void;
  /** Calls back at the end of the current tick: after everything that promises continue in it. */
  defer(callback: () => void): void;
}

const nsPerMs = 1_000_000n;

/** The wall clock moved (or was set) when the two clocks disagree by more than this. */
const wallDriftNs = 2n * nsPerMs;

class SystemClock implements Clock {
  private wallOffsetNs = 0n;

  now(): number {
    return performance.now();
  }

  monotonicNs(): bigint {
    return process.hrtime.bigint();
  }

  wallMs(): number {
    return Date.now();
  }

  wallNs(): bigint {
    const monotonic = process.hrtime.bigint();
    const coarse = BigInt(Date.now()) * nsPerMs;
    const fine = monotonic + this.wallOffsetNs;
    const drift = fine - coarse;
    if (drift >= 0n && drift < wallDriftNs) return fine;
    this.wallOffsetNs = coarse - monotonic;
    return coarse;
  }

  after(ms: number, callback: () => void, background = false): Timer {
    const timer = setTimeout(callback, ms);
    if (background) timer.unref();
    return { cancel: () => clearTimeout(timer) };
  }

  soon(callback: () => void): void {
    setImmediate(callback);
  }

  // A microtask alone would run before the continuations queued behind it, a nextTick alone before all of them. A promise
  // costs less than queueMicrotask, which makes an asynchronous resource of every callback.
  defer(callback: () => void): void {
    void settled.then(() => process.nextTick(callback));
  }
}

const settled = Promise.resolve();

export const systemClock: Clock = new SystemClock();
