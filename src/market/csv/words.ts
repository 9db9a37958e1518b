import type { Side } from '../columns.js';

const words: Record<'side' | 'buyerIsMaker', Record<string, Side>> = {
  side: {
    buy: 1, b: 1, bid: 1, buyer: 1, '1': 1, '+1': 1, sell: -1, s: -1, ask: -1, a: -1, seller: -1, '-1': -1,
    '0': 0, '': 0, u: 0, n: 0, unknown: 0, none: 0, nan: 0, null: 0,
  }, // biome-ignore format: a table
  buyerIsMaker: { true: -1, t: -1, '1': -1, false: 1, f: 1, '0': 1, '': 0, nan: 0, null: 0 },
};

const noSide = 2;

/** Reads who took liquidity, without making strings. */
export class SideReader {
  side: Side = 0;
  /** Sides of the words of one letter, by that letter. */
  readonly #letters = new Int8Array(256).fill(noSide);
  readonly #words: { readonly text: Uint8Array; readonly side: Side }[];

  constructor(meaning: keyof typeof words) {
    this.#words = Object.entries(words[meaning]).map(([text, side]) => ({ text: Buffer.from(text), side }));
    for (const { text, side } of this.#words) {
      if (text.length !== 1) continue;
      this.#letters[text[0]] = side;
      this.#letters[Buffer.from(String.fromCharCode(text[0]).toUpperCase())[0]] = side;
    }
  }

  /** False if bytes[from, to) say nothing about a side; case does not count. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    const length = to - from;
    if (length === 1) {
      const side = this.#letters[bytes[from]];
      this.side = side as Side;
      return side !== noSide;
    }
    for (const { text, side } of this.#words) {
      if (text.length !== length) continue;
      let k = 0;
      while (k < length && lower(bytes[from + k]) === text[k]) k++;
      if (k < length) continue;
      this.side = side;
      return true;
    }
    return false;
  }
}

function lower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
}

const missing = new Set(['', 'nan', 'na', 'n/a', 'null', 'none']);
const longestMissing = 4;

/** Whether a field says that there is no value. */
export function saysMissing(bytes: Uint8Array, from: number, to: number): boolean {
  if (to === from) return true;
  if (to - from > longestMissing) return false;
  return missing.has(Buffer.from(bytes.subarray(from, to)).toString('latin1').toLowerCase());
}
