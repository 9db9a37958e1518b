import { MalformedFrame } from '../errors.js';
import { RowViews } from './views.js';

const TWO_32 = 4_294_967_296;

/** What the generated flyweights share: a row in aligned memory, their own or somebody else's. */
export class RowCursor {
  readonly blockLength: number;
  readonly #own: RowViews;
  protected v: RowViews;
  /** Octet and 32-bit word at which the row begins. */
  protected at = 0;
  protected w = 0;

  constructor(blockLength: number) {
    this.blockLength = blockLength;
    this.#own = RowViews.allocate(blockLength);
    this.v = this.#own;
  }

  /** Takes one block by copying it. Throws MalformedFrame unless the bytes are exactly one block. */
  load(bytes: Uint8Array): this {
    if (bytes.length !== this.blockLength)
      throw new MalformedFrame(`a block of ${bytes.length} bytes instead of ${this.blockLength}`, 0);
    this.v = this.#own;
    this.v.u8.set(bytes);
    this.at = 0;
    this.w = 0;
    return this;
  }

  /** Moves to the block at octet `at` (a multiple of 8) of v. */
  moveTo(v: RowViews, at: number): this {
    this.v = v;
    this.at = at;
    this.w = at >> 2;
    return this;
  }

  /** The 64-bit integer at a word as a double (exact below 2^53), or NaN for the null of int64. */
  protected integer(word: number): number {
    const high = this.v.i32[word + 1];
    const low = this.v.u32[word];
    return high === -2_147_483_648 && low === 0 ? Number.NaN : high * TWO_32 + low;
  }
}
