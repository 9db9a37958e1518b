import type { ColumnInput, MessageType } from '../codec/index.js';
import type { SendOptions, Sink } from './sink.js';

/** What one process publishes on one topic. */
export interface Topic {
  /**
   * Encodes a message into the frame of this tick. False: the queue is full and nothing was taken.
   *
   * @throws InvalidArgument, ExactnessLost, UnknownInstrument for a message that cannot be sent, BusClosed.
   */
  send(type: MessageType, value: unknown, sink: Sink, options?: SendOptions): boolean;
  /** The same for columns, which get frames of their own. */
  sendColumns(type: MessageType, columns: ColumnInput, sink: Sink, options?: SendOptions): boolean;
  /** Resolves when half of the queue is free. Rejects with the signal's reason. */
  ready(signal?: AbortSignal): Promise<void>;
  /** Sends what was collected; resolves when everything taken so far has its outcome. */
  drain(): Promise<void>;
  /**
   * Resolves a turn of the event loop later. What is refused is refused at once; a caller that tries again at once would
   * otherwise keep the loop from ever bringing the connection back.
   */
  turn(): Promise<void>;
}

/** An encoded frame that was not sent yet. */
export interface PreparedFrame {
  send(): void;
  discard(): void;
}
