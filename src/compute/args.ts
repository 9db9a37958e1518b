import { InvalidArgument } from '../base/errors.js';

const maxU32 = 2 ** 32 - 1;

/** @throws InvalidArgument unless `value` is an integer from `min` to `max` */
export function checkInteger(name: string, value: number, min: number, max = maxU32): number {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new InvalidArgument(name, `must be an integer from ${min} to ${max}, got ${value}`);
  return value;
}

/** The place of `value` in `choices`, by which the other side of the boundary knows it. */
export function checkChoice<T extends string>(name: string, value: T, choices: readonly T[]): number {
  const index = choices.indexOf(value);
  if (index < 0)
    throw new InvalidArgument(name, `must be one of ${choices.join(', ')}, got ${String(value)}`);
  return index;
}
