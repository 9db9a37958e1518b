import { describe, expect, it } from 'vitest';
import { InvalidArgument } from '#dualbus/base/errors.js';
import { type ReadOptions, readMarketFile, readTrades } from '#dualbus/market/index.js';
import { batchesOf, readText, rowsOf, temporaryFiles } from './reading.js';

const file = temporaryFiles();

describe('csv with a header', () => {
  it.each([
    ['time,price,size', '1704187800,10.5,3'],
    ['Trade ID,Qty,Price,Timestamp', '77,3,10.5,2024-01-02 09:30:00'],
    ['date_time,price,volume,irrelevant', '2024-01-02T09:30:00Z,10.50,3.0,x'],
    ['"Date";price'.replace(';', ',').concat(',quantity'), '"2024-01-02T09:30:00","10.5","3"'],
    [
      'exchange,symbol,timestamp,local_timestamp,id,side,price,amount',
      'x,test,1704187800000000,1,2,unknown,10.5,3',
    ],
  ])('trades: %s', async (header, line) => {
    expect(await rowsOf(readText(`${header}\n${line}\n`))).toEqual([
      { time: 1_704_187_800_000_000_000n, symbol: 'test', side: 0, price: 105, size: 3 },
    ]);
  });

  it.each([
    ['side', 'buy,sell,B,S,1,-1,,Bid,ask', [1, -1, 1, -1, 1, -1, 0, 1, -1]],
    ['is_buyer_maker', 'true,false,1,0,True,FALSE,', [-1, 1, -1, 1, -1, 1, 0]],
    ['buyer_is_maker', 't,f', [-1, 1]],
  ])('sides: %s', async (column, words, sides) => {
    const lines = words.split(',').map((word) => `1704187800,1,1,${word}`);
    const rows = await rowsOf(readText(`time,price,size,${column}\n${lines.join('\n')}`));
    expect(rows.map((row) => row.side)).toEqual(sides);
  });

  it('trades with the prevailing quote, which refines the price', async () => {
    const rows = await rowsOf(
      readText('time,price,size,bid,ask\n1704187800,10,1,9.75,10.25\n1704187801,10,1,,nan\n'),
    );
    expect(rows.map(({ price, bid, ask }) => [price, bid, ask])).toEqual([
      [1000, 975, 1025],
      [1000, null, null],
    ]);
  });

  it('quotes, with and without sizes', async () => {
    expect(await rowsOf(readText('time,bid,ask\n1704187800,9.75,\n', {}, 'X_quotes.csv'))).toEqual([
      { time: 1_704_187_800_000_000_000n, symbol: 'X', bid: 975, ask: null, bidSize: 0, askSize: 0 },
    ]);
    const [row] = await rowsOf(readText('ts,bid_price,bid_qty,ask_price,ask_qty\n1704187800,1,2,3,4\n'));
    expect(row).toMatchObject({ bid: 1, bidSize: 2, ask: 3, askSize: 4 });
  });

  it('bars: prices in units, missing values, a panel sorted by name', async () => {
    const text =
      'date,open,high,low,close,volume,Name\n2013-02-08,15.07,15.12,14.63,14.75,8407500,AAL\n' +
      '2018-02-07,,,,27.437829971313477,3,AAL\n2013-02-08,1,1,1,1,,ZZZ\n';
    const [batch] = await batchesOf(readText(text));
    expect(await rowsOf(readText(text))).toEqual([
      {
        time: day('2013-02-08'),
        symbol: 'AAL',
        open: 15.07,
        high: 15.12,
        low: 14.63,
        close: 14.75,
        volume: 8407500,
      },
      {
        time: day('2018-02-07'),
        symbol: 'AAL',
        open: null,
        high: null,
        low: null,
        close: 27.4378299713135,
        volume: 3,
      },
      { time: day('2013-02-08'), symbol: 'ZZZ', open: 1, high: 1, low: 1, close: 1, volume: null },
    ]);
    expect(batch.kind).toBe('bar');
  });

  it('trades further apart than 2^53 ns go into separate batches', async () => {
    const batches = await batchesOf(
      readText('time,price,size\n2000-01-01,1,1\n2000-01-02,1,1\n2024-01-01,1,1\n'),
    );
    expect(batches.map((batch) => [batch.length, batch.timeBase])).toEqual([
      [2, day('2000-01-01')],
      [1, day('2024-01-01')],
    ]);
  });

  it('has the unit of time that is asked for', async () => {
    const [row] = await rowsOf(readText('time,price,size\n86400000,1,1\n', { timeUnit: 'ms' }));
    expect(row.time).toBe(day('1970-01-02'));
  });
});

