// Regressions and factor statistics against what plain algebra says, value by value.
import { describe, expect, it } from 'vitest';
import { kernels, type Panel } from '../../src/compute/index.js';
import { seededRandom } from '../support/random.js';

const [rows, cols] = [40, 23];

function panel(seed: number, value: (random: () => number, i: number) => number): Panel {
  const random = seededRandom(seed);
  return {
    data: Float64Array.from({ length: rows * cols }, (_, i) => value(random, i)),
    rows,
    cols,
    rowStride: cols,
  };
}

const normal = (seed: number, missing = 0.05): Panel =>
  panel(seed, (random) => {
    const x = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return random() < missing ? Number.NaN : x;
  });
const row = ({ data }: Panel, r: number): number[] => [...data.subarray(r * cols, (r + 1) * cols)];
const column = ({ data }: Panel, c: number): number[] =>
  Array.from({ length: rows }, (_, r) => data[r * cols + c]!);
const finite = (...values: number[]): boolean => values.every(Number.isFinite);

/** Solves a x = b by Gaussian elimination with partial pivoting. */
function solve(a: number[][], b: number[]): number[] {
  const m = a.map((line, i) => [...line, b[i]!]);
  for (let k = 0; k < m.length; k++) {
    const pivot = m
      .slice(k)
      .reduce((best, line, i) => (Math.abs(line[k]!) > Math.abs(m[best]![k]!) ? k + i : best), k);
    [m[k], m[pivot]] = [m[pivot]!, m[k]!];
    for (let i = k + 1; i < m.length; i++) {
      const factor = m[i]![k]! / m[k]![k]!;
      for (let j = k; j <= m.length; j++) m[i]![j]! -= factor * m[k]![j]!;
    }
  }
  const x = new Array<number>(m.length).fill(0);
  for (let k = m.length - 1; k >= 0; k--) {
    let sum = m[k]![m.length]!;
    for (let j = k + 1; j < m.length; j++) sum -= m[k]![j]! * x[j]!;
    x[k] = sum / m[k]![k]!;
  }
  return x;
}

/** Coefficients of the weighted regression of y on the columns of a, by the normal equations. */
function regress(y: readonly number[], a: readonly (readonly number[])[], w: readonly number[]): number[] {
  const dot = (p: readonly number[], q: readonly number[]) =>
    p.reduce((sum, v, i) => sum + w[i]! * v * q[i]!, 0);
  return solve(
    a.map((p) => a.map((q) => dot(p, q))),
    a.map((p) => dot(p, y)),
  );
}

function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance = 1e-9): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    if (Number.isNaN(expected[i])) expect(actual[i], `place ${i}`).toBeNaN();
    else
      expect(Math.abs(actual[i]! - expected[i]!), `place ${i}`).toBeLessThanOrEqual(
        tolerance * Math.max(1, Math.abs(expected[i]!)),
      );
  }
}

