import { RowViews } from './rows/views.js';

/** Aligned memory in which frames are built; recycled, so that sending allocates no buffers. */
export class SlabPool {
  readonly slabBytes: number;
  readonly #limit: number;
  readonly #free: RowViews[] = [];

  /** Keeps at most `limit` unused slabs of `slabBytes` each. */
  constructor(slabBytes = 128 * 1024, limit = 16) {
    this.slabBytes = (slabBytes + 7) & ~7;
    this.#limit = limit;
  }

  /** A slab of at least `bytes`; larger ones than usual are made for the occasion. */
  acquire(bytes = this.slabBytes): RowViews {
    if (bytes > this.slabBytes) return RowViews.allocate(bytes);
    return this.#free.pop() ?? RowViews.allocate(this.slabBytes);
  }

  release(slab: RowViews): void {
    if (slab.u8.length === this.slabBytes && this.#free.length < this.#limit) this.#free.push(slab);
  }
}
