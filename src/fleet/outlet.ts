import type { InputOf, OwnMessages, SendOptions } from '../bus/index.js';
import type { EngineContext } from './engine.js';

/** Where an engine's derived messages leave: counted when sent, and by flush() when they were not stored. */
export interface Outlet<K extends keyof OwnMessages> {
  /** Waits while the publisher takes no more. */
  send(message: InputOf<OwnMessages, K>, options: SendOptions): Promise<void>;
  /** How many of those since the last flush were not stored for certain. */
  flush(): Promise<number>;
}

export function outlet<K extends keyof OwnMessages & string>(
  { bus, tally }: EngineContext,
  name: K,
): Outlet<K> {
  // What failed is in the counts of flush().
  const publisher = bus.publisher(name, { onOutcome: () => {} });
  return {
    async send(message, options) {
      while (!publisher.send(message, options)) await publisher.ready();
      tally.send(name, 1);
    },
    async flush() {
      const { rejected, unknown } = await publisher.flush();
      return rejected + unknown;
    },
  };
}
