import { ExactnessLost } from '../base/errors.js';
import type { MarketColumns } from './columns.js';
import type { Instrument, InstrumentTable } from './instrument.js';
import { rescale } from './scale.js';

/**
 * Joins the instruments of several sources by symbol, in the order in which they are met: each with an id of its own, from 0,
 * and the finest exponents that it has anywhere.
 */
export class InstrumentUnion {
  readonly #bySymbol = new Map<string, Instrument>();
  #seen: InstrumentTable | undefined;

  add(table: InstrumentTable): void {
    if (table === this.#seen) return;
    this.#seen = table;
    for (const { symbol, priceExponent, sizeExponent } of table.values()) {
      const known = this.#bySymbol.get(symbol);
      this.#bySymbol.set(symbol, {
        id: known?.id ?? this.#bySymbol.size,
        symbol,
        priceExponent: Math.min(priceExponent, known?.priceExponent ?? 0),
        sizeExponent: Math.min(sizeExponent, known?.sizeExponent ?? 0),
      });
    }
  }

  get table(): InstrumentTable {
    return new Map([...this.#bySymbol.values()].map((instrument) => [instrument.id, instrument]));
  }
}

interface Step {
  readonly id: number;
  /** Decimals before and after. */
  readonly price: readonly [number, number];
  readonly size: readonly [number, number];
}

const measures = {
  trade: { price: ['price', 'bid', 'ask'], size: ['size'] },
  quote: { price: ['bid', 'ask'], size: ['bidSize', 'askSize'] },
  bar: { price: [], size: ['volume'] },
} as const;

/**
 * Gives batches the instruments of `table`, joined by symbol: the same rows, in place, under its ids and at its exponents,
 * which must be as fine as those of the source.
 *
 * @throws ExactnessLost for a number that is no integer below 2^53 at these exponents, RangeError for a symbol that the
 * table does not have
 */
export async function* alignInstruments<T extends MarketColumns>(
  source: AsyncIterable<T> | Iterable<T>,
  table: InstrumentTable,
): AsyncGenerator<T, void, undefined> {
  const bySymbol = new Map([...table.values()].map((instrument) => [instrument.symbol, instrument]));
  let from: InstrumentTable | undefined;
  let steps = new Map<number, Step>();
  for await (const batch of source) {
    if (batch.instruments !== from) {
      from = batch.instruments;
      steps = new Map([...from].map(([id, instrument]) => [id, stepOf(instrument, bySymbol)]));
    }
    alignRows(batch, steps);
    yield { ...batch, instruments: table };
  }
}

function stepOf(from: Instrument, bySymbol: ReadonlyMap<string, Instrument>): Step {
  const to = bySymbol.get(from.symbol);
  if (to === undefined) throw new RangeError(`${from.symbol} is not in the table`);
  return {
    id: to.id,
    price: [-from.priceExponent, -to.priceExponent],
    size: [-from.sizeExponent, -to.sizeExponent],
  };
}

function alignRows(batch: MarketColumns, steps: ReadonlyMap<number, Step>): void {
  const columns = batch as unknown as Readonly<Record<string, Float64Array | undefined>>;
  const { price, size } = measures[batch.kind];
  const scaled = [
    ...price.map((name) => ['price', columns[name]] as const),
    ...size.map((name) => ['size', columns[name]] as const),
  ];
  for (let row = 0; row < batch.length; row++) {
    const step = steps.get(batch.instrument[row])!;
    for (const [measure, column] of scaled) {
      const [before, after] = step[measure];
      if (column !== undefined && before !== after)
        column[row] = finer(column[row], before, after, batch, row);
    }
    batch.instrument[row] = step.id;
  }
}

function finer(
  mantissa: number,
  before: number,
  after: number,
  { instruments, instrument }: MarketColumns,
  row: number,
): number {
  if (Number.isNaN(mantissa)) return mantissa;
  const scaled = rescale(mantissa, before, after);
  if (Number.isNaN(scaled)) {
    const { symbol } = instruments.get(instrument[row])!;
    throw new ExactnessLost(`${symbol}: ${mantissa}e-${before} with ${after} decimals`);
  }
  return scaled;
}
