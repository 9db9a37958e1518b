import type { MarketColumns } from '../columns.js';
import type { Fault, Row } from '../csv/row.js';
import type { Registry } from '../registry.js';
import { exactLimit } from '../scale.js';
import type { ColumnGroup } from './column-groups.js';

/** The answer of a batch that has to be taken before it can hold the row: their times lie too far apart. */
export const mustTake: Fault = { reason: 'time', message: 'the batch must be taken first' };

const secondsPerDay = 86_400;

/** A batch of columns that grows row by row; what all kinds of batch share. */
export class RowBatch<T extends MarketColumns = MarketColumns> {
  length = 0;
  readonly capacity: number;
  readonly #registry: Registry;
  readonly #groups: readonly ColumnGroup[];
  readonly #toColumns: (common: CommonColumns) => T;
  #timeOffset = new Float64Array(0);
  #instrument = new Uint32Array(0);
  /** Offsets count from this midnight, UTC. It stays the same from batch to batch while the offsets allow it. */
  #baseSeconds = Number.NaN;
  /** Time offsets stay below this. */
  readonly #span: number;

  constructor(
    registry: Registry,
    capacity: number,
    groups: readonly ColumnGroup[],
    toColumns: (common: CommonColumns) => T,
    span = exactLimit,
  ) {
    this.#registry = registry;
    this.capacity = capacity;
    this.#groups = groups;
    this.#toColumns = toColumns;
    this.#span = span;
  }

  /** Adds the row, or says why not: `mustTake`, or what is wrong with it. A row that is not added changes nothing. */
  append(row: Row): Fault | undefined {
    const whole = (row.seconds - this.#baseSeconds) * 1e9;
    const offset = whole + row.nanos;
    if (!(offset < this.#span && offset > -this.#span && offset - whole === row.nanos)) {
      if (this.length > 0) return mustTake;
      this.#baseSeconds = Math.floor(row.seconds / secondsPerDay) * secondsPerDay;
      return this.append(row);
    }
    if (this.#timeOffset.length === 0) this.#allocate();
    if (this.#registry.isBefore(row.instrument, row.seconds, row.nanos)) return this.#wentBack(row);
    for (const group of this.#groups) {
      const fault = group.prepare(row, this.#instrument, this.length);
      if (fault !== undefined) return fault;
    }
    for (const group of this.#groups) group.write(row, this.#instrument, this.length);
    this.#timeOffset[this.length] = offset;
    this.#instrument[this.length] = row.instrument;
    this.#registry.setTime(row.instrument, row.seconds, row.nanos);
    this.length++;
    return undefined;
  }

  /** The columns so far; the batch is empty afterwards and shares no memory with them. */
  take(): T {
    const columns = this.#toColumns({
      length: this.length,
      instruments: this.#registry.table(),
      timeBase: BigInt(this.#baseSeconds) * 1_000_000_000n,
      timeOffset: this.#timeOffset.subarray(0, this.length),
      instrument: this.#instrument.subarray(0, this.length),
    });
    this.#timeOffset = new Float64Array(0);
    this.length = 0;
    return columns;
  }

  #allocate(): void {
    this.#timeOffset = new Float64Array(this.capacity);
    this.#instrument = new Uint32Array(this.capacity);
    for (const group of this.#groups) group.allocate(this.capacity);
  }

  #wentBack(row: Row): Fault {
    const id = row.instrument;
    const seconds = -this.#registry.secondsSince(id, row.seconds, row.nanos);
    return {
      reason: 'time-order',
      message: `is ${seconds} s before the row before it (${this.#registry.symbolOf(id)})`,
    };
  }
}

export type CommonColumns = Pick<
  MarketColumns,
  'length' | 'instruments' | 'timeBase' | 'timeOffset' | 'instrument'
>;
