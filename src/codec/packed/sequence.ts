// A sequence of unsigned 64-bit values: block headers, then per block the packed low bits and the exceptions.

import { packLanes, packStream, streamWords, unpackLanes, unpackStream } from './blocks.js';
import type { Reader, Writer } from './cursor.js';
import { BLOCK_ROWS, MAX_BLOCK_EXCEPTIONS } from './format.js';
import { bitLength } from './words.js';

const histogram = new Int32Array(65);

/** The cheapest width of the block that was measured last, and what is left above it. */
export const choice = { width: 0, exceptions: 0, highBytes: 0, bytes: 0 };

/** Counts the bit lengths of a block and sets `choice`. Returns the bytes that the block will take. */
export function measureBlock(lo: Int32Array, hi: Int32Array, from: number, rows: number): number {
  histogram.fill(0);
  for (let i = from; i < from + rows; i++) histogram[bitLength(lo[i], hi[i])]++;
  let longest = 64;
  while (longest > 0 && histogram[longest] === 0) longest--;
  setChoice(longest, 0, 0, payloadBytes(rows, longest));
  let above = 0;
  for (let width = longest - 1; width >= 0; width--) {
    above += histogram[width + 1];
    if (above > MAX_BLOCK_EXCEPTIONS) break;
    const highBytes = (longest - width + 7) >>> 3;
    const bytes = payloadBytes(rows, width) + exceptionBytes(above, highBytes);
    if (bytes < choice.bytes) setChoice(width, above, highBytes, bytes);
  }
  return choice.bytes;
}

function setChoice(width: number, exceptions: number, highBytes: number, bytes: number): void {
  choice.width = width;
  choice.exceptions = exceptions;
  choice.highBytes = highBytes;
  choice.bytes = bytes;
}

function payloadBytes(rows: number, width: number): number {
  return rows === BLOCK_ROWS ? 16 * width : 4 * streamWords(rows, width);
}

function exceptionBytes(count: number, highBytes: number): number {
  return (count * (1 + highBytes) + 3) & ~3;
}

export function encodeSequence(out: Writer, lo: Int32Array, hi: Int32Array, length: number): void {
  const blocks = Math.ceil(length / BLOCK_ROWS);
  let header = out.at;
  out.at += 2 * blocks;
  out.align();
  for (let from = 0; from < length; from += BLOCK_ROWS, header += 2) {
    const rows = Math.min(BLOCK_ROWS, length - from);
    measureBlock(lo, hi, from, rows);
    const { width, exceptions, highBytes } = choice;
    const bits = width | (exceptions << 7) | (exceptions > 0 ? (highBytes - 1) << 13 : 0);
    out.bytes[header] = bits;
    out.bytes[header + 1] = bits >>> 8;
    writePayload(out, lo, hi, from, rows, width);
    if (exceptions > 0) writeExceptions(out, lo, hi, from, rows, width, highBytes);
  }
}

function writePayload(
  out: Writer,
  lo: Int32Array,
  hi: Int32Array,
  from: number,
  rows: number,
  width: number,
): void {
  if (width === 0) return;
  const at = out.at >>> 2;
  if (rows < BLOCK_ROWS) packStream(lo, hi, from, rows, width, out.words, at);
  else {
    packLanes(lo, from, Math.min(width, 32), out.words, at);
    if (width > 32) packLanes(hi, from, width - 32, out.words, at + BLOCK_ROWS);
  }
  out.at += payloadBytes(rows, width);
}

function writeExceptions(
  out: Writer,
  lo: Int32Array,
  hi: Int32Array,
  from: number,
  rows: number,
  width: number,
  highBytes: number,
): void {
  for (let i = 0; i < rows; i++) if (bitLength(lo[from + i], hi[from + i]) > width) out.byte(i);
  for (let i = from; i < from + rows; i++) {
    if (bitLength(lo[i], hi[i]) <= width) continue;
    let low =
      width === 0 ? lo[i] : width < 32 ? (lo[i] >>> width) | (hi[i] << (32 - width)) : hi[i] >>> (width - 32);
    let high = width < 32 ? hi[i] >>> width : 0;
    for (let b = 0; b < highBytes; b++) {
      out.byte(low);
      low = (low >>> 8) | (high << 24);
      high >>>= 8;
    }
  }
  out.align();
}

/** Decodes `length` values into the first elements of lo and hi. */
export function decodeSequence(input: Reader, lo: Int32Array, hi: Int32Array, length: number): void {
  const blocks = Math.ceil(length / BLOCK_ROWS);
  let header = input.at;
  input.need(2 * blocks, 'block headers');
  input.at += 2 * blocks;
  input.align('block headers');
  for (let from = 0; from < length; from += BLOCK_ROWS, header += 2) {
    const rows = Math.min(BLOCK_ROWS, length - from);
    const bits = input.u16At(header);
    const width = bits & 127;
    const exceptions = (bits >>> 7) & 63;
    const highBytes = (bits >>> 13) + 1;
    if (width > 64) input.fail(`a block of ${width} bits`);
    const payload = payloadBytes(rows, width);
    const extra = exceptions > 0 ? exceptionBytes(exceptions, highBytes) : 0;
    input.need(payload + extra, 'a block');
    readPayload(input, lo, hi, from, rows, width);
    if (exceptions > 0) readExceptions(input, lo, hi, from, rows, width, exceptions, highBytes);
    input.at += payload + extra;
  }
}

function readPayload(
  input: Reader,
  lo: Int32Array,
  hi: Int32Array,
  from: number,
  rows: number,
  width: number,
): void {
  const at = input.at >>> 2;
  if (width === 0 || (width <= 32 && rows === BLOCK_ROWS)) hi.fill(0, from, from + rows);
  if (width === 0) lo.fill(0, from, from + rows);
  else if (rows < BLOCK_ROWS) unpackStream(input.words, at, rows, width, lo, hi, from);
  else {
    unpackLanes(input.words, at, Math.min(width, 32), lo, from);
    if (width > 32) unpackLanes(input.words, at + BLOCK_ROWS, width - 32, hi, from);
  }
}

function readExceptions(
  input: Reader,
  lo: Int32Array,
  hi: Int32Array,
  from: number,
  rows: number,
  width: number,
  count: number,
  highBytes: number,
): void {
  if (width === 64) input.fail('exceptions above 64 bits');
  const { bytes } = input;
  let position = input.at + payloadBytes(rows, width);
  let octet = position + count;
  for (let k = 0; k < count; k++, position++) {
    const row = bytes[position];
    if (row >= rows) input.fail(`an exception at row ${row} of a block of ${rows}`);
    let low = 0;
    let high = 0;
    for (let b = 0; b < highBytes; b++, octet++) {
      if (b < 4) low |= bytes[octet] << (8 * b);
      else high |= bytes[octet] << (8 * (b - 4));
    }
    const at = from + row;
    if (width === 0) {
      lo[at] |= low;
      hi[at] |= high;
    } else if (width < 32) {
      lo[at] |= low << width;
      hi[at] |= (high << width) | (low >>> (32 - width));
    } else hi[at] |= low << (width - 32);
  }
}
