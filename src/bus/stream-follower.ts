import type { Timer } from '../base/clock.js';
import type { BusName } from '../codec/index.js';
import { type Subscription, type Transport, unwrap } from '../transport/index.js';
import { streamsChannel, streamsKey } from './keys.js';

const pollMs = 1_000;
const callMs = { deadlineMs: 2_000 };

/** Knows which streams some topics have: asks now and then, and at once when a new one is announced. */
export class StreamFollower {
  readonly #transport: Transport;
  readonly #namespace: string;
  readonly #topics: readonly string[];
  readonly #onNew: (streams: readonly string[]) => Promise<void>;
  readonly #known = new Set<string>();
  #announcements: Subscription[] = [];
  #looking: Promise<void> | undefined;
  #again = false;
  #timer: Timer | undefined;
  #closed = false;

  constructor(
    transport: Transport,
    namespace: string,
    topics: readonly string[],
    onNew: (streams: readonly string[]) => Promise<void>,
  ) {
    this.#transport = transport;
    this.#namespace = namespace;
    this.#topics = topics;
    this.#onNew = onNew;
  }

  get #bus(): BusName {
    return this.#transport.bus as BusName;
  }

  /** Resolves when the streams that exist now are followed. */
  async start(): Promise<void> {
    const listen = (topic: string): Promise<Subscription> =>
      this.#transport.subscribe(streamsChannel(this.#namespace, this.#bus, topic), () => this.#soon());
    this.#announcements = await Promise.all(this.#topics.map(listen));
    await this.#look();
    this.#schedule();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    await Promise.all(this.#announcements.map((subscription) => subscription.close()));
  }

  #schedule(): void {
    if (this.#closed) return;
    this.#timer = this.#transport.clock.after(pollMs, () => this.#poll(), true);
  }

  #poll(): void {
    this.#soon();
    this.#schedule();
  }

  /** What fails here is tried again by the next poll. */
  #soon(): void {
    if (this.#closed) return;
    if (this.#looking !== undefined) {
      this.#again = true;
      return;
    }
    this.#looking = this.#look()
      .catch(() => {})
      .finally(() => {
        this.#looking = undefined;
        if (this.#again) this.#soon();
      });
    this.#again = false;
  }

  async #look(): Promise<void> {
    const found: string[] = [];
    for (const topic of this.#topics) {
      const key = streamsKey(this.#namespace, this.#bus, topic);
      const members = unwrap(await this.#transport.keys.setMembers(key, callMs), this.#bus, `read ${key}`);
      found.push(...members.filter((stream) => !this.#known.has(stream)));
    }
    if (found.length === 0 || this.#closed) return;
    await this.#onNew(found);
    for (const stream of found) this.#known.add(stream);
  }
}
