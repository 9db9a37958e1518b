import { MalformedFrame } from '../errors.js';
import { RowViews } from './views.js';

/** What the generated flyweights share: a row in aligned memory, their own or somebody else's. */
export class RowCursor {
  readonly blockLength: number;
  readonly #own: RowViews;
  #views: RowViews;
  // The arrays of the views, one load away from every getter.
  protected u8: Uint8Array;
  protected i8: Int8Array;
  protected u16: Uint16Array;
  protected u32: Uint32Array;
  protected i32: Int32Array;
  protected u64: BigUint64Array;
  protected f64: Float64Array;
  /** Octet and 32-bit word at which the row begins. */
  protected at = 0;
  protected w = 0;

  constructor(blockLength: number) {
    this.blockLength = blockLength;
    this.#own = RowViews.allocate(blockLength);
    const v = this.#own;
    this.#views = v;
    this.u8 = v.u8;
    this.i8 = v.i8;
    this.u16 = v.u16;
    this.u32 = v.u32;
    this.i32 = v.i32;
    this.u64 = v.u64;
    this.f64 = v.f64;
  }

  /** Takes one block by copying it. Throws MalformedFrame unless the bytes are exactly one block. */
  load(bytes: Uint8Array): this {
    if (bytes.length !== this.blockLength)
      throw new MalformedFrame(`a block of ${bytes.length} bytes instead of ${this.blockLength}`, 0);
    this.#own.u8.set(bytes);
    return this.moveTo(this.#own, 0);
  }

  /** Moves to the block at octet `at` (a multiple of 8) of v. */
  moveTo(v: RowViews, at: number): this {
    if (v !== this.#views) this.#show(v);
    this.at = at;
    this.w = at >> 2;
    return this;
  }

  #show(v: RowViews): void {
    this.#views = v;
    this.u8 = v.u8;
    this.i8 = v.i8;
    this.u16 = v.u16;
    this.u32 = v.u32;
    this.i32 = v.i32;
    this.u64 = v.u64;
    this.f64 = v.f64;
  }
}