describe('binance', () => {
  it.each([
    ['trades', '123,61837.63,0.02,1236.7526,1723161255342,True,True'],
    ['trades in us', '123,61837.63,0.02,1236.7526,1723161255342000,true,true'],
    ['futures trades', '123,61837.63,0.02,1236.7526,1723161255342,true'],
    ['aggregated trades', '123,61837.63,0.02,5,7,1723161255342,True,True'],
    ['futures aggregated trades', '123,61837.63,0.02,5,7,1723161255342,true'],
  ])('dump without header: %s', async (_, line) => {
    const rows = await rowsOf(readText(`${line}\n${line}\n`, {}, 'BTCUSDT-trades-2024-08-08.csv'));
    const row = { time: 1_723_161_255_342_000_000n, symbol: 'BTCUSDT', side: -1, price: 6_183_763, size: 2 };
    expect(rows).toEqual([row, row]);
  });

  it('book tops have event time where there is one', async () => {
    const header = 'recv_ns,event_ms,bid,bid_qty,ask,ask_qty\n';
    const [spot] = await rowsOf(readText(`${header}1723161254087891268,,1,2,3,4\n`));
    const [future] = await rowsOf(readText(`${header}1723161254087891268,1723161256313,1,2,3,4\n`));
    expect([spot.time, future.time]).toEqual([1_723_161_254_087_891_268n, 1_723_161_256_313_000_000n]);
  });
});

describe('lean', () => {
  const trades =
    '14400614,139400,500,P,20002020,0\n34200000,139450,100,Q,2000,0\n34200001,139500,1,Q,2000,1\n57600000,1,1,Q,0,0\n';

  it('regular hours by default, every row on demand', async () => {
    const path = file('20131007_bac_Trade_Tick.csv', trades);
    const regular = readTrades(path);
    expect(await rowsOf(regular)).toEqual([
      {
        time: BigInt(Date.UTC(2013, 9, 7, 13, 30)) * 1_000_000n,
        symbol: 'BAC',
        side: 0,
        price: 13_945,
        size: 100,
      },
    ]);
    expect(regular.report).toMatchObject({ rows: 1, filtered: 3, badRows: 0 });
    expect(await rowsOf(readTrades(path, { session: 'all', symbol: 'Bank' }))).toHaveLength(4);
  });

  it('a quote has one side; fractions of a ms count', async () => {
    const text = '34200000.5,0,0,139500,300,P,1,0\n34200001,138400,700,0,0,P,1,0\n';
    const rows = await rowsOf(readText(text, {}, '20131007_bac_Quote_Tick.csv'));
    expect(rows.map(({ bid, bidSize, ask, askSize }) => [bid, bidSize, ask, askSize])).toEqual([
      [null, 0, 1395, 300],
      [1384, 700, null, 0],
    ]);
    expect(rows[0].time).toBe(BigInt(Date.UTC(2013, 9, 7, 13, 30)) * 1_000_000n + 500_000n);
  });

  it('names what is wrong', async () => {
    const late = rowsOf(readText('86400000,1,1,P,0,0\n', {}, '20131007_bac_Trade_Tick.csv'));
    await expect(late).rejects.toThrow(
      '20131007_bac_Trade_Tick.csv:1:1: time "86400000" is not ms since midnight',
    );
    const short = rowsOf(readText('1,1,1\n', {}, '20131007_bac_Trade_Tick.csv'));
    await expect(short).rejects.toThrow(':1: expected 6 columns of a Lean trade tick, found 3');
  });
});

describe('options', () => {
  it('a format that is asked for is the only one tried', async () => {
    const path = file('t.csv', 'time,price,size\n1,1,1\n');
    await expect(rowsOf(readMarketFile(path, { format: 'binance' }))).rejects.toThrow('no known format');
    expect(await rowsOf(readMarketFile(path, { format: 'csv' }))).toHaveLength(1);
  });

  it('batchRows bounds the batches', async () => {
    const text = `time,price,size\n${'1704187800,1,1\n'.repeat(10)}`;
    expect((await batchesOf(readText(text, { batchRows: 4 }))).map((batch) => batch.length)).toEqual([
      4, 4, 2,
    ]);
  });

  it.each([{ batchRows: 0 }, { format: 'xml' }, { session: 'night' }, { timeUnit: 'h' }, { symbol: '' }])(
    'out of their range are refused: %o',
    (options) => expect(() => readText('', options as ReadOptions)).toThrow(InvalidArgument),
  );

  it('a signal ends the reading', async () => {
    const path = file('s.csv', `time,price,size\n${'1704187800,1,1\n'.repeat(100_000)}`);
    const abort = new AbortController();
    const reading = (async () => {
      for await (const _ of readMarketFile(path, { signal: abort.signal, batchRows: 10 }))
        abort.abort(new Error('enough'));
    })();
    await expect(reading).rejects.toThrow('enough');
  });

  it('an early exit closes the file', async () => {
    const path = file('e.csv', `time,price,size\n${'1704187800,1,1\n'.repeat(100_000)}`);
    let batches = 0;
    for await (const _ of readMarketFile(path, { batchRows: 10 })) if (++batches === 2) break;
    expect(batches).toBe(2);
  });
});

function day(date: string): bigint {
  return BigInt(Date.parse(date)) * 1_000_000n;
}
