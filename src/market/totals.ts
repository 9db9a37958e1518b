import type { BarColumns, TradeColumns } from './columns.js';
import type { Instrument, InstrumentTable } from './instrument.js';
import { exactLimit } from './scale.js';
import { zoneOffset } from './zone.js';

/** What one instrument has in a whole source. */
export interface InstrumentTotals {
  /** With the exponents at the end of the source, in which all its mantissas can be written. */
  readonly instrument: Instrument;
  /** Trades or bars. */
  readonly rows: number;
  /** Sum of the size (or volume) mantissas at the instrument's `sizeExponent`: exact, however large. */
  readonly volume: bigint;
  /** Calendar days on which there is at least one row. */
  readonly days: number;
  /** ns since the Unix epoch, UTC, of the first and last row. */
  readonly start: bigint;
  readonly end: bigint;
}

export interface TotalsOptions {
  /** IANA name of the time zone whose days are counted. Default 'UTC'. */
  readonly zone?: string;
}

/**
 * Reads a whole source once and adds up each instrument (by id): total volume, days with rows, rows, times.
 * @throws InvalidArgument for an unknown zone, and what the source throws
 */
export async function marketTotals(
  batches: AsyncIterable<TradeColumns | BarColumns> | Iterable<TradeColumns | BarColumns>,
  options: TotalsOptions = {},
): Promise<Map<number, InstrumentTotals>> {
  const calendar = new Calendar(options.zone ?? 'UTC');
  const totals = new Map<number, Accumulator>();
  let table: InstrumentTable | undefined;
  for await (const batch of batches) {
    if (batch.instruments !== table) {
      table = batch.instruments;
      for (const instrument of table.values()) accumulatorOf(totals, instrument).refine(instrument);
    }
    addBatch(batch, totals, calendar);
  }
  return new Map(
    [...totals].filter(([, total]) => total.rows > 0).map(([id, total]) => [id, total.result()]),
  );
}

function accumulatorOf(totals: Map<number, Accumulator>, instrument: Instrument): Accumulator {
  let found = totals.get(instrument.id);
  if (found === undefined) {
    found = new Accumulator(instrument);
    totals.set(instrument.id, found);
  }
  return found;
}

function addBatch(
  batch: TradeColumns | BarColumns,
  totals: Map<number, Accumulator>,
  calendar: Calendar,
): void {
  const size = batch.kind === 'trade' ? batch.size : batch.volume;
  calendar.setBase(batch.timeBase);
  let current: Accumulator | undefined;
  let id = -1;
  for (let at = 0; at < batch.length; at++) {
    if (batch.instrument[at] !== id) {
      id = batch.instrument[at];
      current = totals.get(id);
    }
    const offset = batch.timeOffset[at];
    current!.add(size[at], batch.timeBase, offset, calendar.dayOf(offset));
  }
}

/** Sums of one instrument. The volume grows in a double while that is exact, then in a bigint. */
class Accumulator {
  rows = 0;
  #instrument: Instrument;
  #exact = 0n;
  #volume = 0;
  #start = 0n;
  #endBase = 0n;
  #endOffset = 0;
  #lastDay = Number.NaN;
  readonly #days = new Set<number>();

  constructor(instrument: Instrument) {
    this.#instrument = instrument;
  }

  refine(instrument: Instrument): void {
    const finer = this.#instrument.sizeExponent - instrument.sizeExponent;
    if (finer !== 0) {
      this.#exact = this.#total() * 10n ** BigInt(finer);
      this.#volume = 0;
    }
    this.#instrument = instrument;
  }

  add(size: number, base: bigint, offset: number, day: number): void {
    if (this.rows++ === 0) this.#start = base + BigInt(offset);
    this.#endBase = base;
    this.#endOffset = offset;
    if (day !== this.#lastDay) {
      this.#days.add(day);
      this.#lastDay = day;
    }
    if (Number.isNaN(size)) return;
    if (this.#volume + size >= exactLimit) {
      this.#exact += BigInt(this.#volume);
      this.#volume = 0;
    }
    this.#volume += size;
  }

  result(): InstrumentTotals {
    return {
      instrument: this.#instrument,
      rows: this.rows,
      volume: this.#total(),
      days: this.#days.size,
      start: this.#start,
      end: this.#endBase + BigInt(this.#endOffset),
    };
  }

  #total(): bigint {
    return this.#exact + BigInt(this.#volume);
  }
}

const nsPerDay = 86_400e9;
/** Offsets from UTC change at multiples of a quarter of an hour. */
const nsPerSlot = 900e9;

/** Numbers the calendar days of a time zone. */
class Calendar {
  readonly #offset: ((utcMs: number) => number) | undefined;
  #baseMs = 0;
  #baseNs = 0;
  #slot = Number.NaN;
  #slotOffset = 0;

  constructor(zone: string) {
    this.#offset = zone === 'UTC' ? undefined : zoneOffset(zone);
  }

  setBase(timeBase: bigint): void {
    const day = timeBase / BigInt(nsPerDay);
    this.#baseMs = Number(day) * 86_400_000;
    this.#baseNs = Number(timeBase - day * BigInt(nsPerDay));
    this.#slot = Number.NaN;
  }

  /** Days since 1970-01-01, on the wall, of a time in ns from the base. */
  dayOf(timeOffset: number): number {
    const ns = this.#baseNs + timeOffset;
    const local = this.#offset === undefined ? ns : ns + this.#wall(ns, this.#offset);
    return this.#baseMs / 86_400_000 + floorDivide(local, nsPerDay);
  }

  #wall(ns: number, offset: (utcMs: number) => number): number {
    const slot = floorDivide(ns, nsPerSlot);
    if (slot !== this.#slot) {
      this.#slot = slot;
      this.#slotOffset = offset(this.#baseMs + slot * 900_000) * 1e6;
    }
    return this.#slotOffset;
  }
}

/** floor(a / b) for integers, also where the rounded quotient reaches the next integer. */
function floorDivide(a: number, b: number): number {
  const quotient = Math.floor(a / b);
  return quotient * b > a ? quotient - 1 : quotient;
}
