import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MarketColumns, readMarketBytes } from '#dualbus/market/index.js';
import { batchesOf, chunksOf, readText, rowsOf } from './reading.js';

/** A trades file with everything that a scanner may trip over. */
const awkward = [
  '﻿Timestamp,"Symbol",price,Volume,side,note',
  '2024-01-02T09:30:00.5,AAA,10.5,100,buy,',
  '2024-01-02T09:30:00.5,"BB,B",1e-3,7,SELL,"said ""hi"", twice"\r',
  '',
  ' 2024-01-02 09:30:01 , AAA ,\t10.25 ,3,b,x',
  '1704187802.123456789,AAA,10,2.5,-1,',
  '1704187802123,"BB,B",0.00100,1,,"quoted, comma"',
  '   ',
  '1704187803123456,AAA,15.435700000000001,4,1,é',
  '1704187803123456789,AAA,10.50,100,S,last',
].join('\n');

function comparable(batches: readonly MarketColumns[]) {
  return batches.map((batch) => ({ ...batch, instruments: [...batch.instruments.values()] }));
}

describe('reading in chunks', () => {
  it('reads the awkward file right', async () => {
    const rows = await rowsOf(readText(awkward));
    expect(rows.map(({ symbol, price, size, side }) => [symbol, price, size, side])).toEqual([
      ['AAA', 105_000, 1000, 1],
      ['BB,B', 1, 7, -1],
      ['AAA', 102_500, 30, 1],
      ['AAA', 100_000, 25, -1],
      ['BB,B', 1, 1, 0],
      ['AAA', 154_357, 40, 1],
      ['AAA', 105_000, 1000, -1],
    ]);
    expect(rows.at(-1)?.time).toBe(1_704_187_803_123_456_789n);
  });

  it('any chunking of the bytes gives the same batches', async () => {
    const bytes = Buffer.from(awkward);
    const read = (cuts: number[], batchRows: number) =>
      batchesOf(readMarketBytes(chunksOf(bytes, cuts), 'awkward.csv', { batchRows }));
    const wholes = await Promise.all([1, 2, 3, 100].map((batchRows) => read([], batchRows)));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(bytes.length)), fc.constantFrom(0, 1, 2, 3), async (cuts, k) => {
        const batches = await read(cuts, [1, 2, 3, 100][k]);
        expect(comparable(batches)).toEqual(comparable(wholes[k]));
      }),
      { numRuns: 60 },
    );
  });

  it('byte by byte as well', async () => {
    const cuts = Array.from(Buffer.from(awkward), (_, k) => k);
    const [one] = await batchesOf(readMarketBytes(chunksOf(Buffer.from(awkward), cuts), 'awkward.csv'));
    const [whole] = await batchesOf(readText(awkward, {}, 'awkward.csv'));
    expect(comparable([one])).toEqual(comparable([whole]));
  });
});

const decimal = fc
  .tuple(fc.integer({ min: 0, max: 10 ** 9 - 1 }), fc.integer({ min: 0, max: 6 }))
  .map(([mantissa, decimals]) => ({
    text: (mantissa / 10 ** decimals).toFixed(decimals),
    exact: BigInt(mantissa) * 10n ** BigInt(6 - decimals),
  }));
const side = fc.constantFrom(['buy', 1], ['sell', -1], ['', 0]) as fc.Arbitrary<[string, number]>;
const row = fc.record({
  symbol: fc.constantFrom('A', 'B', 'long symbol with blanks'),
  price: decimal,
  size: decimal,
  side,
});

describe('random trades', () => {
  const text = (
    rows: readonly {
      symbol: string;
      price: { text: string };
      size: { text: string };
      side: [string, number];
    }[],
    quote = '',
  ) =>
    `time,symbol,price,size,side\n${rows
      .map((r, k) => [1_704_187_800_000 + k, r.symbol, r.price.text, r.size.text, r.side[0]])
      .map((fields) => fields.map((field) => `${quote}${field}${quote}`).join(','))
      .join('\n')}\n`;

  it('keep every digit, with exponents as coarse as the numbers so far allow', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (rows) => {
        let at = 0;
        const finest = new Map<string, number>();
        for (const batch of await batchesOf(readText(text(rows), { batchRows: 7 }))) {
          if (batch.kind !== 'trade') throw new Error(batch.kind);
          for (let k = 0; k < batch.length; k++, at++) {
            const { symbol, priceExponent, sizeExponent } = batch.instruments.get(batch.instrument[k])!;
            expect(BigInt(batch.price[k]) * 10n ** BigInt(6 + priceExponent)).toBe(rows[at].price.exact);
            expect(BigInt(batch.size[k]) * 10n ** BigInt(6 + sizeExponent)).toBe(rows[at].size.exact);
            expect(batch.side[k]).toBe(rows[at].side[1]);
            expect(symbol).toBe(rows[at].symbol);
            finest.set(symbol, Math.max(finest.get(symbol) ?? 0, decimalsOf(rows[at].price.exact)));
          }
          for (const { symbol, priceExponent } of batch.instruments.values())
            expect(priceExponent).toBe(-finest.get(symbol)! || 0);
        }
        expect(at).toBe(rows.length);
      }),
      { numRuns: 60 },
    );
  });

  it('read the same by the fast path and by the full syntax', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        const [plain, quoted] = await Promise.all([
          batchesOf(readText(text(rows))),
          batchesOf(readText(text(rows, '"'))),
        ]);
        expect(comparable(quoted)).toEqual(comparable(plain));
      }),
      { numRuns: 60 },
    );
  });
});

/** Decimals that a number of millionths needs. */
function decimalsOf(millionths: bigint): number {
  let decimals = 6;
  for (let rest = millionths; decimals > 0 && rest % 10n === 0n; rest /= 10n) decimals--;
  return decimals;
}
