import { InvalidArgument } from '../../base/errors.js';

/** All the named series have the same length; the first one sets it. */
export function sameLength(series: Readonly<Record<string, ArrayLike<number>>>): number {
  const [first, ...rest] = Object.entries(series);
  if (first === undefined) return 0;
  for (const [name, values] of rest) {
    if (values.length !== first[1].length) {
      throw new InvalidArgument(
        name,
        `has ${values.length} elements where ${first[0]} has ${first[1].length}`,
      );
    }
  }
  return first[1].length;
}
