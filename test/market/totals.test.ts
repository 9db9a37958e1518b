import { describe, expect, it } from 'vitest';
import { InvalidArgument } from '#dualbus/base/errors.js';
import { marketTotals, readTrades, type TradeColumns } from '#dualbus/market/index.js';
import { describeWithShared, sharedPath } from '../support/shared.js';
import { readText } from './reading.js';

function trades(...lines: string[]): AsyncIterable<TradeColumns> {
  return readText(`time,symbol,price,size\n${lines.join('\n')}\n`, {
    batchRows: 2,
  }) as AsyncIterable<TradeColumns>;
}

describe('marketTotals', () => {
  it('adds volumes exactly, past 2^53 and across a finer exponent', async () => {
    const large = '9007199254740991';
    const totals = await marketTotals(
      trades(
        `2024-01-01,A,1,${large}`,
        `2024-01-01,A,1,${large}`,
        `2024-01-01,B,1,3`,
        `2024-01-02,A,1,${large}`,
        `2024-01-03,B,1,0.25`,
        `2024-01-03,B,1,2`,
      ),
    );
    expect(totals.get(0)).toMatchObject({ rows: 3, volume: 3n * BigInt(large), days: 2 });
    expect(totals.get(1)).toMatchObject({ rows: 3, volume: 525n, days: 2 });
    expect(totals.get(1)?.instrument).toEqual({ id: 1, symbol: 'B', priceExponent: 0, sizeExponent: -2 });
    expect(totals.get(1)?.end).toBe(BigInt(Date.UTC(2024, 0, 3)) * 1_000_000n);
  });

  it('counts the days of a time zone, also over a change of clocks', async () => {
    const lines = [
      '2024-03-10T04:59:59.999999999Z,A,1,1', // 9 March in New York
      '2024-03-10T05:00:00Z,A,1,1',
      '2024-03-11T03:59:59.999999999Z,A,1,1', // still 10 March, in daylight saving time
      '2024-03-11T04:00:00Z,A,1,1',
    ];
    expect((await marketTotals(trades(...lines), { zone: 'America/New_York' })).get(0)?.days).toBe(3);
    expect((await marketTotals(trades(...lines))).get(0)?.days).toBe(2);
    await expect(marketTotals(trades(...lines), { zone: 'Mars/Olympus' })).rejects.toThrow(InvalidArgument);
  });
});

describeWithShared('marketTotals of real files', () => {
  it('BAC: shares and days', async () => {
    const paths = ['07', '11'].map((day) => sharedPath(`data/lean_equity_tick/bac_201310${day}_trade.zip`));
    const totals = await marketTotals(readTrades(paths, { session: 'all' }), { zone: 'America/New_York' });
    expect(totals.get(0)).toMatchObject({
      rows: 88_172 + 112_177,
      volume: 64_411_712n + 83_213_319n,
      days: 2,
    });
  });

  it('hfdata: 69 days and 14,003,398', async () => {
    const totals = await marketTotals(readTrades(sharedPath('data/pinstimation_hfdata.csv.gz')));
    expect(totals.get(0)).toMatchObject({ rows: 100_000, volume: 14_003_398n, days: 69 });
  });
});
