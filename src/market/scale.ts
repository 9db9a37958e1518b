/** Integers of smaller magnitude are exact in a double, and so are their sums while they stay below it. */
export const exactLimit = 2 ** 53;

/** The most decimals that a price or size may have: 10^22 is the last power of ten that a double holds exactly. */
export const maxDecimals = 22;

export const powersOfTen = Float64Array.from({ length: maxDecimals + 1 }, (_, k) => Number(`1e${k}`));

/**
 * mantissa * 10^-decimals as a mantissa at `scale` decimals; NaN when that is no integer or not below 2^53.
 * `mantissa` is an exact integer below 2^53; `decimals` and `scale` are 0 to 22.
 */
export function rescale(mantissa: number, decimals: number, scale: number): number {
  if (decimals === scale) return mantissa;
  if (decimals < scale) {
    const scaled = mantissa * powersOfTen[scale - decimals];
    return scaled < exactLimit && scaled > -exactLimit ? scaled : Number.NaN;
  }
  // A quotient below 2^53 / 10 is an integer only if the division has no remainder.
  const quotient = mantissa / powersOfTen[decimals - scale];
  return quotient === Math.trunc(quotient) ? quotient : Number.NaN;
}

/** The fewest decimals that hold mantissa * 10^-decimals exactly (trailing zeros stripped); 0 for NaN. */
export function fewestDecimals(mantissa: number, decimals: number): number {
  if (mantissa === 0 || Number.isNaN(mantissa)) return 0;
  let rest = mantissa;
  let left = decimals;
  while (left > 0 && rest % 10 === 0) {
    rest /= 10;
    left--;
  }
  return left;
}
