import type { KernelStep } from '../kernel.js';

/**
 * Sums over a rolling window as two stacks. Rows are cut into blocks of `window` at absolute multiples of it, so a
 * window is a suffix of the previous block and a prefix of the current one. Nothing is ever subtracted from a sum:
 * a value that leaves the window leaves no trace. Cost per row is constant on average.
 *
 * Sums are of distances from an anchor: in a prefix the block's first valid value, in a suffix its last one, so that
 * both lie inside the window, and the sums of a constant window are exactly 0. An infinite anchor counts as 0.
 *
 * The state, in this order, column by column within each part:
 * rows seen | anchor of the prefix, one per input | anchor of the suffix, one per input | count of the prefix | sums of
 * the prefix, one per field | counts of the suffixes, one per slot | sums of the suffixes, field by field, slot by slot.
 * Slot j holds rows j and later of the previous block; from the current row back, where no suffix is needed any more,
 * fields 0.. hold the inputs of the current block instead.
 */
export interface TwoStackFamily {
  readonly inputs: number;
  /** Sums that are kept beside the count; at least as many as inputs. */
  readonly fields: number;
  /** Adds one row: distances of its values from their anchors. */
  add(sums: Float64Array, distances: Float64Array): void;
  /** total = prefix + suffix, the latter of `count` rows, moved to the prefix's anchor: `shift` = its anchor - that. */
  combine(
    total: Float64Array,
    prefix: Float64Array,
    suffix: Float64Array,
    count: number,
    shift: Float64Array,
  ): void;
}

/** The result from the count of valid rows, the anchor and the sums about it. */
export type Finish = (count: number, anchors: Float64Array, sums: Float64Array) => number;

