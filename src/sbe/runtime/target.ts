import { Scratch } from './scratch.js';

/** The largest memory that is kept alive for the sake of the next call. */
const maxKeptBytes = 16 * 1024 * 1024;

let last: Uint8Array | undefined;
let overlay: Scratch | undefined;
let candidate: WeakRef<Uint8Array> | undefined;

/**
 * A scratch over the memory of `target` itself, for messages that can be written where they belong: only for an array
 * that is given again and again, such as an output ring, since views cost more than an encoding. One ring is remembered
 * for the whole process; any other target is encoded by way of the encoder's own memory.
 */
export function overlayOf(target: Uint8Array): Scratch | undefined {
  return target === last ? overlay : admit(target);
}

/** Lets a target in when it comes for the second time in a row. */
function admit(target: Uint8Array): Scratch | undefined {
  if (candidate?.deref() !== target) {
    candidate = new WeakRef(target);
    return undefined;
  }
  const { buffer } = target;
  const fixed = !('resizable' in buffer && buffer.resizable) && !('growable' in buffer && buffer.growable);
  if (!fixed || buffer.byteLength > maxKeptBytes || buffer.byteLength === 0) return undefined;
  last = target;
  overlay = new Scratch(buffer.byteLength, target);
  return overlay;
}
