import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cliInProcess } from '../support/cli.js';
import { LibraryCopy } from '../support/library.js';
import { describeWithShared, readSharedJson, sharedPath } from '../support/shared.js';

let library: LibraryCopy;
beforeAll(() => {
  library = new LibraryCopy();
});
afterAll(() => library.remove());

const sound = [
  'time,price,size,side',
  '2024-01-02T09:00:00Z,10,5,buy',
  '2024-01-02T09:00:01Z,10.5,3,sell',
  '2024-01-02T09:00:02Z,10,0.5,buy',
].join('\n');
const size = ['--bucket-volume', '4', '--window', '1'];

interface Document {
  buckets: {
    index: number;
    instrument: string;
    start: string;
    end: string;
    imbalance: number;
    vpin: number;
  }[];
  vpin: (number | null)[];
  instruments: { symbol: string; openVolumeExact: string }[];
  summary: Record<string, number | null>;
}

async function vpin(...args: string[]): Promise<Document> {
  const { status, stdout, stderr } = await cliInProcess(['vpin', ...args, '--json']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('dualbus vpin --json', () => {
  it('lists the closed buckets and sums them up', async () => {
    const document = await vpin(library.write('sound.csv', sound), ...size);
    expect(document.buckets).toEqual([
      {
        index: 0,
        instrument: 'sound',
        start: '2024-01-02T09:00:00Z',
        end: '2024-01-02T09:00:00Z',
        duration: 0,
        volume: 4,
        buyVolume: 4,
        sellVolume: 0,
        imbalance: 4,
        vpin: 1,
        signedVpin: 1,
        cdf: null,
      },
      {
        index: 1,
        instrument: 'sound',
        start: '2024-01-02T09:00:00Z',
        end: '2024-01-02T09:00:01Z',
        duration: 1,
        volume: 4,
        buyVolume: 1,
        sellVolume: 3,
        imbalance: -2,
        vpin: 0.5,
        signedVpin: -0.5,
        cdf: 0,
      },
    ]);
    expect(document.vpin).toEqual([1, 0.5]);
    expect(document.instruments).toMatchObject([{ symbol: 'sound', trades: 3, openVolumeExact: '1/2' }]);
    expect(document.summary).toEqual({
      count: 2,
      min: 0.5,
      q1: 0.625,
      median: 0.75,
      mean: 0.75,
      q3: 0.875,
      max: 1,
      bucketVolume: 4,
      days: 1,
    });
  });

  it('says null before the window is full, and lists no open bucket', async () => {
    const document = await vpin(library.write('sound.csv', sound), '--bucket-volume', '6', '--window', '2');
    expect(document.buckets.map((bucket) => bucket.vpin)).toEqual([null]);
    expect(document.summary).toMatchObject({ count: 0, min: null });
  });

  it('joins files, takes sizes as total/N, and reads standard input once', async () => {
    const later = library.write('sound_20240103.csv.gz', gzipSync(sound.replaceAll('01-02', '01-03')));
    const joined = await vpin(
      library.write('sound.csv', sound),
      later,
      '--bucket-volume',
      'total/5',
      '--window',
      '1',
    );
    expect(joined.summary).toMatchObject({ bucketVolume: 3.4, days: 2 });
    expect(joined.buckets).toHaveLength(5);
    expect(joined.instruments[0].openVolumeExact).toBe('0/1');

    const piped = library.cli(['vpin', '-', '--json', ...size], { input: sound });
    expect(JSON.parse(piped.stdout).buckets).toHaveLength(2);
    const twice = library.cli(['vpin', '-', '--buckets', '5'], { input: sound });
    expect(twice.status).toBe(2);
    expect(twice.stderr).toMatch(/^dualbus: .*standard input can be read once.*\n$/);
  });

  it('takes quotes for the quote rule', async () => {
    const quotes = 'time,bid,ask\n2024-01-02T08:59:59Z,9.9,10.2\n2024-01-02T09:00:01Z,10.6,10.8\n';
    const document = await vpin(
      library.write('sound.csv', sound),
      '--quotes',
      library.write('sound_quotes.csv', quotes),
      '--classifier',
      'quote',
      ...size,
    );
    // Sells below 10.05; the quote with the time of the second trade holds only after it.
    expect(document.buckets.map(({ imbalance }) => imbalance)).toEqual([-4, 2]);
  });
});

describe('dualbus vpin on a terminal', () => {
  it('shows figures and a chart', async () => {
    const { status, stdout } = await cliInProcess(['vpin', library.write('sound.csv', sound), ...size]);
    expect(status).toBe(0);
    expect(stdout).toContain('sound: 3 trades on 1 day, 2 buckets of 4, 0.5 in the open one');
    expect(stdout).toMatch(/0\.5000 +0\.6250 +0\.7500/);
    expect(stdout).toContain('2024-01-02 09:00:00');
    expect(stdout).toContain('┤');
  });

  it('says when the window never filled and when no side is known', async () => {
    const unsided = sound.replaceAll(/,(side|buy|sell)/g, '');
    const { stdout, stderr } = await cliInProcess(['vpin', library.write('unsided.csv', unsided)]);
    expect(stdout).toMatch(/no VPIN yet|0\.0000/);
    expect(stderr).toMatch(/^dualbus: no trade tells its aggressor.*--classifier tick\n$/);
  });
});

describe('dualbus vpin with input that it cannot read', () => {
  const lines = (...rows: string[]): string => ['time,price,size,side', ...rows, ''].join('\n');
  const good = '5,10,5,buy';
  const bad = [
    ['empty', '', /empty\.csv: is empty/],
    ['header', lines(), /header\.csv: no trades/],
    ['garbage', '\0\x01\x02\x03garbage', /garbage\.csv:1:1: is not text/],
    ['columns', lines(good, '6,10,5'), /columns\.csv:3:1: expected 4 columns, found 3/],
    ['negative', lines(good, '6,10,-5,buy'), /negative\.csv:3:6: size "-5" is negative/],
    ['nan', lines('5,NaN,5,buy'), /nan\.csv:2:3: price "NaN" is not a number/],
    ['back', lines(good, '2,10,5,buy'), /back\.csv:3:1: time "2" is 3 s before the row before it/],
    ['quotes', 'time,bid,ask\n5,10,11\n', /quotes\.csv: holds quotes, not trades/],
  ] as const;

  it.each(bad)('%s: one line that names the place, and exit code 2', async (name, content, message) => {
    const { status, stdout, stderr } = await cliInProcess([
      'vpin',
      library.write(`${name}.csv`, content),
      ...size,
    ]);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^dualbus: [^\n]+\n$/);
  });

  it('names a missing file', async () => {
    const { status, stderr } = await cliInProcess(['vpin', 'nowhere.csv', ...size]);
    expect([status, stderr]).toEqual([2, 'dualbus: nowhere.csv: no such file\n']);
  });

  it('skips and counts bad rows with --skip-bad', async () => {
    const mixed = lines(good, '6,10,5', '6,NaN,5,buy', '6,10,-5,buy', '2,10,5,buy', '7,10,5,sell');
    const file = library.write('mixed.csv', mixed);
    const { status, stdout, stderr } = await cliInProcess(['vpin', file, ...size, '--skip-bad', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).instruments[0].trades).toBe(2);
    expect(stderr).toMatch(
      /^dualbus: skipped 4 bad rows \(.*\), the first: .*mixed\.csv:3:1: expected 4 columns/,
    );
  });

  it.each([
    [['--window', '0'], /--window: 0 is not a whole number/],
    [['--window', 'x'], /--window .* not a number/],
    [['--bucket-volume', '5', '--buckets', '3'], /--buckets: cannot go together with --bucket-volume/],
    [['--bucket-volume', '1/0'], /--bucket-volume: 1\/0 is not a positive number/],
    [['--sigma', 'guess'], /--sigma .* Allowed: sample, expanding/],
    [['--preset', 'nothing'], /--preset .* Allowed choices are aggressor/],
    [['--bucket-per-bar'], /--bucket-per-bar: needs a bulk classifier/],
  ])('refuses %j', async (flags, message) => {
    const { status, stderr } = await cliInProcess(['vpin', 'any.csv', ...flags]);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

describe('dualbus vpin in a pipeline', () => {
  const rows = Array.from({ length: 200_000 }, (_, i) => `${1_700_000_000 + i},10,5,buy`);
  const command = (...args: string[]) => [
    join(library.folder, 'dist/cli/main.js'),
    ...['vpin', ...args, '--json', ...size],
  ];
  const start = (...args: string[]) => spawn(process.execPath, command(...args));

  it('ends quietly when its reader goes away', async () => {
    const child = start(library.write('long.csv', ['time,price,size,side', ...rows].join('\n')));
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(stderr).toBe('');
  });

  it.skipIf(!existsSync('/dev/full'))('says in one line that its output cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    const args = command(library.write('short.csv', sound));
    const child = spawn(process.execPath, args, { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    let stderr = '';
    child.stderr!.on('data', (chunk) => {
      stderr += chunk;
    });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(stderr).toMatch(/^dualbus: cannot write to standard output: ENOSPC.*\n$/);
  });

  it('ends with 130 on Ctrl-C', async () => {
    const child = start('-');
    child.stdout.once('data', () => child.kill('SIGINT'));
    child.stdout.resume();
    child.stdin.on('error', () => undefined);
    child.stdin.write(['time,price,size,side', ...rows, ''].join('\n'));
    expect(await once(child, 'close')).toEqual([130, null]);
  });
});

describeWithShared('dualbus vpin of the data beside the project', () => {
  it('agrees with PINstimation', async () => {
    const { summary, buckets } = await vpin(
      sharedPath('data', 'pinstimation_hfdata.csv.gz'),
      ...'--preset pinstimation --bar-seconds 300 --buckets-per-day 50 --window 50'.split(' '),
    );
    expect(buckets).toHaveLength(3450);
    expect(summary.min).toBeCloseTo(0.12858531897496214, 12);
    expect(summary.mean).toBeCloseTo(0.2694824200615823, 12);
    expect(summary.max).toBeCloseTo(0.64269297718326657, 12);
    expect(summary).toMatchObject({ bucketVolume: 4058.9559420289856, days: 69 });
  });

  it('agrees with the ratio of sums from a file of dollar bars', async () => {
    const { buckets } = await vpin(sharedPath('data', 'mlfinpy_dollar_bar_sample.csv'), '--preset', 'ratio');
    const expected = readSharedJson<{ vpin_20_ratio_of_sums: (number | null)[] }>(
      'expected',
      'mlfinlab_bvc_vpin.json',
    ).vpin_20_ratio_of_sums;
    expect(buckets.slice(0, 39).every((bucket) => bucket.vpin === null)).toBe(true);
    for (const { index, vpin } of buckets.slice(39)) expect(vpin).toBeCloseTo(expected[index]!, 12);
  });

  it('joins the two days of Binance spot trades', async () => {
    const days = ['20240808', '20240809'].map((day) =>
      sharedPath('data/binance_hft', `spot_btcusdt_${day}_trades.csv.gz`),
    );
    const { buckets, summary, instruments } = await vpin(
      ...days,
      '--preset',
      'aggressor',
      '--buckets',
      '200',
    );
    expect(buckets).toHaveLength(200);
    expect(instruments).toMatchObject([{ symbol: 'spot_btcusdt', openVolumeExact: '0/1' }]);
    expect(summary.mean).toBeCloseTo(0.656951781673, 12);
  });
});
