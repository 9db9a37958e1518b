/**
 * An instrument as the batches of one source know it. Prices and sizes travel as integer mantissas:
 * price = mantissa * 10^priceExponent, size = mantissa * 10^sizeExponent (exponents are at most 0).
 */
export interface Instrument {
  /** u32, unique within one table; an index into the batch column `instrument`. */
  readonly id: number;
  readonly symbol: string;
  readonly priceExponent: number;
  readonly sizeExponent: number;
}

/**
 * The instruments of a batch by id. Tables are immutable: when a source meets a finer price or size, later batches
 * carry a new table, so that `a.instruments === b.instruments` means that nothing has to be rescaled between them.
 */
export type InstrumentTable = ReadonlyMap<number, Instrument>;