describe('neutralize', () => {
  const y = normal(1);
  const factors = [normal(2), normal(3)];
  const weight = panel(4, (random) => (random() < 0.05 ? -1 : 0.1 + random()));
  const group = panel(5, (random) => Math.floor(4 * random()));

  it('leaves what a weighted regression on factors and group dummies leaves', () => {
    const out = kernels.csNeutralize.runSync([y, ...factors, weight, group], {
      factors: 2,
      groups: 4,
      weighted: true,
    });
    for (let r = 0; r < rows; r++) {
      const [ys, f, g, w, groups] = [y, ...factors, weight, group].map((one) => row(one, r)) as number[][];
      const places = [...ys!.keys()].filter((c) => finite(ys![c]!, f![c]!, g![c]!) && w![c]! > 0);
      const present = [0, 1, 2, 3].filter((id) => places.some((c) => groups![c] === id));
      const pick = (of: (c: number) => number) => places.map(of);
      const a = [
        pick((c) => f![c]!),
        pick((c) => g![c]!),
        ...present.map((id) => pick((c) => Number(groups![c] === id))),
      ];
      const beta = regress(
        pick((c) => ys![c]!),
        a,
        pick((c) => w![c]!),
      );
      const expected = new Array<number>(cols).fill(Number.NaN);
      places.forEach((c, i) => {
        expected[c] = ys![c]! - a.reduce((sum, line, k) => sum + beta[k]! * line[i]!, 0);
      });
      expectClose(row(out, r), expected);
    }
  });

  it('drops factors that explain each other, and only them', () => {
    const double = { ...factors[0]!, data: factors[0]!.data.map((x) => 2 * x) };
    const once = kernels.csNeutralize.runSync([y, factors[0]!], { factors: 1 });
    const twice = kernels.csNeutralize.runSync([y, factors[0]!, double], { factors: 2 });
    expectClose(twice.data, once.data);
  });

  it('scales with y and does not see the scale or the order of factors', () => {
    const base = kernels.csNeutralize.runSync([y, ...factors], { factors: 2 });
    const scaled = { ...y, data: y.data.map((x) => -8 * x) };
    const other = [{ ...factors[1]!, data: factors[1]!.data.map((x) => 1e3 * x + 7) }, factors[0]!] as const;
    expectClose(
      kernels.csNeutralize.runSync([scaled, ...factors], { factors: 2 }).data,
      base.data.map((x) => -8 * x),
    );
    expectClose(kernels.csNeutralize.runSync([y, ...other], { factors: 2 }).data, base.data, 1e-8);
  });
});

describe('rolling regression', () => {
  const y = normal(11);
  const xs = [normal(12), normal(13), normal(14), normal(15)] as const;

  it.each([1, 2, 4])('on %d regressors is that of each window', (regressors) => {
    const [window, minCount] = [20, 12];
    const inputs = [y, ...xs.slice(0, regressors)] as [Panel, ...Panel[]];
    const run = (args: object) =>
      kernels.rollingOls.runSync(inputs, { window, minCount, regressors, ...args });
    const slopes = Array.from({ length: regressors }, (_, i) => run({ of: 1 + i }));
    const [intercept, residual, rsquare] = (['intercept', 'residual', 'rsquare'] as const).map((result) =>
      run({ result }),
    );
    for (let c = 0; c < cols; c++) {
      const series = inputs.map((one) => column(one, c));
      for (let r = 0; r < rows; r++) {
        const at = Array.from({ length: rows }, (_, i) => i).filter(
          (i) => i <= r && i > r - window && finite(...series.map((s) => s[i]!)),
        );
        const place = r * cols + c;
        if (at.length < minCount) {
          expect(slopes[0]!.data[place]).toBeNaN();
          continue;
        }
        const [ys, ...columns] = series.map((s) => at.map((i) => s[i]!));
        const a = [at.map(() => 1), ...columns];
        const beta = regress(
          ys!,
          a,
          at.map(() => 1),
        );
        const fitted = at.map((_, i) => a.reduce((sum, line, k) => sum + beta[k]! * line[i]!, 0));
        const mean = ys!.reduce((sum, v) => sum + v, 0) / at.length;
        const total = ys!.reduce((sum, v) => sum + (v - mean) ** 2, 0);
        const left = ys!.reduce((sum, v, i) => sum + (v - fitted[i]!) ** 2, 0);
        expectClose([intercept!.data[place]!, ...slopes.map(({ data }) => data[place]!)], beta, 1e-7);
        expectClose([rsquare!.data[place]!], [1 - left / total], 1e-7);
        const newest = at.at(-1) === r ? ys!.at(-1)! - fitted.at(-1)! : Number.NaN;
        expectClose([residual!.data[place]!], [newest], 1e-7);
      }
    }
  });
});

