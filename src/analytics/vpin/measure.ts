import { ExactnessLost } from '../../base/errors.js';
import type { MeasureNumbers } from '../../compute/native/vpin.js';
import type { BarColumns } from '../../market/columns.js';
import type { Instrument } from '../../market/instrument.js';
import { exactLimit, powersOfTen } from '../../market/scale.js';
import { leastCommonMultiple, type Rational, toNumber, toRational, toText } from './rational.js';
import type { Saved, StateReader, StateWriter } from './snapshot.js';

/** The columns of a batch that amounts are made of. */
export interface AmountColumns {
  readonly timeOffset: Float64Array;
  readonly price: Float64Array;
  readonly size: Float64Array;
  /** Prices are in price, not in mantissas. */
  readonly realPrices?: boolean;
}

export function amountsOfBars({ timeOffset, close, volume }: BarColumns): AmountColumns {
  return { timeOffset, price: close, size: volume, realPrices: true };
}

/** What buckets are filled with and how large they are. Amounts are counted in units that the measure chooses. */
export interface Measure extends Saved {
  /** Amounts are whole numbers of units below 2^53, so that sums and splits are exact. */
  readonly exact: boolean;
  /** The bucket size in units. */
  readonly bucket: number;
  /** Units in a volume of 1 (or in one unit of money). */
  readonly unitsPerWhole: number;
  /**
   * Writes the units of the rows `from` to `to` (exclusive) to the same places of `weights`; -1 for a row
   * that is no trade: time, price or size NaN or infinite, size negative or no whole mantissa.
   * @returns `to`, or the first row that reaches 2^53 units, which `inexact` makes an error of
   */
  weigh(columns: AmountColumns, from: number, to: number, weights: Float64Array): number;
  /** How many rows of the last call of `weigh` are no trades. */
  readonly refused: number;
  /** The error for a trade of so many quantity steps. */
  inexact(steps: number): ExactnessLost;
  /** Takes over the instrument's new exponents; returns the factor by which amounts counted so far grow. */
  refine(instrument: Instrument): number;
  /** Announces a bucket size that `adopt` will make current; returns the same kind of factor as `refine`. */
  resize(size: Rational): number;
  /** At a bucket border: makes an announced size current. */
  adopt(): void;
  /** For the implementation in C++. */
  numbers(): MeasureNumbers;
}

/**
 * Volume, exactly. With bucket size p/q (lowest terms) and 10^d quantity steps in a volume of 1, the unit is
 * 1/lcm(10^d, q): the largest one in which both a quantity step and the bucket are whole numbers.
 */
export class VolumeMeasure implements Measure {
  readonly exact = true;
  refused = 0;
  bucket = 0;
  unitsPerWhole = 0;
  #unitsPerStep = 0;
  #perWhole = 1n;
  #stepsPerWhole = 1n;
  #size: Rational;
  #next: Rational | undefined;
  readonly #symbol: string;

  constructor(size: Rational, instrument: Instrument) {
    this.#symbol = instrument.symbol;
    this.#size = size;
    this.#perWhole = size.denominator;
    this.refine(instrument);
  }

  /** `unitsPerWhole` exactly. */
  get perWhole(): bigint {
    return this.#perWhole;
  }

  weigh(columns: AmountColumns, from: number, to: number, weights: Float64Array): number {
    const { timeOffset, price, size } = columns;
    let invalid = 0;
    let i = from;
    for (; i < to; i++) {
      const steps = size[i];
      const weight = steps * this.#unitsPerStep;
      if (isTrade(timeOffset[i], price[i], steps)) {
        if (weight >= exactLimit) break;
        weights[i] = weight;
      } else {
        weights[i] = -1;
        invalid++;
      }
    }
    this.refused = invalid;
    return i;
  }

  inexact(steps: number): ExactnessLost {
    return this.#lost(`a trade of ${steps} quantity steps`);
  }

  numbers(): MeasureNumbers {
    return {
      bucket: this.bucket,
      next: this.#next === undefined ? Number.NaN : this.#units(this.#next),
      unitsPerStep: this.#unitsPerStep,
      unitsPerWhole: this.unitsPerWhole,
    };
  }

  refine({ sizeExponent }: Instrument): number {
    this.#stepsPerWhole = 10n ** BigInt(-sizeExponent);
    return this.#recount(this.#stepsPerWhole);
  }

