import { InvalidArgument } from './errors.js';

/** The value, when it is a whole number within the bounds; otherwise InvalidArgument names the argument. */
export function checkInteger(
  argument: string,
  value: number,
  min: number,
  max = Number.MAX_SAFE_INTEGER,
): number {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new InvalidArgument(argument, `${shown(value)} is not a whole number ${range}`);
}

/** The value, when it is a finite number of milliseconds within the bounds. */
export function checkMilliseconds(argument: string, value: number, min: number, max = 86_400_000): number {
  if (typeof value === 'number' && value >= min && value <= max) return value;
  throw new InvalidArgument(argument, `${shown(value)} is not a time from ${min} to ${max} milliseconds`);
}

// Values in messages are cut short and never objects: an option bag can hold a password.
function shown(value: unknown): string {
  return typeof value === 'number' || typeof value === 'boolean' || value === undefined
    ? String(value)
    : `a ${typeof value}`;
}
