import type { BusName } from '../codec/index.js';
import type { Entry, Transport } from '../transport/index.js';
import { attemptsKey } from './keys.js';

/** How far the handling of a redelivered frame got: message `index` was tried for the `attempt`th time. */
export interface Attempt {
  /** -1: all messages together. */
  readonly index: number;
  readonly attempt: number;
}

const callMs = { deadlineMs: 1_000 };

/**
 * Remembers on the server which message of a redelivered frame is being handled, so that the one that ends the process
 * is found: the delivery count of a frame cannot tell it from its neighbours, nor from frames that only waited behind it.
 * What cannot be stored or read counts as not tried.
 */
export class Attempts {
  readonly #namespace: string;
  readonly #group: string;
  readonly #transport: (bus: BusName) => Transport;

  constructor(namespace: string, group: string, transport: (bus: BusName) => Transport) {
    this.#namespace = namespace;
    this.#group = group;
    this.#transport = transport;
  }

  async last(bus: BusName, entry: Entry): Promise<Attempt | undefined> {
    const stored = await this.#keys(bus).hashGet(this.#key(bus), fieldOf(entry), callMs);
    if (stored.status !== 'ok' || stored.value === undefined) return undefined;
    const [index, attempt] = Buffer.from(stored.value).toString().split(' ').map(Number);
    return Number.isInteger(index) && Number.isInteger(attempt)
      ? { index: index!, attempt: attempt! }
      : undefined;
  }

  async begin(bus: BusName, entry: Entry, { index, attempt }: Attempt): Promise<void> {
    const value = Buffer.from(`${index} ${attempt}`);
    await this.#keys(bus).hashSet(this.#key(bus), fieldOf(entry), value, callMs);
  }

  forget(bus: BusName, entry: Entry): void {
    void this.#keys(bus).hashRemove(this.#key(bus), fieldOf(entry), callMs);
  }

  #keys(bus: BusName): Transport['keys'] {
    return this.#transport(bus).keys;
  }

  #key(bus: BusName): string {
    return attemptsKey(this.#namespace, bus, this.#group);
  }
}

function fieldOf({ stream, id }: Entry): string {
  return `${stream}/${id}`;
}