describe('exponentially weighted moments', () => {
  const [x, y] = [normal(21), normal(22)];

  it('are those of the weights written out', () => {
    const alpha = 0.2;
    const cov = kernels.ewmCov.runSync([x, y], { alpha, minCount: 2 });
    const variance = kernels.ewmVar.runSync(x, { alpha, minCount: 2, bias: true });
    const corr = kernels.ewmCorr.runSync([x, y], { alpha, minCount: 3 });
    for (let c = 0; c < cols; c++) {
      const [xs, ys] = [column(x, c), column(y, c)];
      for (let r = 0; r < rows; r++) {
        const moment = (a: number[], b: number[], corrected: boolean): [value: number, count: number] => {
          const at = [...a.keys()].filter((i) => i <= r && finite(a[i]!, b[i]!));
          const w = at.map((i) => (1 - alpha) ** (r - i));
          const whole = w.reduce((sum, v) => sum + v, 0);
          const mean = (s: number[]) => at.reduce((sum, i, k) => sum + w[k]! * s[i]!, 0) / whole;
          const [ma, mb] = [mean(a), mean(b)];
          const biased = at.reduce((sum, i, k) => sum + w[k]! * (a[i]! - ma) * (b[i]! - mb), 0) / whole;
          const squares = w.reduce((sum, v) => sum + v * v, 0);
          return [corrected ? (biased * whole ** 2) / (whole ** 2 - squares) : biased, at.length];
        };
        const place = r * cols + c;
        const [covariance, both] = moment(xs, ys, true);
        expectClose([cov.data[place]!], [both < 2 ? Number.NaN : covariance]);
        const [spread, count] = moment(xs, xs, false);
        expectClose([variance.data[place]!], [count < 2 ? Number.NaN : spread]);
        const shared = xs.map((v, i) => (finite(v, ys[i]!) ? v : Number.NaN));
        const other = ys.map((v, i) => (finite(v, xs[i]!) ? v : Number.NaN));
        const expected =
          moment(xs, ys, false)[0] /
          Math.sqrt(moment(shared, shared, false)[0] * moment(other, other, false)[0]);
        expectClose([corr.data[place]!], [both < 3 ? Number.NaN : expected]);
      }
    }
  });
});

describe('factor returns', () => {
  const returns = normal(31);
  const weight = panel(32, (random) => 0.5 + random());
  const sectors = [0, 1, 2].map((id) => panel(33, (random) => Number(Math.floor(3 * random()) === id)));
  const style = normal(34, 0);

  it('add up: market, sectors that sum to 0, a style of what they leave, and the residual', () => {
    const inputs = [returns, weight, ...sectors, style] as const;
    const args = { sectors: 3, styles: 1 };
    const out = kernels.factorReturns.runSync([...inputs], args);
    const rest = kernels.factorResiduals.runSync([...inputs], args);
    for (let r = 0; r < rows; r++) {
      const [market, one, two, three, f] = [...out.data.subarray(5 * r, 5 * r + 5)];
      expect(one! + two! + three!).toBeCloseTo(0, 10);
      const ys = row(returns, r);
      const places = [...ys.keys()].filter((c) => finite(ys[c]!));
      const value = (of: Panel) => places.map((c) => row(of, r)[c]!);
      const w = value(weight);
      // The sectors' constraint put in: the last is minus the others.
      const [s1, s2, s3] = sectors.map(value) as [number[], number[], number[]];
      const a = [places.map(() => 1), s1.map((v, i) => v - s3[i]!), s2.map((v, i) => v - s3[i]!)];
      const beta = regress(value(returns), a, w);
      expectClose([market!, one!, two!], beta);
      const left = value(returns).map((v, i) => v - a.reduce((sum, line, k) => sum + beta[k]! * line[i]!, 0));
      const [slope] = regress(left, [value(style)], w);
      expectClose([f!], [slope!]);
      const expected = new Array<number>(cols).fill(Number.NaN);
      places.forEach((c, i) => {
        expected[c] = left[i]! - slope! * value(style)[i]!;
      });
      expectClose(row(rest, r), expected);
    }
  });
});