/** Doubles of state for `cols` columns. */
export function twoStackLength({ inputs, fields }: TwoStackFamily, window: number, cols: number): number {
  return 1 + cols * (2 * inputs + 1 + fields) + window * cols * (1 + fields);
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
  readonly #window: number;
  readonly #minCount: number;
  // Where the parts of the state begin.
  readonly #prefixAnchors: number;
  readonly #suffixAnchors: number;
  readonly #prefixCounts: number;
  readonly #prefixSums: number;
  readonly #suffixCounts: number;
  readonly #suffixSums: number;
  // Work space of one cell.
  readonly #values: Float64Array;
  readonly #anchors: Float64Array;
  readonly #shift: Float64Array;
  readonly #prefix: Float64Array;
  readonly #suffix: Float64Array;
  readonly #total: Float64Array;
  #slot = 0;

  constructor(step: KernelStep, family: TwoStackFamily) {
    const { cols, args } = step;
    this.#step = step;
    this.#family = family;
    this.#window = args[0]!;
    this.#minCount = args[1]!;
    this.#prefixAnchors = 1;
    this.#suffixAnchors = this.#prefixAnchors + family.inputs * cols;
    this.#prefixCounts = this.#suffixAnchors + family.inputs * cols;
    this.#prefixSums = this.#prefixCounts + cols;
    this.#suffixCounts = this.#prefixSums + family.fields * cols;
    this.#suffixSums = this.#suffixCounts + this.#window * cols;
    this.#values = new Float64Array(family.inputs);
    this.#anchors = new Float64Array(family.inputs);
    this.#shift = new Float64Array(family.inputs);
    this.#prefix = new Float64Array(family.fields);
    this.#suffix = new Float64Array(family.fields);
    this.#total = new Float64Array(family.fields);
  }

  beginRow(rowsSeen: number): void {
    this.#slot = rowsSeen % this.#window;
    if (this.#slot !== 0 || rowsSeen === 0) return;
    for (let c = 0; c < this.#step.cols; c++) this.#closeBlock(c);
  }

  /** Turns the inputs of the block that is complete into sums of its suffixes, and empties the prefix. */
  #closeBlock(c: number): void {
    const { state, cols } = this.#step;
    this.#suffix.fill(0);
    this.#anchors.fill(0);
    let count = 0;
    for (let slot = this.#window - 1; slot >= 0; slot--) {
      for (let i = 0; i < this.#values.length; i++) this.#values[i] = state[this.#at(i, slot) + c]!;
      if (!this.#values.some(Number.isNaN)) {
        if (count === 0) this.#setAnchors(this.#suffixAnchors + c);
        count++;
        this.#add(this.#suffix);
      }
      state[this.#suffixCounts + slot * cols + c] = count;
      for (let f = 0; f < this.#suffix.length; f++) state[this.#at(f, slot) + c] = this.#suffix[f]!;
    }
    state[this.#prefixCounts + c] = 0;
    for (let f = 0; f < this.#prefix.length; f++) state[this.#prefixSums + f * cols + c] = 0;
  }

  /** Takes row r of column c and returns the result of the window that ends there. */
  next(r: number, c: number, finish: Finish): number {
    const { state, cols, inputs } = this.#step;
    const slot = this.#slot;
    const suffixCount = this.#readSuffix(slot + 1, c);
    let missing = false;
    for (let i = 0; i < this.#values.length; i++) {
      const value = inputs[i]!.data[r * inputs[i]!.rowStride + c]!;
      this.#values[i] = value;
      state[this.#at(i, slot) + c] = value;
      missing ||= Number.isNaN(value);
    }
    const prefixCount = this.#extendPrefix(c, missing);
    const count = suffixCount + prefixCount;
    if (count === 0 || count < this.#minCount) return Number.NaN;

    const anchors = prefixCount > 0 ? this.#prefixAnchors : this.#suffixAnchors;
    for (let i = 0; i < this.#anchors.length; i++) {
      this.#anchors[i] = state[anchors + i * cols + c]!;
      this.#shift[i] = state[this.#suffixAnchors + i * cols + c]! - this.#anchors[i]!;
    }
    this.#family.combine(this.#total, this.#prefix, this.#suffix, suffixCount, this.#shift);
    return finish(count, this.#anchors, this.#total);
  }

  /** Loads the sums of the previous block from `slot` on, which are none after its last slot. */
  #readSuffix(slot: number, c: number): number {
    const { state, cols } = this.#step;
    if (slot === this.#window) {
      this.#suffix.fill(0);
      return 0;
    }
    for (let f = 0; f < this.#suffix.length; f++) this.#suffix[f] = state[this.#at(f, slot) + c]!;
    return state[this.#suffixCounts + slot * cols + c]!;
  }

  /** Adds the row in `#values` to the sums of the current block, and returns its count of valid rows. */
  #extendPrefix(c: number, missing: boolean): number {
    const { state, cols } = this.#step;
    const count = state[this.#prefixCounts + c]!;
    for (let f = 0; f < this.#prefix.length; f++) this.#prefix[f] = state[this.#prefixSums + f * cols + c]!;
    if (missing) return count;
    if (count === 0) this.#setAnchors(this.#prefixAnchors + c);
    else
      for (let i = 0; i < this.#anchors.length; i++)
        this.#anchors[i] = state[this.#prefixAnchors + i * cols + c]!;
    this.#add(this.#prefix);
    for (let f = 0; f < this.#prefix.length; f++) state[this.#prefixSums + f * cols + c] = this.#prefix[f]!;
    state[this.#prefixCounts + c] = count + 1;
    return count + 1;
  }

  /** Makes the values of this row the anchors, here and in the state. */
  #setAnchors(place: number): void {
    for (let i = 0; i < this.#anchors.length; i++) {
      const value = this.#values[i]!;
      this.#anchors[i] = Number.isFinite(value) ? value : 0;
      this.#step.state[place + i * this.#step.cols] = this.#anchors[i]!;
    }
  }

  #add(sums: Float64Array): void {
    for (let i = 0; i < this.#values.length; i++) this.#values[i]! -= this.#anchors[i]!;
    this.#family.add(sums, this.#values);
  }

  /** Where slot `slot` of field `field` begins. */
  #at(field: number, slot: number): number {
    return this.#suffixSums + (field * this.#window + slot) * this.#step.cols;
  }
}