  resize(size: Rational): number {
    this.#next = size;
    return this.#recount(size.denominator);
  }

  adopt(): void {
    if (this.#next === undefined) return;
    this.#size = this.#next;
    this.#next = undefined;
    this.bucket = this.#units(this.#size);
  }

  save(writer: StateWriter): void {
    writer.bigint(this.#perWhole);
    writer.text(toText(this.#size));
    writer.text(this.#next === undefined ? '' : toText(this.#next));
  }

  load(reader: StateReader): void {
    this.#perWhole = reader.bigint();
    this.#size = toRational(reader.text(), 'size');
    const next = reader.text();
    this.#next = next === '' ? undefined : toRational(next, 'next size');
    this.#recount(1n);
  }

  #recount(divisor: bigint): number {
    const before = this.#perWhole;
    this.#perWhole = leastCommonMultiple(before, divisor);
    this.unitsPerWhole = Number(this.#perWhole);
    this.#unitsPerStep = Number(this.#perWhole / this.#stepsPerWhole);
    this.bucket = this.#units(this.#size);
    if (this.#next !== undefined) this.#units(this.#next);
    return Number(this.#perWhole / before);
  }

  #units({ numerator, denominator }: Rational): number {
    const units = Number((numerator * this.#perWhole) / denominator);
    if (units >= exactLimit) throw this.#lost(`the bucket size ${toText({ numerator, denominator })}`);
    return units;
  }

  #lost(what: string): ExactnessLost {
    return new ExactnessLost(`${what} of ${this.#symbol}, counted in 1/${this.#perWhole},`);
  }
}

/** Money (price times size) in f64: bucket borders are not claimed exact. */
export class ValueMeasure implements Measure {
  readonly exact = false;
  refused = 0;
  bucket: number;
  readonly unitsPerWhole = 1;
  #next: number | undefined;
  #stepsPerWhole = 1;
  #ticksPerWhole = 1;

  constructor(size: number, instrument: Instrument) {
    this.bucket = size;
    this.refine(instrument);
  }

  weigh(columns: AmountColumns, from: number, to: number, weights: Float64Array): number {
    const { timeOffset, price, size, realPrices } = columns;
    const ticksPerWhole = realPrices ? 1 : this.#ticksPerWhole;
    let invalid = 0;
    for (let i = from; i < to; i++) {
      const value = (size[i] / this.#stepsPerWhole) * (price[i] / ticksPerWhole);
      const valid = isTrade(timeOffset[i], price[i], size[i]) && value >= 0;
      weights[i] = valid ? value : -1;
      if (!valid) invalid++;
    }
    this.refused = invalid;
    return to;
  }

  /** Never needed: money is counted in f64. */
  inexact(steps: number): ExactnessLost {
    return new ExactnessLost(`a trade of ${steps} quantity steps`);
  }

  numbers(): MeasureNumbers {
    return {
      bucket: this.bucket,
      next: this.#next ?? Number.NaN,
      unitsPerStep: 1,
      unitsPerWhole: 1,
    };
  }

  refine({ priceExponent, sizeExponent }: Instrument): number {
    this.#stepsPerWhole = powersOfTen[-sizeExponent];
    this.#ticksPerWhole = powersOfTen[-priceExponent];
    return 1;
  }

  resize(size: Rational): number {
    this.#next = toNumber(size);
    return 1;
  }

  adopt(): void {
    this.bucket = this.#next ?? this.bucket;
    this.#next = undefined;
  }

  save(writer: StateWriter): void {
    writer.numbers([this.bucket, this.#next ?? Number.NaN]);
  }

  load(reader: StateReader): void {
    const [bucket, next] = reader.numbers() as unknown as [number, number];
    this.bucket = bucket;
    this.#next = Number.isNaN(next) ? undefined : next;
  }
}

/** Volume in quantity steps: the bucket is one step of the instrument as it is now. */
export function stepMeasure(instrument: Instrument): VolumeMeasure {
  return new VolumeMeasure(
    { numerator: 1n, denominator: 10n ** BigInt(-instrument.sizeExponent) },
    instrument,
  );
}

function isTrade(time: number, price: number, steps: number): boolean {
  return Number.isFinite(time) && Number.isFinite(price) && Number.isFinite(steps) && isWhole(steps);
}

function isWhole(x: number): boolean {
  return x >= 0 && Math.floor(x) === x;
}
