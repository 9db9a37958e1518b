import type { KernelStep } from '../../kernel.js';

/**
 * Sums over a rolling window as two stacks. Rows are cut into blocks of `window` at absolute multiples of it, so a
 * window is a suffix of the previous block and a prefix of the current one. Nothing is ever subtracted from a sum:
 * a value that leaves the window leaves no trace. Cost per row is constant on average.
 *
 * Sums of an anchored family are of distances from an anchor: in a prefix the block's first valid value, in a suffix
 * its last one, so that both lie inside the window, and the sums of a constant window are exactly 0. An infinite anchor
 * counts as 0. Other families see the values themselves, and their anchors are 0.
 *
 * The state, in this order, column by column within each part:
 * rows seen | anchor of the prefix, one per input | anchor of the suffix, one per input | count of the prefix | sums of
 * the prefix, one per field | counts of the suffixes, one per slot | sums of the suffixes, field by field, slot by slot.
 * Slot j holds rows j and later of the previous block; from the current row back, where no suffix is needed any more,
 * fields 0.. hold the inputs of the current block instead.
 */
export interface TwoStackFamily {
  readonly inputs: number;
  readonly anchored: boolean;
  /** The sums of no rows, one per field; at least as many fields as inputs. */
  readonly empty: readonly number[];
  /** Adds a row that comes after those in `sums`. `slot` counts rows from the beginning of the block. */
  addNewer(sums: Float64Array, distances: Float64Array, slot: number): void;
  /** Adds a row of the previous block that comes before those in `sums`. `slot` counts as above, so it is negative. */
  addOlder(sums: Float64Array, distances: Float64Array, slot: number): void;
  /** Adds to `sums`, those of the prefix, the sums of the suffix. */
  join(sums: Float64Array, suffix: Float64Array, parts: TwoStackParts): void;
}

/** What joins a suffix and a prefix, neither of which is without rows. */
export interface TwoStackParts {
  /** Valid rows in the suffix. */
  suffixCount: number;
  /** The suffix's anchors less those of the prefix. */
  readonly shift: Float64Array;
}

/** A window that has enough valid rows, as a kernel makes its result from it. */
export interface RollingWindow {
  /** Valid rows. */
  count: number;
  readonly anchors: Float64Array;
  readonly sums: Float64Array;
  /** The inputs of the newest row; NaN where missing. */
  readonly newest: Float64Array;
  /** Rows of the window, missing ones included, that lie before the current block. */
  before: number;
  /** The newest row, counted from the beginning of the current block. */
  slot: number;
}

export type Finish = (window: RollingWindow) => number;

/** Doubles of state for `cols` columns. */
export function twoStackLength(family: TwoStackFamily, window: number, cols: number): number {
  const fields = family.empty.length;
  return 1 + cols * (2 * family.inputs + 1 + fields) + window * cols * (1 + fields);
}

export function twoStackStep(step: KernelStep, family: TwoStackFamily, finish: Finish): void {
  const { rows, cols, state, output } = step;
  const windows = new Windows(step, family);
  for (let r = 0; r < rows; r++) {
    windows.beginRow(state[0]!);
    for (let c = 0; c < cols; c++) output.data[r * output.rowStride + c] = windows.next(r, c, finish);
    state[0]!++;
  }
}

class Windows {
  readonly #step: KernelStep;
  readonly #family: TwoStackFamily;
  readonly #length: number;
  readonly #minCount: number;
  // Where the parts of the state begin.
  readonly #prefixAnchors: number;
  readonly #suffixAnchors: number;
  readonly #prefixCounts: number;
  readonly #prefixSums: number;
  readonly #suffixCounts: number;
  readonly #suffixSums: number;
  // Work space of one cell.
  readonly #distances: Float64Array;
  readonly #suffix: Float64Array;
  readonly #parts: TwoStackParts;
  readonly #window: RollingWindow;
  #slot = 0;

