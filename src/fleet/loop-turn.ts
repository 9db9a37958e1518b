import { setImmediate as turn } from 'node:timers/promises';

const mostMs = 2;

/**
 * Keeps a loop that always has something to do from keeping everything else in its process waiting: sockets, beacons,
 * requests.
 */
export class LoopTurn {
  #last = performance.now();

  /** A promise to wait for when the loop has run long enough. */
  due(): Promise<void> | undefined {
    return performance.now() - this.#last < mostMs ? undefined : this.#take();
  }

  async #take(): Promise<void> {
    await turn();
    this.#last = performance.now();
  }
}
