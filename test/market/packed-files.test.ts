import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ZipFile } from 'yazl';
import { readMarketFile } from '#dualbus/market/index.js';
import { rowsOf, temporaryFiles } from './reading.js';

const file = temporaryFiles();
const header = 'time,price,size\n';
const row = '1704187800,1,1\n';

async function zip(entries: Record<string, string>, compress = true): Promise<Buffer> {
  const archive = new ZipFile();
  for (const [name, text] of Object.entries(entries))
    archive.addBuffer(Buffer.from(text), name, { compress });
  archive.end();
  const chunks: Buffer[] = [];
  for await (const chunk of archive.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe('gzip', () => {
  it('unpacks concatenated members, cut anywhere', async () => {
    const text = header + row.repeat(50_000);
    const parts = [text.slice(0, 100_003), text.slice(100_003)].map((part) => gzipSync(part));
    expect(await rowsOf(readMarketFile(file('two.csv.gz', Buffer.concat(parts))))).toHaveLength(50_000);
  });

  it('is told by content, not by name', async () => {
    expect(await rowsOf(readMarketFile(file('plain-looking.csv', gzipSync(header + row))))).toHaveLength(1);
  });

  it('cut short far inside is an error after the rows before it', async () => {
    const noise = Array.from(
      { length: 50_000 },
      (_, k) => `${1_704_187_800 + k},${(k * 7919) % 1000},1\n`,
    ).join('');
    const packed = gzipSync(header + noise);
    const path = file('cut.csv.gz', packed.subarray(0, packed.length - 9));
    const stream = readMarketFile(path);
    await expect(rowsOf(stream)).rejects.toThrow(
      `${path}: the compressed data ends early (is the file cut short?)`,
    );
    expect(stream.report.rows).toBeGreaterThan(0);
  });
});

describe('zip', () => {
  it.each([true, false])('with one file, compressed %s', async (compress) => {
    const path = file(
      `one-${compress}.zip`,
      await zip({ 'XYZ_trades.csv': header + row.repeat(1000) }, compress),
    );
    const rows = await rowsOf(readMarketFile(path));
    expect(rows).toHaveLength(1000);
    expect(rows[0].symbol).toBe('XYZ');
  });

  it('with several files or none is refused', async () => {
    const two = file('two.zip', await zip({ 'a.csv': header, 'b.csv': header }));
    await expect(rowsOf(readMarketFile(two))).rejects.toThrow(
      'two.zip: the zip holds more than one file (a.csv and b.csv)',
    );
    await expect(rowsOf(readMarketFile(file('none.zip', await zip({}))))).rejects.toThrow(
      'none.zip: the zip holds no file',
    );
  });

  it('cut short or with a flipped bit is refused', async () => {
    const whole = await zip({ 'a.csv': header + row.repeat(1000) }, false);
    const flipped = Buffer.from(whole);
    flipped[flipped.indexOf(row) + 13] ^= 1;
    const cut = file('cut.zip', whole.subarray(0, whole.length - 30));
    await expect(rowsOf(readMarketFile(cut))).rejects.toThrow(/cut.zip: damaged or cut short zip/);
    const damaged = file('flipped.zip', flipped);
    await expect(rowsOf(readMarketFile(damaged))).rejects.toThrow(/checksum of a.csv differs/);
  });
});

describe('standard input', () => {
  it.each([
    ['plain', Buffer.from(header + row)],
    ['gzipped', gzipSync(header + row)],
  ])('%s', async (_, bytes) => {
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(
      Readable.from([bytes]) as unknown as typeof process.stdin,
    );
    const rows = await rowsOf(readMarketFile('-'));
    expect(rows.map(({ symbol }) => symbol)).toEqual(['unnamed']);
  });

  it('does not take a zip', async () => {
    const bytes = await zip({ 'a.csv': header + row });
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(
      Readable.from([bytes]) as unknown as typeof process.stdin,
    );
    await expect(rowsOf(readMarketFile('-'))).rejects.toThrow(
      '<stdin>: a zip cannot be read from standard input',
    );
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });
});
