import { DualbusError } from '../base/errors.js';
import { type Batch, causeOf, FrameBuilder, type Sender } from '../codec/index.js';
import type { Entry, OwnedStream, Transport } from '../transport/index.js';
import { pause } from './identity.js';
import { deadLetterKey, topicOf } from './keys.js';
import { StreamKeeper } from './stream-keeper.js';

export interface DeadLettersOptions {
  readonly namespace: string;
  readonly group: string;
  readonly instance: string;
  readonly sender: Sender;
  readonly transport: (bus: string) => Transport;
  /** Most bytes of one dead-letter stream. Default 64 MiB. */
  readonly maxBytes?: number;
}

const retryMs = 500;

/** Dead letters are for people: they stay a week, or as long as they fit. */
const weekMs = 7 * 86_400_000;
const ceilingBytes = 64 * 1024 * 1024;

interface OpenStream {
  readonly stream: OwnedStream;
  readonly keeper: StreamKeeper;
}

/** Puts aside what a group cannot handle: frames with the message's cause, or the bytes as they came. */
export class DeadLetters {
  readonly #options: DeadLettersOptions;
  readonly #streams = new Map<string, Promise<OpenStream>>();
  #sequence = 1n;
  #closed = false;

  constructor(options: DeadLettersOptions) {
    this.#options = options;
  }

  /** Stores a whole frame. False when closed before it was stored. */
  frame(bus: string, { stream, frame }: Entry): Promise<boolean> {
    return this.#store(bus, topicOf(stream), frame);
  }

  /**
   * Stores one message of a frame, whose cause names it; or the frame as it came, when the message cannot be read. Tells
   * which of them was stored.
   */
  async message(
    bus: string,
    entry: Entry,
    batch: Batch,
    index: number,
  ): Promise<'message' | 'frame' | 'closed'> {
    const single = this.#single(batch, index);
    if (single === undefined) return (await this.frame(bus, entry)) ? 'frame' : 'closed';
    return (await this.#store(bus, batch.type.topic, single)) ? 'message' : 'closed';
  }

  #single(batch: Batch, index: number): Uint8Array | undefined {
    const builder = new FrameBuilder(batch.type, this.#options.sender);
    try {
      builder.add(batch.toArray()[index]);
    } catch (error) {
      builder.drop();
      if (error instanceof DualbusError) return undefined;
      throw error;
    }
    const encoded = builder.finish(this.#sequence++, { cause: causeOf(batch.envelope, index) });
    const bytes = encoded.bytes.slice();
    encoded.release();
    return bytes;
  }

  /** Tries until it is stored: what is neither handled nor put aside must not be acknowledged. */
  async #store(bus: string, topic: string, frame: Uint8Array): Promise<boolean> {
    while (!this.#closed) {
      const open = await this.#open(bus, topic).catch(() => undefined);
      const outcome = await open?.stream.append(frame, { deadlineMs: 2_000 });
      if (outcome?.status === 'ok') {
        open?.keeper.stored(outcome.value, frame.length);
        return true;
      }
      await pause(this.#options.transport(bus).clock, retryMs);
    }
    return false;
  }

  #open(bus: string, topic: string): Promise<OpenStream> {
    const { namespace, group, instance } = this.#options;
    const key = deadLetterKey(namespace, bus, topic, group, instance);
    let open = this.#streams.get(key);
    if (open === undefined) {
      open = this.#openStream(bus, key);
      open.catch(() => this.#streams.delete(key));
      this.#streams.set(key, open);
    }
    return open;
  }

  async #openStream(bus: string, key: string): Promise<OpenStream> {
    const { transport: of, maxBytes = ceilingBytes } = this.#options;
    const transport = of(bus);
    const stream = await transport.ownStream(key, { lane: 'control' });
    const policy = { ceilingAgeMs: weekMs, ceilingBytes: maxBytes };
    const quiet = { groupsKey: undefined, register: async () => {}, report: () => {} };
    return { stream, keeper: new StreamKeeper({ transport, key, policy, ...quiet }) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const open of await Promise.allSettled(this.#streams.values())) {
      if (open.status !== 'fulfilled') continue;
      open.value.keeper.close();
      await open.value.stream.close();
    }
  }
}
