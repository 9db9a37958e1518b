import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alignInstruments,
  type Instrument,
  InstrumentUnion,
  mergeByTime,
  type TradeColumns,
} from '../../src/market/index.js';

const symbol = (id: number, name: string, priceExponent = 0, sizeExponent = 0): Instrument => ({
  id,
  symbol: name,
  priceExponent,
  sizeExponent,
});

function batch(base: bigint, offsets: readonly number[], instrument: Instrument, first = 0): TradeColumns {
  return {
    kind: 'trade',
    length: offsets.length,
    instruments: new Map([[instrument.id, instrument]]),
    timeBase: base,
    timeOffset: Float64Array.from(offsets),
    instrument: new Uint32Array(offsets.length).fill(instrument.id),
    side: new Int8Array(offsets.length).fill(1),
    price: Float64Array.from(offsets, (_, i) => first + i),
    size: new Float64Array(offsets.length).fill(3),
  };
}

describe('merging by time', () => {
  it('gives every row of every source once, in order of time, ties in the order of the sources', async () => {
    const source = fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 8 }), {
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(source, { maxLength: 5 }), async (sources) => {
        const rows = sources.flatMap((batches, s) =>
          batches
            .flat()
            .sort((a, b) => a - b)
            .map((time, i) => ({ time, s, i })),
        );
        const streams = sources.map((batches, s) => {
          const times = batches.flat().sort((a, b) => a - b);
          let at = 0;
          return batches.map(({ length }) => {
            const part = times.slice(at, at + length);
            at += length;
            // Another base for each batch: times are base and offset together.
            const base = BigInt(part[0]!);
            return batch(
              base,
              part.map((time) => time - part[0]!),
              symbol(s, `S${s}`),
              at - length,
            );
          });
        });
        const merged: typeof rows = [];
        for await (const { length, timeBase, timeOffset, instrument, price } of mergeByTime(streams))
          for (let row = 0; row < length; row++)
            merged.push({ time: Number(timeBase) + timeOffset[row]!, s: instrument[row]!, i: price[row]! });
        expect(merged).toEqual([...rows].sort((a, b) => a.time - b.time || a.s - b.s || a.i - b.i));
      }),
      { numRuns: 200 },
    );
  });
});

describe('aligning instruments', () => {
  const coarse = symbol(0, 'A', -1, 0);
  const fine = symbol(5, 'A', -3, -2);

  it('joins them by symbol at the finest exponents, and rescales rows exactly', async () => {
    const union = new InstrumentUnion();
    union.add(new Map([[0, coarse]]));
    union.add(
      new Map([
        [5, fine],
        [6, symbol(6, 'B')],
      ]),
    );
    expect([...union.table.values()]).toEqual([symbol(0, 'A', -3, -2), symbol(1, 'B')]);
    const source = [batch(0n, [0, 1], coarse, 7), batch(0n, [2], symbol(6, 'B'), 9)];
    source[0]!.price[1] = Number.NaN;
    const aligned = [];
    for await (const columns of alignInstruments(source, union.table)) aligned.push(columns);
    expect(aligned.map(({ price }) => [...price])).toEqual([[700, Number.NaN], [9]]);
    expect(aligned.map(({ size }) => [...size])).toEqual([[300, 300], [3]]);
    expect(aligned.map(({ instrument }) => [...instrument])).toEqual([[0, 0], [1]]);
    expect(aligned[0]!.instruments).toBe(union.table.size ? aligned[1]!.instruments : undefined);
  });

  it('refuses what would not be exact', async () => {
    const large = batch(0n, [0], coarse, 2 ** 52);
    const aligned = alignInstruments([large], new Map([[0, symbol(0, 'A', -3, 0)]]));
    await expect(aligned.next()).rejects.toThrow(/A: 4503599627370496e-1 with 3 decimals/);
    await expect(alignInstruments([large], new Map()).next()).rejects.toThrow(/A is not in the table/);
  });
});
