import { InvalidArgument } from '../base/errors.js';
import { checkInteger } from '../base/limits.js';
import { OutOfMemory } from '../compute/index.js';
import type { Pins } from './pins.js';

export interface ArenaOptions {
  /** Most memory that is lent at one time. Default 1 GiB. */
  readonly maxBytes?: number;
  /** Most memory that is kept for reuse. Default 256 MiB. */
  readonly maxFreeBytes?: number;
}

const smallest = 64 * 1024;
const alignment = 64;

type NumericArray = Float64Array | Float32Array | Uint32Array | Int32Array | Int8Array | Uint8Array;

/** Shared memory on loan. Its arrays follow each other, each on a cache line of its own. */
export class Lease implements Disposable {
  readonly buffer: SharedArrayBuffer;
  readonly #giveBack: (buffer: SharedArrayBuffer) => void;
  #used = 0;
  #released = false;

  constructor(buffer: SharedArrayBuffer, giveBack: (buffer: SharedArrayBuffer) => void) {
    this.buffer = buffer;
    this.#giveBack = giveBack;
  }

  /** The next array. It holds what its last user left. @throws InvalidArgument when the lease has no room for it */
  float64(length: number): Float64Array {
    return new Float64Array(this.buffer, this.#take(8, length), length);
  }

  float32(length: number): Float32Array {
    return new Float32Array(this.buffer, this.#take(4, length), length);
  }

  uint32(length: number): Uint32Array {
    return new Uint32Array(this.buffer, this.#take(4, length), length);
  }

  int8(length: number): Int8Array {
    return new Int8Array(this.buffer, this.#take(1, length), length);
  }

  uint8(length: number): Uint8Array {
    return new Uint8Array(this.buffer, this.#take(1, length), length);
  }

  /** Gives the memory back; from now on its arrays belong to somebody else. Tasks that still use it come first. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#giveBack(this.buffer);
  }

  [Symbol.dispose](): void {
    this.release();
  }

  #take(elementBytes: number, length: number): number {
    if (this.#released) throw new InvalidArgument('lease', 'was released');
    checkInteger('length', length, 0);
    const start = this.#used;
    const end = start + elementBytes * length;
    if (end > this.buffer.byteLength)
      throw new InvalidArgument(
        'length',
        `${length} elements need ${elementBytes * length} bytes, the lease has ${this.buffer.byteLength - start} left`,
      );
    this.#used = Math.min(Math.ceil(end / alignment) * alignment, this.buffer.byteLength);
    return start;
  }
}

/** Shared memory for columns, lent and recycled, so that a task allocates nothing large. Sizes are powers of two. */
export class SharedArena {
  readonly #pins: Pins;
  readonly #maxBytes: number;
  readonly #maxFreeBytes: number;
  readonly #free = new Map<number, SharedArrayBuffer[]>();
  #lentBytes = 0;
  #freeBytes = 0;

  constructor(pins: Pins, { maxBytes = 2 ** 30, maxFreeBytes = 2 ** 28 }: ArenaOptions = {}) {
    this.#pins = pins;
    this.#maxBytes = checkInteger('arena.maxBytes', maxBytes, smallest);
    this.#maxFreeBytes = checkInteger('arena.maxFreeBytes', maxFreeBytes, 0);
  }

  /** Memory on loan, and memory kept for reuse. */
  get bytes(): { readonly lent: number; readonly free: number } {
    return { lent: this.#lentBytes, free: this.#freeBytes };
  }

  /** Lends at least `bytes`. Add 64 for each array beyond the first. @throws OutOfMemory at the arena's limit */
  lease(bytes: number): Lease {
    const size = sizeFor(checkInteger('bytes', bytes, 0));
    if (this.#lentBytes + size > this.#maxBytes) throw new OutOfMemory('a lease of the arena', size);
    const buffer = this.#reuse(size) ?? allocateShared(size);
    this.#lentBytes += size;
    return new Lease(buffer, (returned) => this.#pins.whenFree(returned, () => this.#keep(returned)));
  }

  /** A copy of an array in shared memory of its own, which nothing recycles. */
  share<A extends NumericArray>(array: A): A {
    const buffer = allocateShared(array.byteLength);
    const copy = new (array.constructor as new (memory: SharedArrayBuffer) => A)(buffer);
    copy.set(array);
    return copy;
  }

  #reuse(size: number): SharedArrayBuffer | undefined {
    const buffer = this.#free.get(size)?.pop();
    if (buffer !== undefined) this.#freeBytes -= size;
    return buffer;
  }

  #keep(buffer: SharedArrayBuffer): void {
    const size = buffer.byteLength;
    this.#lentBytes -= size;
    if (this.#freeBytes + size > this.#maxFreeBytes) return;
    this.#freeBytes += size;
    const list = this.#free.get(size);
    if (list === undefined) this.#free.set(size, [buffer]);
    else list.push(buffer);
  }
}

function sizeFor(bytes: number): number {
  return Math.max(smallest, 2 ** Math.ceil(Math.log2(Math.max(1, bytes))));
}

function allocateShared(bytes: number): SharedArrayBuffer {
  try {
    return new SharedArrayBuffer(bytes);
  } catch (cause) {
    throw new OutOfMemory('shared memory', bytes, { cause });
  }
}
