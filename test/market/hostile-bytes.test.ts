import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DualbusError } from '#dualbus/base/errors.js';
import { readMarketBytes } from '#dualbus/market/index.js';
import { batchesOf, chunksOf } from './reading.js';

const headers = [
  'time,symbol,price,size,side,bid,ask\n',
  'recv_ns,event_ms,trade_ms,trade_id,price,qty,buyer_is_maker,order_type\n',
  'date,open,high,low,close,volume,Name\n',
  'time,bid,ask\n',
  '',
];
const scraps = fc.constantFrom(
  ...[
    '1704187800',
    '1704187800123456789',
    '2024-01-02',
    '2024-01-02T09:30',
    '1',
    '-1',
    '0.5',
    '1e-9',
    '1e999',
    '.',
    '',
  ],
  ...[
    'NaN',
    '"',
    '""',
    '"a,b"',
    ',',
    ',,',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\t',
    '\0',
    '\u{1f600}',
    'buy',
    'true',
    'x',
  ],
  ...[
    '99999999999999999999',
    '0.000000000000000000000001',
    '-'.repeat(50),
    '9007199254740991',
    '15.435700000000001',
  ],
);
const text = fc.array(scraps, { maxLength: 60 }).map((parts) => parts.join(''));
const lines = fc.array(
  fc.array(scraps, { maxLength: 8 }).map((fields) => fields.join(',')),
  { maxLength: 20 },
);

describe('hostile bytes', () => {
  it('end in batches or in one typed error of one line, never otherwise', async () => {
    const body = fc.oneof(
      text,
      lines.map((list) => list.join('\n')),
      fc.uint8Array({ maxLength: 200 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...headers),
        body,
        fc.boolean(),
        fc.array(fc.nat()),
        async (header, rest, skipBad, cuts) => {
          const bytes = Buffer.concat([Buffer.from(header), Buffer.from(rest as string)]);
          const stream = readMarketBytes(chunksOf(bytes, cuts), 'hostile.csv', { skipBad, batchRows: 3 });
          try {
            const batches = await batchesOf(stream);
            const rows = batches.reduce((sum, batch) => sum + batch.length, 0);
            expect(stream.report.rows).toBe(rows);
            for (const batch of batches) {
              expect(batch.length).toBeGreaterThan(0);
              expect(batch.timeOffset.every(Number.isInteger)).toBe(true);
            }
          } catch (error) {
            expect(error).toBeInstanceOf(DualbusError);
            expect((error as Error).message).toMatch(/^hostile\.csv[^\n\r]*$/);
            if (skipBad) expect(stream.report.formats).toEqual([]);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});
