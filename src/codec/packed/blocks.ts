// Bit packing of one block: 128 values in four interleaved lanes (the vertical layout that SIMD registers like), a
// shorter last block as one stream of bits. Widths above 32 bits pack the low halves first, then the high ones.

function maskOf(width: number): number {
  return width === 32 ? -1 : (1 << width) - 1;
}

/** Packs the low `width` (1..32) bits of 128 values into `4 * width` words. */
export function packLanes(
  source: Int32Array,
  from: number,
  width: number,
  words: Uint32Array,
  to: number,
): void {
  const mask = maskOf(width);
  for (let lane = 0; lane < 4; lane++) {
    let out = to + lane;
    let bits = 0;
    let used = 0;
    for (let i = from + lane; i < from + 128; i += 4) {
      const value = source[i] & mask;
      bits |= value << used;
      used += width;
      if (used >= 32) {
        words[out] = bits;
        out += 4;
        used -= 32;
        bits = used === 0 ? 0 : value >>> (width - used);
      }
    }
  }
}

export function unpackLanes(
  words: Uint32Array,
  from: number,
  width: number,
  target: Int32Array,
  to: number,
): void {
  const mask = maskOf(width);
  for (let lane = 0; lane < 4; lane++) {
    let position = 0;
    for (let i = to + lane; i < to + 128; i += 4) {
      const at = from + lane + ((position >>> 5) << 2);
      const shift = position & 31;
      let value = words[at] >>> shift;
      if (shift + width > 32) value |= words[at + 4] << (32 - shift);
      target[i] = value & mask;
      position += width;
    }
  }
}

/** Words that `rows` < 128 values of `width` bits take as one stream. */
export function streamWords(rows: number, width: number): number {
  return (rows * width + 31) >>> 5;
}

/** Packs `rows` values of `width` (1..64) bits one after the other, lowest bit first; the rest of the last word is 0. */
export function packStream(
  lo: Int32Array,
  hi: Int32Array,
  from: number,
  rows: number,
  width: number,
  words: Uint32Array,
  to: number,
): void {
  words.fill(0, to, to + streamWords(rows, width));
  const lowWidth = Math.min(width, 32);
  const lowMask = maskOf(lowWidth);
  const highWidth = width - lowWidth;
  const highMask = maskOf(highWidth);
  let position = 0;
  for (let i = from; i < from + rows; i++) {
    put(words, to, position, lo[i] & lowMask, lowWidth);
    if (highWidth > 0) put(words, to, position + 32, hi[i] & highMask, highWidth);
    position += width;
  }
}

function put(words: Uint32Array, base: number, position: number, value: number, width: number): void {
  const at = base + (position >>> 5);
  const shift = position & 31;
  words[at] |= value << shift;
  if (shift + width > 32) words[at + 1] = value >>> (32 - shift);
}

export function unpackStream(
  words: Uint32Array,
  from: number,
  rows: number,
  width: number,
  lo: Int32Array,
  hi: Int32Array,
  to: number,
): void {
  const lowWidth = Math.min(width, 32);
  const lowMask = maskOf(lowWidth);
  const highWidth = width - lowWidth;
  const highMask = maskOf(highWidth);
  let position = 0;
  for (let i = to; i < to + rows; i++) {
    lo[i] = take(words, from, position, lowWidth) & lowMask;
    hi[i] = highWidth > 0 ? take(words, from, position + 32, highWidth) & highMask : 0;
    position += width;
  }
}

function take(words: Uint32Array, base: number, position: number, width: number): number {
  const at = base + (position >>> 5);
  const shift = position & 31;
  const low = words[at] >>> shift;
  return shift + width > 32 ? low | (words[at + 1] << (32 - shift)) : low;
}
