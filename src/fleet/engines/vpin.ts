import { Vpin, type VpinBucket, type VpinOptions } from '../../analytics/index.js';
import type { InstrumentTable } from '../../market/index.js';
import type { Engine } from '../engine.js';
import { outlet } from '../outlet.js';
import { runStateful } from '../stateful.js';

/** Streaming VPIN of every instrument; each closed bucket is a vpinCalculation. */
export const vpin: Engine = {
  name: 'vpin',
  resumes: true,
  async run(context) {
    const { bus, settings } = context;
    let measure = new Vpin(settings.vpin);
    bus.handle('vpin.get', () =>
      measure.states().map(({ instrument, buckets, vpin, interimVpin }) => ({
        instrument,
        buckets,
        vpin: orNull(vpin),
        interimVpin: orNull(interimVpin),
      })),
    );
    const { send, flush } = outlet(context, 'vpinCalculation');
    const ids = new InstrumentIds();
    await runStateful(context, {
      name: 'vpin',
      consumes: needsQuotes(settings.vpin) ? (['trade', 'quote'] as const) : (['trade'] as const),
      restore: (state) => {
        measure = Vpin.restore(state);
      },
      snapshot: () => measure.snapshot(),
      flush,
      handle: async (batch, cause) => {
        const options = { cause };
        for (const bucket of measure.push(batch.columns)) {
          const message = calculation(bucket, batch.columns.instruments, ids, measure);
          await send(message, options);
        }
      },
    });
  },
};

function needsQuotes({ classifier }: VpinOptions): boolean {
  return classifier === 'quote' || classifier === 'lee-ready';
}

/** The names of classifiers on the wire. */
const wireNames = {
  aggressor: 'aggressor',
  tick: 'tick',
  quote: 'quote',
  'lee-ready': 'leeReady',
  'bulk-normal': 'bulkNormal',
  'bulk-student-t': 'bulkStudent',
} as const;

function calculation(
  bucket: VpinBucket,
  table: InstrumentTable,
  ids: InstrumentIds,
  { window, classifier }: Vpin,
) {
  const { id, sizeExponent } = ids.of(bucket.instrument, table);
  const mantissa = (volume: number): number =>
    Number((volume * Number(`1e${-sizeExponent}`)).toPrecision(15));
  return {
    start: bucket.start,
    end: bucket.end,
    index: bucket.index,
    vpin: orNull(bucket.vpin),
    cdf: orNull(bucket.cdf),
    imbalance: bucket.imbalance / bucket.volume,
    buyVolume: mantissa(bucket.buyVolume),
    sellVolume: mantissa(bucket.sellVolume),
    bucketVolume: mantissa(bucket.volume),
    instrument: id,
    window,
    classifier: wireNames[classifier],
  };
}

/** Instruments by symbol. */
class InstrumentIds {
  #table: InstrumentTable | undefined;
  #bySymbol = new Map<string, { readonly id: number; readonly sizeExponent: number }>();

  of(symbol: string, table: InstrumentTable): { readonly id: number; readonly sizeExponent: number } {
    if (table !== this.#table) {
      this.#table = table;
      this.#bySymbol = new Map([...table.values()].map((instrument) => [instrument.symbol, instrument]));
    }
    return this.#bySymbol.get(symbol)!;
  }
}

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
