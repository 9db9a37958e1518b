// Dictionaries: the distinct values of a column, most frequent first, and every row's place among them.

import { MAX_DICTIONARY } from './format.js';
import { allocateWords, type Words } from './words.js';

const SLOTS = 2 * MAX_DICTIONARY;
const table = new Int16Array(SLOTS);
const counts = new Int32Array(MAX_DICTIONARY);
const ranks = new Uint16Array(MAX_DICTIONARY);
const found = allocateWords(MAX_DICTIONARY);
/** count * 4096 + 4095 - entry: sorts by count, then by first appearance. */
const order = new Uint32Array(MAX_DICTIONARY);

/** The entries of the dictionary that was built last, by rank. */
export const entries: Words = allocateWords(MAX_DICTIONARY);

/**
 * Builds `entries` from rows [from, from + rows) of x and writes each row's rank into codes at the same index. Ranks go
 * by falling count, then by first appearance. Returns the number of entries, or 0 when there are more than `limit`, at
 * most MAX_DICTIONARY (codes are then spoilt).
 */
export function buildDictionary(
  { lo, hi }: Words,
  from: number,
  rows: number,
  limit: number,
  codes: Uint16Array,
): number {
  table.fill(-1);
  let size = 0;
  for (let i = from; i < from + rows; i++) {
    let slot = (Math.imul(lo[i], 0x9e3779b1) ^ Math.imul(hi[i], 0x85ebca6b)) >>> 19;
    let entry = table[slot];
    while (entry >= 0 && (found.lo[entry] !== lo[i] || found.hi[entry] !== hi[i])) {
      slot = (slot + 1) & (SLOTS - 1);
      entry = table[slot];
    }
    if (entry < 0) {
      if (size === limit) return 0;
      entry = size++;
      table[slot] = entry;
      found.lo[entry] = lo[i];
      found.hi[entry] = hi[i];
      counts[entry] = 0;
    }
    counts[entry]++;
    codes[i] = entry;
  }
  rank(size);
  for (let i = from; i < from + rows; i++) codes[i] = ranks[codes[i]];
  return size;
}

function rank(size: number): void {
  const sorted = order.subarray(0, size);
  for (let i = 0; i < size; i++) sorted[i] = counts[i] * MAX_DICTIONARY + (MAX_DICTIONARY - 1 - i);
  sorted.sort();
  for (let r = 0; r < size; r++) {
    const entry = MAX_DICTIONARY - 1 - (sorted[size - 1 - r] % MAX_DICTIONARY);
    ranks[entry] = r;
    entries.lo[r] = found.lo[entry];
    entries.hi[r] = found.hi[entry];
  }
}