  constructor(step: KernelStep, family: TwoStackFamily) {
    const { cols, args } = step;
    const { inputs, empty } = family;
    this.#step = step;
    this.#family = family;
    this.#length = args[0]!;
    this.#minCount = args[1]!;
    this.#prefixAnchors = 1;
    this.#suffixAnchors = this.#prefixAnchors + inputs * cols;
    this.#prefixCounts = this.#suffixAnchors + inputs * cols;
    this.#prefixSums = this.#prefixCounts + cols;
    this.#suffixCounts = this.#prefixSums + empty.length * cols;
    this.#suffixSums = this.#suffixCounts + this.#length * cols;
    this.#distances = new Float64Array(inputs);
    this.#suffix = new Float64Array(empty.length);
    this.#parts = { suffixCount: 0, shift: new Float64Array(inputs) };
    this.#window = {
      count: 0,
      anchors: new Float64Array(inputs),
      sums: new Float64Array(empty.length),
      newest: new Float64Array(inputs),
      before: 0,
      slot: 0,
    };
  }

  beginRow(rowsSeen: number): void {
    this.#slot = rowsSeen % this.#length;
    this.#window.slot = this.#slot;
    this.#window.before = rowsSeen < this.#length ? 0 : this.#length - 1 - this.#slot;
    if (this.#slot !== 0) return;
    for (let c = 0; c < this.#step.cols; c++) {
      if (rowsSeen > 0) this.#closeBlock(c);
      this.#emptyPrefix(c);
    }
  }

  #emptyPrefix(c: number): void {
    const { state, cols } = this.#step;
    state[this.#prefixCounts + c] = 0;
    this.#family.empty.forEach((value, f) => {
      state[this.#prefixSums + f * cols + c] = value;
    });
  }

  /** Turns the inputs of the block that is complete into sums of its suffixes. */
  #closeBlock(c: number): void {
    const { state, cols } = this.#step;
    const { newest, anchors } = this.#window;
    this.#suffix.set(this.#family.empty);
    anchors.fill(0);
    let count = 0;
    for (let slot = this.#length - 1; slot >= 0; slot--) {
      for (let i = 0; i < newest.length; i++) newest[i] = state[this.#at(i, slot) + c]!;
      if (!anyMissing(newest)) {
        if (count === 0) this.#setAnchors(this.#suffixAnchors + c);
        count++;
        this.#family.addOlder(this.#suffix, this.#measure(), slot - this.#length);
      }
      state[this.#suffixCounts + slot * cols + c] = count;
      for (let f = 0; f < this.#suffix.length; f++) state[this.#at(f, slot) + c] = this.#suffix[f]!;
    }
  }

  /** Takes row r of column c and returns the result of the window that ends there. */
  next(r: number, c: number, finish: Finish): number {
    const { state, inputs } = this.#step;
    const { newest } = this.#window;
    const suffixCount = this.#readSuffix(this.#slot + 1, c);
    for (let i = 0; i < newest.length; i++) {
      const { data, rowStride } = inputs[i]!;
      newest[i] = data[r * rowStride + c]!;
      state[this.#at(i, this.#slot) + c] = newest[i]!;
    }
    const prefixCount = this.#extendPrefix(c);
    this.#window.count = suffixCount + prefixCount;
    if (this.#window.count < this.#minCount) return Number.NaN;
    if (suffixCount > 0) this.#join(c, prefixCount, suffixCount);
    return finish(this.#window);
  }

  /** Loads the sums of the previous block from `slot` on; after its last slot there are none. */
  #readSuffix(slot: number, c: number): number {
    if (slot === this.#length) return 0;
    const { state, cols } = this.#step;
    for (let f = 0; f < this.#suffix.length; f++) this.#suffix[f] = state[this.#at(f, slot) + c]!;
    return state[this.#suffixCounts + slot * cols + c]!;
  }

  /** Adds the newest row to the sums of the current block, and returns its count of valid rows. */
  #extendPrefix(c: number): number {
    const { state, cols } = this.#step;
    const { sums, newest, anchors } = this.#window;
    const count = state[this.#prefixCounts + c]!;
    for (let f = 0; f < sums.length; f++) sums[f] = state[this.#prefixSums + f * cols + c]!;
    for (let i = 0; i < anchors.length; i++) anchors[i] = state[this.#prefixAnchors + i * cols + c]!;
    if (anyMissing(newest)) return count;
    if (count === 0) this.#setAnchors(this.#prefixAnchors + c);
    this.#family.addNewer(sums, this.#measure(), this.#slot);
    for (let f = 0; f < sums.length; f++) state[this.#prefixSums + f * cols + c] = sums[f]!;
    state[this.#prefixCounts + c] = count + 1;
    return count + 1;
  }

  /** Adds the suffix in `#suffix` to the window. */
  #join(c: number, prefixCount: number, suffixCount: number): void {
    const { state, cols } = this.#step;
    const { anchors, sums } = this.#window;
    for (let i = 0; i < anchors.length; i++) {
      const anchor = state[this.#suffixAnchors + i * cols + c]!;
      if (prefixCount === 0) anchors[i] = anchor;
      this.#parts.shift[i] = anchor - anchors[i]!;
    }
    if (prefixCount === 0) {
      sums.set(this.#suffix);
      return;
    }
    this.#parts.suffixCount = suffixCount;
    this.#family.join(sums, this.#suffix, this.#parts);
  }

  /** Makes the values of the row at hand the anchors, here and in the state. */
  #setAnchors(place: number): void {
    const { anchors, newest } = this.#window;
    for (let i = 0; i < anchors.length; i++) {
      const value = this.#family.anchored ? newest[i]! : 0;
      anchors[i] = Number.isFinite(value) ? value : 0;
      this.#step.state[place + i * this.#step.cols] = anchors[i]!;
    }
  }

  /** The distances of the row at hand from the anchors. */
  #measure(): Float64Array {
    const { anchors, newest } = this.#window;
    for (let i = 0; i < anchors.length; i++) this.#distances[i] = newest[i]! - anchors[i]!;
    return this.#distances;
  }

  /** Where slot `slot` of field `field` begins. */
  #at(field: number, slot: number): number {
    return this.#suffixSums + (field * this.#length + slot) * this.#step.cols;
  }
}

function anyMissing(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i]!)) return true;
  return false;
}
