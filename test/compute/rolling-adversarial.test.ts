// Published and certified values on windows that break running sums.
import { expect, it } from 'vitest';
import { kernels } from '#dualbus/compute/index.js';
import { describeWithShared, readSharedJson } from '../support/shared.js';

interface Adversarial {
  kurt_benign: number[];
  kurt_benign_g2_w10: number[];
  kurt_benign_g2_w20: number[];
  kurt_near_degenerate: number[];
  kurt_near_degenerate_g2_w8: number[];
  norris_x: number[];
  norris_y: number[];
  norris_r_certified: number;
  corr_outlier_exit: { x: number[]; y: number[]; y_offsets: number[]; window: number; rtol: number };
  corr_no_nan: { x: number[]; y: number[]; window: number; last_corr_exact: number; last_cov_exact: number };
  corr_shared_offset: { x: number[]; y: number[]; offsets: number[]; window: number; rtol: number };
}

const series = (values: readonly number[]) => Float64Array.from(values);

function corr(x: readonly number[], y: readonly number[], window: number): Float64Array {
  return kernels.rollingCorr.runSync([series(x), series(y)], { window });
}

/** The last correlation of each window, computed from nothing but the window. */
function freshCorr(x: readonly number[], y: readonly number[], window: number, t: number): number {
  return corr(x.slice(t + 1 - window, t + 1), y.slice(t + 1 - window, t + 1), window)[window - 1]!;
}

describeWithShared('adversarial moments', () => {
  const data = readSharedJson<Adversarial>('expected', 'rolling_moments_adversarial.json');

  it.each([
    ['kurt_benign', 10, 'kurt_benign_g2_w10', 1e-9],
    ['kurt_benign', 20, 'kurt_benign_g2_w20', 1e-9],
    ['kurt_near_degenerate', 8, 'kurt_near_degenerate_g2_w8', 1e-9],
  ] as const)('kurtosis of %s, window %d', (name, window, golden, tolerance) => {
    const actual = kernels.rollingKurt.runSync(series(data[name]), { window }).subarray(window - 1);
    expect(actual).toHaveLength(data[golden].length);
    data[golden].forEach((expected, i) => {
      expect(Math.abs(actual[i]! - expected)).toBeLessThanOrEqual(tolerance);
    });
  });

  it('kurtosis of every arithmetic progression is -1.2', () => {
    for (const [start, stepSize] of [
      [0, 1],
      [1e6, 0.25],
      [-7, 1e-3],
    ] as const) {
      const x = Float64Array.from({ length: 60 }, (_, i) => start + i * stepSize);
      for (const g2 of kernels.rollingKurt.runSync(x, { window: 30 }).subarray(29))
        expect(Math.abs(g2 + 1.2)).toBeLessThanOrEqual(1e-9);
    }
  });

  it("correlation of NIST's Norris data is the certified one", () => {
    const n = data.norris_x.length;
    expect(corr(data.norris_x, data.norris_y, n)[n - 1]).toBeCloseTo(data.norris_r_certified, 12);
  });

  it('correlation forgets an outlier that left', () => {
    const { x, y, y_offsets, window, rtol } = data.corr_outlier_exit;
    const left = x.indexOf(3.8e12) + window;
    for (const offset of y_offsets) {
      const shifted = y.map((v) => v + offset);
      const actual = corr(x, shifted, window);
      for (let t = left; t < x.length; t++) {
        const expected = freshCorr(x, y, window, t);
        expect(Math.abs(actual[t]! - expected)).toBeLessThanOrEqual(rtol * Math.abs(expected));
      }
    }
  });

  it('correlation and covariance after large values are exact', () => {
    const { x, y, window, last_corr_exact, last_cov_exact } = data.corr_no_nan;
    const cov = kernels.rollingCov.runSync([series(x), series(y)], { window });
    expect(cov.at(-1)).toBeCloseTo(last_cov_exact, 14);
    expect(corr(x, y, window).at(-1)).toBeCloseTo(last_corr_exact, 14);
  });

  it('correlation does not change when both inputs are shifted', () => {
    const { x, y, offsets, window, rtol } = data.corr_shared_offset;
    const plain = corr(x, y, window);
    for (const offset of offsets) {
      const shifted = corr(
        x.map((v) => v + offset),
        y.map((v) => v + offset),
        window,
      );
      for (let t = window - 1; t < x.length; t++)
        expect(Math.abs(shifted[t]! - plain[t]!)).toBeLessThanOrEqual(rtol * Math.abs(plain[t]!));
    }
  });
});
