import { InvalidArgument } from '../../base/errors.js';
import { nsPerSecond } from './time.js';

/** The checks of options: each returns the value or throws InvalidArgument naming the argument. */
export function oneOf<T extends string>(argument: string, value: T, allowed: readonly string[]): T {
  if (!allowed.includes(value))
    throw new InvalidArgument(argument, `${String(value)} is none of ${allowed.join(', ')}`);
  return value;
}

export function count(argument: string, value: number, least: number): number {
  if (!Number.isInteger(value) || value < least || value > 2 ** 24)
    throw new InvalidArgument(argument, `${value} is not a whole number from ${least} to ${2 ** 24}`);
  return value;
}

export function positive(argument: string, value: number): number {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY))
    throw new InvalidArgument(argument, `${value} is not a positive number`);
  return value;
}

/** Seconds as whole ns. */
export function nanoseconds(argument: string, seconds: number, least: number): number {
  const ns = Math.round(seconds * nsPerSecond);
  if (!(ns >= least && ns < 2 ** 53))
    throw new InvalidArgument(argument, `${seconds} s is not from ${least / nsPerSecond} s to 104 days`);
  return ns;
}
