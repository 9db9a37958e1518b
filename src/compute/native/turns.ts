import { DeviceBusy } from '../errors.js';

/** Calls that may wait for a device; each holds the panels of its caller. */
const maxWaiting = 64;

/** One call at a time, in the order in which they came, so that a device never holds more than one thread of Node's. */
export class Turns {
  readonly #device: string;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(device: string) {
    this.#device = device;
  }

  /**
   * Runs `work` when its turn comes. Once `signal` is aborted this rejects with its reason at once; work that runs is
   * told by `cancel`, and the next turn begins when it has really ended.
   * @throws DeviceBusy when `maxWaiting` calls wait
   */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal, cancel: () => void = () => {}): Promise<T> {
    signal?.throwIfAborted();
    if (this.#waiting >= maxWaiting) throw new DeviceBusy(this.#device, this.#waiting);
    this.#waiting++;
    const before = this.#last;
    const turn = before.then(() => {
      signal?.throwIfAborted();
      return work();
    });
    this.#last = turn.then(ignore, ignore).finally(() => {
      this.#waiting--;
    });
    return signal ? abortable(turn, signal, cancel) : turn;
  }
}

function ignore(): void {}

async function abortable<T>(turn: Promise<T>, signal: AbortSignal, cancel: () => void): Promise<T> {
  let onAbort = ignore;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      cancel();
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([turn, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
