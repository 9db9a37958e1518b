import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TimeReader, type TimeUnit } from '#dualbus/market/csv/time.js';
import { ExchangeDay } from '#dualbus/market/exchange-day.js';

/** ns since the Unix epoch, or undefined when the text is not a time up to its end. */
function read(text: string, unit: TimeUnit = 'auto'): bigint | undefined {
  const reader = new TimeReader(unit);
  const bytes = Buffer.from(`${text}\n`);
  if (reader.read(bytes, 0) !== bytes.length - 1) return undefined;
  expect(reader.nanos).toBeGreaterThanOrEqual(0);
  expect(reader.nanos).toBeLessThan(1e9);
  return BigInt(reader.seconds) * 1_000_000_000n + BigInt(reader.nanos);
}

const ns = (iso: string, more = 0) => BigInt(Date.parse(iso)) * 1_000_000n + BigInt(more);

describe('TimeReader', () => {
  it.each([
    ['1539821493.579057', 1_539_821_493_579_057_000n],
    ['1539821493', 1_539_821_493_000_000_000n],
    ['1723161255342', 1_723_161_255_342_000_000n],
    ['1723161255342.5', 1_723_161_255_342_500_000n],
    ['1723161255342123', 1_723_161_255_342_123_000n],
    ['1723161254087891268', 1_723_161_254_087_891_268n],
    ['946684800000', ns('2000-01-01T00:00:00Z')],
    ['946684800', ns('2000-01-01T00:00:00Z')],
    ['20130208', ns('2013-02-08T00:00:00Z')],
    ['2013-02-08', ns('2013-02-08T00:00:00Z')],
    ['2015-01-01 23:00:23.723', ns('2015-01-01T23:00:23.723Z')],
    ['2015-01-01T23:00:23.123456789Z', ns('2015-01-01T23:00:23Z', 123_456_789)],
    ['2015-01-01T23:00:23.1234567899', ns('2015-01-01T23:00:23Z', 123_456_789)],
    ['2015-01-01T23:00', ns('2015-01-01T23:00:00Z')],
    ['2015-01-01T23:00:00+02:00', ns('2015-01-01T21:00:00Z')],
    ['2015-01-01T23:00:00-0530', ns('2015-01-02T04:30:00Z')],
    ['2015-01-01T23:00:00+09', ns('2015-01-01T14:00:00Z')],
    ['1969-12-31T23:59:59.5', -500_000_000n],
    ['0', 0n],
  ])('%s', (text, time) => expect(read(text)).toBe(time));

  it.each([
    '', 'now', '-1', '2013-02-30', '2013-13-01', '2013-00-01', '2013-1-1', '2015-01-01T24:00', '2015-01-01 12:60',
    '2015-01-01T23:00:00+2', '2015-01-01T23:00:00+02:0', '2015-01-01Tx', '123456789012345678901', '20131301', '1.2.3',
  ])('"%s" is no time', (text) => expect(read(text)).toBeUndefined()); // biome-ignore format: a table

  it('takes the unit that is asked for', () => {
    expect(read('1000', 'ms')).toBe(1_000_000_000n);
    expect(read('12', 'us')).toBe(12_000n);
    expect(read('20130208', 's')).toBe(20_130_208_000_000_000n);
    expect(read('99999999999', 'ns')).toBe(99_999_999_999n);
  });

  it('reads any time in any unit and in ISO form', () => {
    const seconds = fc.integer({ min: 100_000_000, max: 99_999_999_999 });
    fc.assert(
      fc.property(
        seconds,
        fc.integer({ min: 0, max: 999_999_999 }),
        fc.constantFrom(0, 3, 6, 9),
        (s, nanos, digits) => {
          const padded = nanos.toString().padStart(9, '0');
          const cut = BigInt(s) * 1_000_000_000n + BigInt(padded.slice(0, digits).padEnd(9, '0'));
          expect(read(`${s}${padded.slice(0, digits)}`)).toBe(cut);
          expect(read(`${s}.${padded}`)).toBe(BigInt(s) * 1_000_000_000n + BigInt(nanos));
          const iso = new Date(s * 1000).toISOString().slice(0, 19);
          if (s < 253_402_300_800)
            expect(read(`${iso}.${padded}Z`)).toBe(BigInt(s) * 1_000_000_000n + BigInt(nanos));
        },
      ),
    );
  });
});

describe('ExchangeDay', () => {
  const utc = (zone: string, date: string, hours: number) => {
    const [year, month, day] = date.split('-').map(Number);
    return new Date(new ExchangeDay(zone, year, month, day).utc(hours * 3_600_000))
      .toISOString()
      .slice(0, 16);
  };

  it.each([
    ['America/New_York', '2013-10-07', 9.5, '2013-10-07T13:30'],
    ['America/New_York', '2013-12-31', 23.75, '2014-01-01T04:45'],
    ['America/New_York', '2014-03-09', 1.5, '2014-03-09T06:30'],
    ['America/New_York', '2014-03-09', 3, '2014-03-09T07:00'],
    ['America/New_York', '2014-11-02', 0.5, '2014-11-02T04:30'],
    ['America/New_York', '2014-11-02', 1.5, '2014-11-02T05:30'],
    ['America/New_York', '2014-11-02', 2, '2014-11-02T07:00'],
    ['America/New_York', '2014-11-02', 16, '2014-11-02T21:00'],
    ['Asia/Kolkata', '2020-06-01', 9.25, '2020-06-01T03:45'],
    ['UTC', '2020-06-01', 9.25, '2020-06-01T09:15'],
  ])('%s %s %d h is %s UTC', (zone, date, hours, expected) => expect(utc(zone, date, hours)).toBe(expected));

  it('agrees with the wall clock of every hour of a year', () => {
    const wall = new Intl.DateTimeFormat('en-CA', {
      timeZone: 'America/New_York', hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit',
    }); // biome-ignore format: options
    for (let day = Date.UTC(2024, 0, 1); day < Date.UTC(2025, 0, 1); day += 86_400_000) {
      const date = new Date(day);
      const exchangeDay = new ExchangeDay(
        'America/New_York',
        2024,
        date.getUTCMonth() + 1,
        date.getUTCDate(),
      );
      const springForward = date.getUTCMonth() === 2 && date.getUTCDate() === 10;
      for (let hour = 0; hour < 24; hour++) {
        if (springForward && hour === 2) continue; // does not exist
        const shown = wall.format(exchangeDay.utc(hour * 3_600_000));
        expect(shown).toBe(`${date.toISOString().slice(0, 10)}, ${String(hour).padStart(2, '0')}`);
      }
    }
  });
});
