import { InvalidArgument } from '../../base/errors.js';
import type { Scratch } from './scratch.js';

/** The caller's array for a column, or a new one. */
export function columnOf<T extends { readonly length: number }>(
  given: T | undefined,
  type: new (length: number) => T,
  length: number,
  name: string,
): T {
  if (given === undefined) return new type(length);
  if (!(given instanceof type) || given.length < length)
    throw new InvalidArgument(name, `the column needs a ${type.name} of at least ${length} elements`);
  return given;
}

/** Checks that a column still has its elements: memory of the caller may have been shrunk, or sent to another thread. */
export function checkColumn(column: { readonly length: number }, length: number, name: string): void {
  if (column.length < length)
    throw new InvalidArgument(name, `the column has ${column.length} of its ${length} elements left`);
}

/** Checks that count rows can be appended, and that they stand within the scratch. */
export function checkRoom(
  s: Scratch,
  length: number,
  count: number,
  capacity: number,
  p: number,
  blockLength: number,
): void {
  if (!(Number.isInteger(count) && length + count <= capacity))
    throw new InvalidArgument('count', `${count} rows do not fit: ${length} of ${capacity} are taken`);
  if (!(count >= 0 && p >= 0 && p + count * blockLength <= s.capacity))
    throw new InvalidArgument('p', `${count} rows of ${blockLength} bytes at ${p} leave the scratch`);
}

export function checkRows(from: number, count: number, length: number): void {
  if (
    !(Number.isInteger(from) && Number.isInteger(count) && from >= 0 && count >= 0 && from + count <= length)
  )
    throw new InvalidArgument('from', `rows ${from} to ${from + count} are not among the ${length} rows`);
}
