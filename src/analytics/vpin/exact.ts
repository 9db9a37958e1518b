import { ExactnessLost } from '../../base/errors.js';
import { exactLimit } from '../../market/scale.js';

/** amount * factor, where an exponent became finer. NaN stays NaN. @throws ExactnessLost from 2^53 on */
export function grow(amount: number, factor: number, what: string): number {
  const grown = amount * factor;
  if (Math.abs(grown) >= exactLimit) throw new ExactnessLost(what);
  return grown;
}
