import { normalCdf } from '../../../compute/reference/normal-cdf.js';
import { studentTCdfOf } from '../../../compute/reference/student-t-cdf.js';

/** The share of buys minus the share of sells in a bar, -1 to 1. */
export type BulkRule = (change: number, sigma: number) => number;

/**
 * Bulk volume classification: the share of buys is F(change / sigma). Easley, Lopez de Prado, O'Hara, "Flow Toxicity
 * and Liquidity in a High-Frequency World", Review of Financial Studies 25 (2012) 1457-1493.
 *
 * Where sigma is 0 or not known (NaN) the limit for sigma -> 0 holds: all buys, all sells, or half and half.
 */
function bulkRule(distribution: (z: number) => number): BulkRule {
  return (change, sigma) => {
    if (change === 0 || !(sigma > 0)) return Math.sign(change);
    return 2 * distribution(change / sigma) - 1;
  };
}

export const bulkNormal = bulkRule(normalCdf);

/** With Student's t distribution of `df` degrees of freedom, for price changes with heavy tails. */
export function bulkStudentT(df: number): BulkRule {
  return bulkRule(studentTCdfOf(df));
}
