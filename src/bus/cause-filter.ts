import { causeKey, type Envelope } from '../codec/index.js';

/**
 * Finds replays: messages of one type that were derived from the same input by another session than the one that derived
 * them first, as a restarted engine does. Several messages of one session from one input are no replay.
 */
export class CauseFilter {
  readonly #first = new Map<string, string>();
  readonly #window: number;

  /** Remembers the last `window` causes. */
  constructor(window = 65_536) {
    this.#window = window;
  }

  isReplay({ cause, producer, epoch, bodySchemaId, bodyTemplateId }: Envelope): boolean {
    if (cause === undefined) return false;
    const key = `${bodySchemaId}.${bodyTemplateId} ${causeKey(cause)}`;
    const session = `${producer}.${epoch}`;
    const first = this.#first.get(key);
    if (first !== undefined) return first !== session;
    this.#first.set(key, session);
    if (this.#first.size > this.#window)
      for (const oldest of this.#first.keys()) {
        this.#first.delete(oldest);
        break;
      }
    return false;
  }
}
