import type { KeptFrame } from './frame-log.js';
import type { LaneItem } from './lane.js';

/** Where a result comes from. */
export interface ResultOrigin {
  readonly shard: number;
  readonly name: string;
  readonly stream: string;
  readonly id: string;
}

/** Who hears of a frame. */
export interface DeliveryListener {
  readonly onResult: (result: unknown, origin: ResultOrigin) => void | Promise<void>;
  /** That it cannot be decoded, once. */
  readonly onUnreadable: (error: Error) => Promise<void>;
  /** That it is through all workers. */
  readonly onEnd: () => void;
}

/** A frame that is not through all of its workers. */
export class Delivery implements LaneItem {
  readonly frame: KeptFrame;
  readonly #listener: DeliveryListener;
  #left: number;
  #unreadable: Promise<void> | undefined;

  constructor(frame: KeptFrame, shards: number, listener: DeliveryListener) {
    this.frame = frame;
    this.#left = shards;
    this.#listener = listener;
  }

  handled(shard: number, result: unknown): void | Promise<void> {
    if (result === undefined) this.#count();
    else return this.#tell(shard, result);
  }

  async unreadable(error: Error): Promise<void> {
    this.#unreadable ??= this.#listener.onUnreadable(error);
    await this.#unreadable;
    this.#count();
  }

  async #tell(shard: number, result: unknown): Promise<void> {
    const { origin, id } = this.frame;
    await this.#listener.onResult(result, { shard, name: origin.name, stream: origin.stream, id });
    this.#count();
  }

  #count(): void {
    if (--this.#left === 0) this.#listener.onEnd();
  }
}
