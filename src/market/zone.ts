import { InvalidArgument } from '../base/errors.js';

/**
 * Wall clock minus UTC, in ms, of an IANA time zone at an instant in ms since the Unix epoch.
 * @throws InvalidArgument for a zone that this runtime does not know
 */
export function zoneOffset(zone: string): (utc: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new InvalidArgument('zone', `"${zone}" is not a time zone that this runtime knows`, { cause });
  }
  return (utc) => {
    const parts = Object.fromEntries(
      format.formatToParts(utc).map((part) => [part.type, Number(part.value)]),
    );
    const { year, month, day, hour, minute, second } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(utc / 1000) * 1000;
  };
}
