// Which scheme a column gets: estimated on at most two blocks, by rules that every encoder of ours follows exactly.

import { buildDictionary } from './dictionary.js';
import { BLOCK_ROWS, MAX_DICTIONARY, MAX_ROWS, Scheme } from './format.js';
import type { Keys } from './load.js';
import { difference, differences } from './residuals.js';
import { measureBlock } from './sequence.js';
import { allocateWords, type Words } from './words.js';

/** What was chosen. `residuals` are to be packed; `q`, the offsets from the minimum, stay as they are. */
export interface Choice {
  scheme: number;
  zigzag: boolean;
  refLow: number;
  refHigh: number;
  entries: number;
  residuals: Words;
}

export const chosen: Choice = {
  scheme: Scheme.offset,
  zigzag: false,
  refLow: 0,
  refHigh: 0,
  entries: 0,
  residuals: { lo: new Int32Array(0), hi: new Int32Array(0) },
};

const residuals = allocateWords(MAX_ROWS);
export const codes = new Uint16Array(MAX_ROWS);

/** The first rows of the sample blocks. */
const samples = [0, 0];

function chooseSamples(rows: number): number {
  const full = Math.floor(rows / BLOCK_ROWS);
  samples[0] = full < 2 ? 0 : Math.floor(full / 4) * BLOCK_ROWS;
  samples[1] = Math.floor((3 * full) / 4) * BLOCK_ROWS;
  return full < 2 ? 1 : 2;
}

/** Bytes of the sample blocks under one way of taking residuals. */
function sampleBytes(
  q: Words,
  rows: number,
  count: number,
  residuals: Words,
  keys: Keys | undefined,
): number {
  const length = Math.min(BLOCK_ROWS, rows);
  let bytes = 0;
  for (let s = 0; s < count; s++) {
    const from = samples[s];
    if (residuals !== q) differences(q, from, from + length, keys, residuals);
    bytes += measureBlock(residuals.lo, residuals.hi, from, length);
  }
  return bytes;
}

/** Decides between offsets, differences and a dictionary for q, whose widest value has `bits` bits. */
export function chooseScheme(q: Words, rows: number, bits: number, keys: Keys | undefined): void {
  choose(Scheme.offset, q);
  if (bits <= 2) return;
  const count = chooseSamples(rows);
  const blocks = Math.ceil(rows / BLOCK_ROWS);
  const valueBytes = (bits + 7) >>> 3;
  const offsets = sampleBytes(q, rows, count, q, undefined) * blocks;
  let best = offsets;
  let scheme: number = Scheme.offset;

  const rowCost = sampleBytes(q, rows, count, residuals, undefined) * blocks;
  if (rowCost < best) {
    best = rowCost;
    scheme = Scheme.delta;
  }
  // A column that runs on from row to row whatever the key (times, global ids) needs no second look.
  if (keys !== undefined && best * 2 > offsets) {
    const tableCost = keys.count * valueBytes * count;
    const keyCost = sampleBytes(q, rows, count, residuals, keys) * blocks + tableCost;
    if (keyCost < best) {
      best = keyCost;
      scheme = Scheme.keyed;
    }
  }
  // Below three bits a row a dictionary cannot repay its table.
  const worthTrying = best * 8 >= 3 * rows * count;
  if (worthTrying && dictionaryCost(q, rows, count, blocks, valueBytes) * 10 < best * 9)
    if (chooseDictionary(q, rows) && codesCost(rows, count, blocks, valueBytes) * 10 < best * 9) return;
  if (scheme === Scheme.offset) {
    choose(Scheme.offset, q);
    return;
  }
  differences(q, 0, rows, scheme === Scheme.keyed ? keys : undefined, residuals);
  choose(scheme, residuals);
}

function choose(scheme: number, residuals: Words): void {
  const differs = scheme === Scheme.delta || scheme === Scheme.keyed;
  chosen.scheme = scheme;
  chosen.residuals = residuals;
  chosen.zigzag = differs && difference.zigzag;
  chosen.refLow = differs ? difference.refLow : 0;
  chosen.refHigh = differs ? difference.refHigh : 0;
}

/** The estimate for a dictionary, or infinity where a third of the rows of a sample differ. */
function dictionaryCost(q: Words, rows: number, count: number, blocks: number, valueBytes: number): number {
  const length = Math.min(BLOCK_ROWS, rows);
  const limit = Math.floor(length / 3);
  let bytes = 0;
  let largest = 0;
  for (let s = 0; s < count; s++) {
    const from = samples[s];
    const size = buildDictionary(q, from, length, limit, codes);
    if (size === 0) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, size);
    widen(from, length);
    bytes += measureBlock(residuals.lo, residuals.hi, from, length);
  }
  return bytes * blocks + 2 * largest * valueBytes * count;
}

/** The same once the dictionary of the whole column stands: its codes in the samples, and its real size. */
function codesCost(rows: number, count: number, blocks: number, valueBytes: number): number {
  const bytes = sampleBytes(residuals, rows, count, residuals, undefined);
  return bytes * blocks + chosen.entries * valueBytes * count;
}

/** Builds the dictionary of the whole column and chooses it, unless it has too many entries. */
export function chooseDictionary(q: Words, rows: number): boolean {
  const size = buildDictionary(q, 0, rows, MAX_DICTIONARY, codes);
  if (size === 0) return false;
  widen(0, rows);
  choose(Scheme.dictionary, residuals);
  chosen.entries = size;
  return true;
}

function widen(from: number, rows: number): void {
  for (let i = from; i < from + rows; i++) residuals.lo[i] = codes[i];
  residuals.hi.fill(0, from, from + rows);
}
