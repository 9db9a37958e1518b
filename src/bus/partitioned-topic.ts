import { spread } from '../base/spread.js';
import type { ColumnInput, MessageType } from '../codec/index.js';
import { divide } from './partitions.js';
import type { SendOptions, Sink } from './sink.js';
import type { PreparedFrame, Topic } from './topic.js';
import type { TopicStream } from './topic-stream.js';

/** A topic whose messages are divided by instrument. */
export class PartitionedTopic implements Topic {
  readonly #streams: readonly TopicStream[];

  constructor(streams: readonly TopicStream[]) {
    this.#streams = streams;
  }

  send(type: MessageType, value: unknown, sink: Sink, options?: SendOptions): boolean {
    const { instrument } = (value ?? {}) as { readonly instrument?: unknown };
    const partition = typeof instrument === 'number' ? spread(instrument, this.#streams.length) : 0;
    return this.#streams[partition]!.send(type, value, sink, options);
  }

  /** A frame for each partition that has a row: all of them, or none. */
  sendColumns(type: MessageType, columns: ColumnInput, sink: Sink, options?: SendOptions): boolean {
    const frames: PreparedFrame[] = [];
    const discard = (): void => {
      for (const frame of frames) frame.discard();
    };
    for (const [partition, part] of divide(columns, this.#streams.length)) {
      const stream = this.#streams[partition]!;
      try {
        const frame = stream.prepareColumns(type, part, sink, options);
        if (frame === undefined) {
          discard();
          return false;
        }
        frames.push(frame);
      } catch (error) {
        discard();
        // An error names rows as the caller counts them.
        if (part !== columns) stream.prepareColumns(type, columns, sink, options)?.discard();
        throw error;
      }
    }
    for (const frame of frames) frame.send();
    return true;
  }

  async ready(signal?: AbortSignal): Promise<void> {
    await Promise.all(this.#streams.map((stream) => stream.ready(signal)));
  }

  async drain(): Promise<void> {
    await Promise.all(this.#streams.map((stream) => stream.drain()));
  }

  turn(): Promise<void> {
    return this.#streams[0]!.turn();
  }
}
