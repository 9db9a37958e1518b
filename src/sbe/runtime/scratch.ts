import { InvalidArgument } from '../../base/errors.js';
import { type MalformedFault, MalformedMessage, TargetTooSmall } from '../errors.js';
import { limits } from './limits.js';

const hostIsLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Memory of whole 8-byte words. */
function allocate(capacity: number): ArrayBuffer {
  return new ArrayBuffer((capacity + 7) & ~7);
}

/**
 * Memory that holds one frame, with a view of each kind over it. Decoders copy a frame in and read it here, so the
 * sender of the bytes (or a thread that shares them) cannot change what was checked, 8-aligned fields are plain loads,
 * and no view is created per message. Encoders build a frame here and copy it out whole, so a refused value leaves
 * the target untouched.
 */
export class Scratch {
  u8!: Uint8Array;
  i8!: Int8Array;
  u16!: Uint16Array;
  i16!: Int16Array;
  u32!: Uint32Array;
  i32!: Int32Array;
  u64!: BigUint64Array;
  i64!: BigInt64Array;
  f32!: Float32Array;
  f64!: Float64Array;
  view!: DataView;
  buffer!: Buffer;
  capacity = 0;
  /** The bytes of the frame last loaded, all of them, also where only the head was copied. */
  length = 0;
  /** Changes with each frame, so that what points into an earlier one can tell. */
  epoch = 0;
  /** Where a reader of variable-length parts has come to. */
  cursor = 0;
  #entries = 0;

  /** Where in the memory the bytes begin that positions count from. */
  readonly base: number;

  /** Memory of its own for `capacity` bytes, or the memory of a caller's array. */
  constructor(capacity: number, target?: Uint8Array) {
    if (!hostIsLittleEndian)
      throw new InvalidArgument('platform', 'SBE codecs run on little-endian machines only');
    this.base = target?.byteOffset ?? 0;
    this.#view(target?.buffer ?? allocate(capacity), capacity);
  }

  #view(memory: ArrayBufferLike, capacity: number): void {
    const { byteLength } = memory;
    this.capacity = capacity;
    this.u8 = new Uint8Array(memory, 0, capacity);
    this.i8 = new Int8Array(memory, 0, capacity);
    this.u16 = new Uint16Array(memory, 0, byteLength >> 1);
    this.i16 = new Int16Array(memory, 0, byteLength >> 1);
    this.u32 = new Uint32Array(memory, 0, byteLength >> 2);
    this.i32 = new Int32Array(memory, 0, byteLength >> 2);
    this.u64 = new BigUint64Array(memory, 0, byteLength >> 3);
    this.i64 = new BigInt64Array(memory, 0, byteLength >> 3);
    this.f32 = new Float32Array(memory, 0, byteLength >> 2);
    this.f64 = new Float64Array(memory, 0, byteLength >> 3);
    this.view = new DataView(memory);
    this.buffer = Buffer.from(memory);
  }

  /** Copies a whole frame in. Returns its length, which is 0 for memory that was detached. */
  load(bytes: Uint8Array, start: number, end: number): number {
    const length = this.#open(bytes, start, end);
    if (length > this.capacity) this.#grow(length, 0);
    if (length > 0) this.u8.set(length === bytes.length ? bytes : bytes.subarray(start, end));
    return length;
  }

  /** Copies as much of the frame in as fits: enough for a message whose fixed block is all that is read. */
  loadHead(bytes: Uint8Array, start: number, end: number): number {
    const length = this.#open(bytes, start, end);
    if (length === bytes.length && length > 0 && length <= this.capacity) this.u8.set(bytes);
    else if (length > 0) this.u8.set(bytes.subarray(start, Math.min(end, start + this.capacity)));
    return length;
  }

  #open(bytes: Uint8Array, start: number, end: number): number {
    const length = end - start;
    this.epoch++;
    this.#entries = 0;
    this.length = length;
    if (!(start >= 0 && length >= 0 && end <= bytes.length))
      throw this.malformed('header', 0, `no frame at ${start} to ${end} of ${bytes.length} bytes`);
    if (length > limits.frameLength)
      throw this.malformed('header', 0, `a frame of ${length} bytes; at most ${limits.frameLength} are read`);
    return length;
  }

  /** Makes room for `length` bytes and keeps the first `used`. */
  reserve(length: number, used: number): void {
    if (length <= this.capacity) return;
    if (length > limits.frameLength)
      throw new InvalidArgument('value', `its message would exceed ${limits.frameLength} bytes`);
    this.#grow(length, used);
  }

  #grow(length: number, used: number): void {
    const old = this.u8;
    const capacity = Math.max(length, Math.min(2 * this.capacity, limits.frameLength));
    this.#view(allocate(capacity), capacity);
    this.u8.set(used === old.length ? old : old.subarray(0, used));
  }

  /** Copies the first `length` bytes to `target` at `offset`. Returns where they end. */
  copyTo(target: Uint8Array, offset: number, length: number): number {
    if (!(Number.isInteger(offset) && offset >= 0 && offset + length <= target.length))
      throw new TargetTooSmall(length, target.length - offset);
    target.set(length === this.u8.length ? this.u8 : this.u8.subarray(0, length), offset);
    return offset + length;
  }

  /** Counts `count` more group entries of this frame against the limit. */
  admit(count: number, offset: number): void {
    this.#entries += count;
    if (this.#entries > limits.entries)
      throw this.malformed('too-many-entries', offset, `more than ${limits.entries} group entries`);
  }

  /** The error for bytes that cannot be read; wipes the frame, so that no flyweight shows parts of it. */
  malformed(fault: MalformedFault, offset: number, message: string): MalformedMessage {
    this.u8.fill(0);
    this.length = 0;
    return new MalformedMessage(fault, offset, message);
  }
}