describe('information coefficient and quantile returns', () => {
  const factor = panel(41, (random) => (random() < 0.1 ? Number.NaN : Math.floor(12 * random())));
  const returns = normal(42);

  it('is the correlation of average ranks', () => {
    const out = kernels.csIc.runSync([factor, returns]);
    for (let r = 0; r < rows; r++) {
      const pairs = row(factor, r).map((f, c): [number, number] => [f, row(returns, r)[c]!]);
      const valid = pairs.filter(([f, y]) => finite(f, y));
      const ranks = (of: 0 | 1) =>
        valid.map(([...pair]) => {
          const below = valid.filter((other) => other[of] < pair[of]).length;
          const same = valid.filter((other) => other[of] === pair[of]).length;
          return below + (same + 1) / 2;
        });
      const [x, y] = [ranks(0), ranks(1)];
      const mean = (valid.length + 1) / 2;
      const dot = (a: number[], b: number[]) => a.reduce((sum, v, i) => sum + (v - mean) * (b[i]! - mean), 0);
      expectClose([out.data[r]!], [dot(x, y) / Math.sqrt(dot(x, x) * dot(y, y))]);
    }
  });

  it('averages the returns of each fifth', () => {
    const score = normal(43);
    const out = kernels.quantileReturns.runSync([score, returns], { quantiles: 5 });
    for (let r = 0; r < rows; r++) {
      const valid = row(score, r)
        .map((f, c): [number, number] => [f, row(returns, r)[c]!])
        .filter(([f, y]) => finite(f, y));
      const sorted = valid.map(([f]) => f).sort((a, b) => a - b);
      const limit = (q: number) => {
        const at = q * (sorted.length - 1);
        const low = Math.floor(at);
        return sorted[low]! + (at - low) * ((sorted[low + 1] ?? sorted[low]!) - sorted[low]!);
      };
      const limits = [0.2, 0.4, 0.6, 0.8].map(limit);
      const expected = [0, 1, 2, 3, 4].map((q) => {
        const mine = valid.filter(([f]) => limits.filter((edge) => f > edge).length === q).map(([, y]) => y);
        return mine.reduce((sum, y) => sum + y, 0) / mine.length;
      });
      expectClose(out.data.subarray(5 * r, 5 * r + 5), expected);
    }
  });
});

describe('covariance matrices', () => {
  const x = normal(51);

  it.each(['complete', 'pairwise'] as const)('of %s rows are those of the definition', (which) => {
    const out = kernels.covariance.runSync(x, { rows: which });
    const whole = Array.from({ length: rows }, (_, r) => r).filter((r) => finite(...row(x, r)));
    for (let i = 0; i < cols; i++)
      for (let j = 0; j < cols; j++) {
        const [a, b] = [column(x, i), column(x, j)];
        const at = which === 'complete' ? whole : [...a.keys()].filter((r) => finite(a[r]!, b[r]!));
        const mean = (s: number[]) => at.reduce((sum, r) => sum + s[r]!, 0) / at.length;
        const [ma, mb] = [mean(a), mean(b)];
        const products = at.reduce((sum, r) => sum + (a[r]! - ma) * (b[r]! - mb), 0);
        expectClose(
          [out.data[i * out.rowStride + j]!],
          [at.length < 2 ? Number.NaN : products / (at.length - 1)],
        );
      }
  });
});

describe('weighted z-score', () => {
  it('is about the weighted mean, in deviations without weights', () => {
    const x = normal(61);
    const weight = panel(62, (random) => random());
    const out = kernels.csWeightedZscore.runSync([x, weight]);
    for (let r = 0; r < rows; r++) {
      const [xs, w] = [row(x, r), row(weight, r)];
      const at = [...xs.keys()].filter((c) => finite(xs[c]!, w[c]!));
      const total = at.reduce((sum, c) => sum + w[c]!, 0);
      const centre = at.reduce((sum, c) => sum + w[c]! * xs[c]!, 0) / total;
      const mean = at.reduce((sum, c) => sum + xs[c]!, 0) / at.length;
      const spread = Math.sqrt(at.reduce((sum, c) => sum + (xs[c]! - mean) ** 2, 0) / (at.length - 1));
      expectClose(
        row(out, r),
        xs.map((v) => (v - centre) / spread),
      );
    }
  });
});
