/**
 * The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8), by Lentz's method.
 * Converges in O(sqrt(max(a, b))) terms for x < (a + 1) / (a + b + 2).
 */
export function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) < 1e-16) break;
  }
  return value;
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/**
 * 1 / B(a, 1/2) = Gamma(a + 1/2) / (Gamma(a) sqrt(pi)). Gamma(w + 3/4) / Gamma(w + 1/4) has an asymptotic series in
 * w^-2 (Tricomi and Erdelyi, Pacific J. Math. 1 (1951) 133-142); below 20, a is shifted by the recurrence of Gamma.
 */
export function inverseBeta(a: number): number {
  let product = 1 / Math.sqrt(Math.PI);
  let shifted = a;
  for (; shifted < 20; shifted++) product *= shifted / (shifted + 0.5);
  const w = shifted - 0.25;
  const u = 1 / (w * w);
  const series = 1 + u * (1 / 64 - u * (19 / 8192 - u * (631 / 524288 - u * (174317 / 134217728))));
  return product * Math.sqrt(w) * series;
}
