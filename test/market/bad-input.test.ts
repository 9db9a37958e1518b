import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DualbusError, ExactnessLost, InvalidInput } from '#dualbus/base/errors.js';
import { readMarketFile, readTrades } from '#dualbus/market/index.js';
import { batchesOf, readText, rowsOf, temporaryFiles } from './reading.js';

const file = temporaryFiles();
const header = 'recv_ns,event_ms,trade_ms,trade_id,price,qty,buyer_is_maker,order_type\n';
const row = (ms: number | string, price: string, qty: string, maker = '1') =>
  `1723161254087896568,1723161255343,${ms},3735683259,${price},${qty},${maker},\n`;
const good = row(1723161255342, '61837.63', '0.02');

async function failureOf(reading: AsyncIterable<unknown>): Promise<DualbusError> {
  try {
    for await (const _ of reading);
  } catch (error) {
    expect(error).toBeInstanceOf(DualbusError);
    expect((error as Error).message).not.toContain('\n');
    return error as DualbusError;
  }
  throw new Error('nothing was thrown');
}

describe('a file that cannot be read', () => {
  const cases: [string, () => string, RegExp][] = [
    ['is missing', () => '/nowhere/trades.csv', /^\/nowhere\/trades.csv: no such file$/],
    ['is a folder', () => '/tmp', /^\/tmp: is a folder, not a file$/],
    ['is empty', () => file('empty.csv', ''), /empty.csv: is empty$/],
    ['is an empty gzip', () => file('empty.csv.gz', gzipSync('')), /empty.csv.gz: is empty$/],
    ['has only blank lines', () => file('blank.csv', '\n\r\n\n'), /has only blank lines$/],
    [
      'is binary',
      () => file('b.csv', Uint8Array.of(7, 0, 1, 2, 200)),
      /b.csv:1:1: is not text: it begins with "\?{5}"$/,
    ],
    ['is UTF-16', () => file('u.csv', Buffer.from('﻿time,price', 'utf16le')), /is not text/],
    [
      'has an unknown header',
      () => file('h.csv', 'a,b\n1,2\n'),
      /h.csv:1: no known format begins with "a,b"/,
    ],
    ['has one endless line', () => file('l.csv', `${header}${'1'.repeat(3 << 20)}`), /a line is longer than/],
    [
      'is a cut gzip',
      () => file('c.csv.gz', gzipSync(header + good.repeat(99)).subarray(0, 60)),
      /ends early/,
    ],
    ['is a damaged gzip', () => file('d.csv.gz', damaged(gzipSync(header + good.repeat(99)))), /damaged/],
    ['is no zip after all', () => file('z.zip', 'PK\x03\x04 and nothing'), /damaged or cut short zip/],
  ];
  it.each(cases)('%s', async (_, path, message) => {
    const error = await failureOf(readMarketFile(path()));
    expect(error).toBeInstanceOf(InvalidInput);
    expect(error.message).toMatch(message);
  });

  it('holds quotes where trades are asked for', async () => {
    const path = file('q.csv', 'recv_ns,event_ms,bid,bid_qty,ask,ask_qty\n1723161254087891268,,1,1,2,1\n');
    expect((await failureOf(readTrades(join(path)))).message).toMatch(/q.csv: holds quotes, not trades$/);
  });
});

describe('a bad row', () => {
  const cases: [string, string, string][] = [
    ['too few columns', '1,2,3\n', 'test.csv:3:1: expected 8 columns, found 3'],
    ['too many columns', good.replace('\n', ',x\n'), 'test.csv:3:1: expected 8 columns, found 9'],
    ['negative volume', row(1723161255342, '61837.63', '-0.02'), 'test.csv:3:69: qty "-0.02" is negative'],
    ['NaN price', row(1723161255342, 'NaN', '1'), 'test.csv:3:60: price "NaN" is not a number'],
    ['empty price', row(1723161255342, '', '1'), 'test.csv:3:60: price "" is not a number'],
    [
      'infinite price',
      row(1723161255342, 'Infinity', '1'),
      'test.csv:3:60: price "Infinity" is not a number',
    ],
    ['hexadecimal', row(1723161255342, '0x12', '1'), 'test.csv:3:60: price "0x12" is not a number'],
    ['two points', row(1723161255342, '1.2.3', '1'), 'test.csv:3:60: price "1.2.3" is not a number'],
    ['no time', row('soon', '1', '1'), 'test.csv:3:35: trade_ms "soon" is not a time'],
    ['no side', row(1723161255342, '1', '1', '2'), 'test.csv:3:64: buyer_is_maker "2" says no side'],
    ['an open quote', row(1723161255342, '"1', '1'), 'test.csv:3:1: a quoted field does not end on its line'],
    [
      'time going backwards',
      row(1723161255341, '1', '1'),
      'test.csv:3:35: trade_ms "1723161255341" is 0.001 s before the row before it (test)',
    ],
  ];
  it.each(cases)('%s', async (_, line, message) => {
    const error = await failureOf(readText(header + good + line + good));
    expect(error).toBeInstanceOf(InvalidInput);
    expect(error.code).toBe('DUALBUS_INVALID_INPUT');
    expect(error.message).toBe(message);
  });

  it.each(cases)('is counted with skipBad: %s', async (_, line, message) => {
    const stream = readText(header + good + line + good, { skipBad: true });
    const rows = await rowsOf(stream);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toEqual(rows[0]);
    expect(stream.report).toMatchObject({ rows: 2, badRows: 1, filtered: 0 });
    const { place, message: why } = stream.report.firstBad[0];
    expect(`${place.file}:${place.line}:${place.column}: ${why}`).toBe(message);
  });

  it('that passes 2^53 is ExactnessLost, and changes nothing when skipped', async () => {
    const fine = row(1723161255342, '0.0000000000001', '1');
    const error = await failureOf(readText(header + good + fine + good));
    expect(error).toBeInstanceOf(ExactnessLost);
    expect(error.message).toBe(
      'test.csv:3:60: price "0.0000000000001" in the decimals that its instrument needs does not fit in the exact integers below 2^53',
    );
    const [batch] = await batchesOf(readText(header + good + fine + good, { skipBad: true }));
    expect(batch.instruments.get(0)).toMatchObject({ priceExponent: -2, sizeExponent: -2 });
    expect(batch.length).toBe(2);
  });
});

function damaged(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[20] ^= 0xff;
  return copy;
}
