import { MalformedMessage } from '../errors.js';
import type { Decoded } from '../interpreter/decode.js';
import type { Interpreter } from '../interpreter/interpret.js';
import { type Framing, frames } from './framing.js';

/** A message and the byte of the file that it begins at. */
export interface DecodedFrame extends Decoded {
  readonly offset: number;
}

/**
 * Decodes the messages of a file one after the other. Throws MalformedMessage, with the offset in the file, at the
 * first one that cannot be read.
 */
export function* decodeFrames(
  interpreter: Interpreter,
  bytes: Uint8Array,
  framing: Framing,
): Generator<DecodedFrame> {
  if (framing !== 'none') {
    const { littleEndian } = interpreter.schema;
    for (const { start, end } of frames(bytes, framing, littleEndian))
      yield decodeAt(interpreter, bytes, start, end);
    return;
  }
  let p = 0;
  while (p < bytes.length) {
    const decoded = decodeAt(interpreter, bytes, p, bytes.length);
    yield decoded;
    p += decoded.length;
  }
}

function decodeAt(interpreter: Interpreter, bytes: Uint8Array, start: number, end: number): DecodedFrame {
  try {
    return { ...interpreter.decode(bytes, start, end), offset: start };
  } catch (error) {
    throw error instanceof MalformedMessage ? error.within(start) : error;
  }
}
