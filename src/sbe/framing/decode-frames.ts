import { type MalformedFault, MalformedMessage } from '../errors.js';
import type { Decoded } from '../interpreter/decode.js';
import type { Interpreter } from '../interpreter/interpret.js';
import { limits } from '../runtime/limits.js';
import { type Framing, frames } from './framing.js';

const firstWindow = 4096;

/** The faults of a message that may only want more bytes. */
const beyondFrame: readonly MalformedFault[] = [
  'header',
  'block-out-of-frame',
  'dimension-out-of-frame',
  'group-out-of-frame',
  'data-out-of-frame',
];

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
    const decoded = decodeUnframed(interpreter, bytes, p);
    yield decoded;
    p += decoded.length;
  }
}

/**
 * Decodes the message at `start`, whose end only its own parts tell. The decoder copies what it is given, so it is given
 * little of the file at first, and more where the message proves to be longer.
 */
function decodeUnframed(interpreter: Interpreter, bytes: Uint8Array, start: number): DecodedFrame {
  const last = Math.min(bytes.length, start + limits.frameLength);
  for (let window = firstWindow; ; window *= 8) {
    const end = Math.min(last, start + window);
    try {
      return decodeAt(interpreter, bytes, start, end);
    } catch (error) {
      if (end === last || !(error instanceof MalformedMessage) || !beyondFrame.includes(error.fault))
        throw error;
    }
  }
}

function decodeAt(interpreter: Interpreter, bytes: Uint8Array, start: number, end: number): DecodedFrame {
  try {
    return { ...interpreter.decode(bytes, start, end), offset: start };
  } catch (error) {
    throw error instanceof MalformedMessage ? error.within(start) : error;
  }
}
