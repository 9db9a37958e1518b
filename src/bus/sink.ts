import type { Cause } from '../codec/index.js';
import type { Outcome, StreamId } from '../transport/index.js';

/** What a message says beside its fields. Messages that share the same object can share a frame. */
export interface SendOptions {
  /** The message from which this one was derived: consumers recognise a replay by it. */
  readonly cause?: Cause;
  /** Work on the message expires when it is older than this many microseconds. */
  readonly budgetUs?: number;
}

/** What became of the messages that one sender had in one frame. */
export interface FrameOutcome {
  /** ok: the id of the stored frame. */
  readonly outcome: Outcome<StreamId>;
  readonly stream: string;
  readonly messages: number;
  /** Of the first of these messages; the others follow. */
  readonly sequence: bigint;
  /** Its place in the frame. */
  readonly index: number;
}

/** Who put messages into a frame and hears what became of them, once per frame. */
export interface Sink {
  settled(outcome: FrameOutcome): void;
}

/** The messages of one sink that follow each other in a frame. */
export interface Part {
  readonly sink: Sink;
  readonly index: number;
  count: number;
}

/** Notes `count` more messages of `sink` behind those of `parts`. */
export function addPart(parts: Part[], sink: Sink, count: number): void {
  const last = parts.at(-1);
  if (last?.sink === sink) last.count += count;
  else parts.push({ sink, index: last === undefined ? 0 : last.index + last.count, count });
}
