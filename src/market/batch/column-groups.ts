import type { Fault, Row } from '../csv/row.js';
import type { Measure, Registry } from '../registry.js';
import { exactLimit, fewestDecimals, powersOfTen, rescale } from '../scale.js';

/** Columns of a batch that a row goes into in two steps, so that a bad row changes nothing. */
export interface ColumnGroup {
  allocate(capacity: number): void;
  /** Prepares the numbers of the row beside the `length` rows that the batch has; what is wrong with them, if anything. */
  prepare(row: Row, instrument: Uint32Array, length: number): Fault | undefined;
  /** Writes what was prepared. */
  write(row: Row, instrument: Uint32Array, length: number): void;
}

/** Columns of exact mantissas that share the exponent of their instrument. */
export class ScaledColumns implements ColumnGroup {
  #columns: Float64Array[] = [];
  readonly #measure: Measure;
  readonly #slots: readonly number[];
  readonly #missing: number;
  readonly #registry: Registry;
  readonly #prepared: Float64Array;
  /** More decimals than the instrument has so far, or 0. */
  #finer = 0;

  /** `missing` is what a column has for a missing number. */
  constructor(registry: Registry, measure: Measure, slots: readonly number[], missing = Number.NaN) {
    this.#registry = registry;
    this.#measure = measure;
    this.#slots = slots;
    this.#missing = missing;
    this.#prepared = new Float64Array(slots.length);
  }

  allocate(capacity: number): void {
    this.#columns = this.#slots.map(() => new Float64Array(capacity));
  }

  take(length: number): Float64Array[] {
    return this.#columns.map((column) => column.subarray(0, length));
  }

  prepare(row: Row, instrument: Uint32Array, length: number): Fault | undefined {
    const scale = this.#registry.decimals(this.#measure)[row.instrument];
    for (let k = 0; k < this.#slots.length; k++) {
      const slot = this.#slots[k];
      const mantissa = row.mantissa[slot];
      const value = rescale(mantissa, row.decimals[slot], scale);
      if (this.#measure === 'size' && mantissa < 0)
        return { reason: 'negative-size', message: 'is negative', slot };
      if (!Number.isNaN(value)) this.#prepared[k] = value;
      else if (!Number.isNaN(mantissa)) return this.#prepareFiner(row, slot, scale, instrument, length);
      else this.#prepared[k] = this.#missing;
    }
    return undefined;
  }

  write(row: Row, instrument: Uint32Array, length: number): void {
    if (this.#finer > 0) this.#refine(row.instrument, instrument, length);
    for (let k = 0; k < this.#columns.length; k++) this.#columns[k][length] = this.#prepared[k];
  }

  /** `culprit` does not fit the scale: finds one that it fits together with all other numbers. */
  #prepareFiner(
    row: Row,
    culprit: number,
    scale: number,
    instrument: Uint32Array,
    length: number,
  ): Fault | undefined {
    const needs = this.#slots.map((slot) => fewestDecimals(row.mantissa[slot], row.decimals[slot]));
    const finer = Math.max(scale, ...needs);
    for (let k = 0; k < this.#slots.length; k++) {
      const slot = this.#slots[k];
      const value = rescale(row.mantissa[slot], row.decimals[slot], finer);
      const isMissing = Number.isNaN(row.mantissa[slot]);
      if (Number.isNaN(value) && !isMissing) return inexact(slot);
      this.#prepared[k] = isMissing ? this.#missing : value;
    }
    const factor = powersOfTen[finer - scale];
    for (const column of this.#columns) {
      for (let at = 0; at < length; at++) {
        if (instrument[at] === row.instrument && Math.abs(column[at] * factor) >= exactLimit)
          return inexact(culprit);
      }
    }
    this.#finer = finer;
    return undefined;
  }

  #refine(id: number, instrument: Uint32Array, length: number): void {
    const factor = powersOfTen[this.#finer - this.#registry.decimals(this.#measure)[id]];
    for (const column of this.#columns) {
      for (let at = 0; at < length; at++) if (instrument[at] === id) column[at] *= factor;
    }
    this.#registry.setDecimals(this.#measure, id, this.#finer);
    this.#finer = 0;
  }
}

/** Columns of plain f64 values; the instrument's exponent tells the most decimals that were met. */
export class RealColumns implements ColumnGroup {
  #columns: Float64Array[] = [];
  readonly #slots: readonly number[];
  readonly #registry: Registry;

  constructor(registry: Registry, slots: readonly number[]) {
    this.#registry = registry;
    this.#slots = slots;
  }

  allocate(capacity: number): void {
    this.#columns = this.#slots.map(() => new Float64Array(capacity));
  }

  take(length: number): Float64Array[] {
    return this.#columns.map((column) => column.subarray(0, length));
  }

  prepare(): undefined {
    return undefined;
  }

  write(row: Row, _instrument: Uint32Array, length: number): void {
    const id = row.instrument;
    for (let k = 0; k < this.#columns.length; k++) {
      const mantissa = row.mantissa[this.#slots[k]];
      const decimals = row.decimals[this.#slots[k]];
      // Both are exact, so one division gives the double that is nearest to the decimal.
      this.#columns[k][length] = mantissa / powersOfTen[decimals];
      if (decimals > this.#registry.decimals('price')[id] && !Number.isNaN(mantissa)) {
        const needed = fewestDecimals(mantissa, decimals);
        if (needed > this.#registry.decimals('price')[id]) this.#registry.setDecimals('price', id, needed);
      }
    }
  }
}

/** Who took liquidity. */
export class SideColumn implements ColumnGroup {
  #column = new Int8Array(0);

  allocate(capacity: number): void {
    this.#column = new Int8Array(capacity);
  }

  take(length: number): Int8Array {
    return this.#column.subarray(0, length);
  }

  prepare(): undefined {
    return undefined;
  }

  write(row: Row, _instrument: Uint32Array, length: number): void {
    this.#column[length] = row.side;
  }
}

function inexact(slot: number): Fault {
  return { reason: 'exactness', message: 'in the decimals that its instrument needs', slot };
}
