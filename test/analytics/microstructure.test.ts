import { describe, expect, it } from 'vitest';
import {
  amihudIlliquidity,
  bipowerVariation,
  effectiveSpread,
  kyleLambda,
  orderFlowImbalance,
  realisedVariance,
  rollSpread,
} from '../../src/analytics/microstructure/index.js';
import { InvalidArgument } from '../../src/base/errors.js';
import { gaussian, seededRandom } from '../support/random.js';

const missing = Number.NaN;

describe('kyleLambda', () => {
  it('is the slope of an exact line, with nothing left over', () => {
    const flow = [3, -1, 4, 1, -5, 9];
    const fit = kyleLambda(
      flow.map((q) => 0.25 * q + 2),
      flow,
    );
    expect(fit.lambda).toBeCloseTo(0.25, 14);
    expect(fit.intercept).toBeCloseTo(2, 14);
    expect(fit.r2).toBeCloseTo(1, 14);
    expect(fit.standardError).toBeLessThan(1e-8);
  });

  it('gives the textbook standard error', () => {
    // y on x by hand: slope 0.6, residual sum of squares 2.4, Sxx 10.
    const fit = kyleLambda([2, 4, 5, 4, 5], [1, 2, 3, 4, 5]);
    expect(fit.lambda).toBeCloseTo(0.6, 14);
    expect(fit.intercept).toBeCloseTo(2.2, 14);
    expect(fit.standardError).toBeCloseTo(Math.sqrt(2.4 / 3 / 10), 14);
    expect(fit.r2).toBeCloseTo(0.6, 14);
  });

  it('skips intervals with a missing value and needs three', () => {
    expect(kyleLambda([1, missing, 2, 3], [1, 7, 2, 3])).toMatchObject({ n: 3, lambda: 1 });
    expect(kyleLambda([1, 2], [1, 2]).lambda).toBeNaN();
    expect(kyleLambda([1, 2, 3], [4, 4, 4]).lambda).toBeNaN();
  });

  it('names the series of the wrong length', () => {
    expect(() => kyleLambda([1, 2], [1])).toThrow(InvalidArgument);
    expect(() => kyleLambda([1, 2], [1])).toThrow(/signedVolume: has 1 elements where priceChange has 2/);
  });
});

describe('amihudIlliquidity', () => {
  it('averages |return| / value over the intervals that traded', () => {
    expect(amihudIlliquidity([0.01, -0.02, missing, 0.5], [100, 400, 10, 0])).toBeCloseTo(
      (1e-4 + 5e-5) / 2,
      16,
    );
    expect(amihudIlliquidity([0.1], [0])).toBeNaN();
  });
});

describe('rollSpread', () => {
  it('finds the spread of a pure bid-ask bounce around a random walk', () => {
    const random = seededRandom(4);
    let mid = 100;
    const prices = Array.from({ length: 200_000 }, () => {
      mid += 0.001 * gaussian(random);
      return mid + (random() < 0.5 ? 0.05 : -0.05);
    });
    expect(rollSpread(prices)).toBeCloseTo(0.1, 2);
  });

  it('matches a hand calculation', () => {
    // Changes 1, -2, 3, -2: the pairs (1,-2), (-2,3), (3,-2) have covariance -120/9/2 = -20/3.
    expect(rollSpread([10, 11, 9, 12, 10])).toBeCloseTo(2 * Math.sqrt(20 / 3), 14);
  });

  it('is NaN where the changes trend or are too few', () => {
    expect(rollSpread([1, 2, 4, 8, 16])).toBeNaN();
    expect(rollSpread([1, 2])).toBeNaN();
    expect(rollSpread([])).toBeNaN();
  });
});

describe('effectiveSpread', () => {
  it('is twice the signed distance from the midpoint', () => {
    const spread = effectiveSpread(
      [10.1, 9.9, 10.2, 10],
      [100, 300, 50, 1],
      [1, -1, 0, 1],
      [10, 10, 10, missing],
    );
    expect(spread.n).toBe(2);
    expect(spread.mean).toBeCloseTo(0.2, 12);
    expect(spread.relative).toBeCloseTo(0.02, 13);
    expect(spread.valueWeighted).toBeCloseTo(0.2, 12);
    expect(effectiveSpread([], [], [], []).mean).toBeNaN();
  });
});

describe('orderFlowImbalance', () => {
  it('adds what joins the bid and takes what joins the ask', () => {
    const bid = [10, 10, 11, 10, 10];
    const bidSize = [5, 8, 2, 6, 6];
    const ask = [12, 12, 12, 11, 13];
    const askSize = [4, 4, 1, 9, 3];
    expect([...orderFlowImbalance(bid, bidSize, ask, askSize)]).toEqual([
      Number.NaN,
      8 - 5 - 4 + 4, // the bid grew by 3
      2 - 1 + 4, // a higher bid counts whole; the ask shrank by 3
      -2 - 9, // the bid fell by its whole queue; a lower ask counts whole
      6 - 6 + 9, // the ask went away
    ]);
  });

  it('is missing next to a missing quote', () => {
    expect([...orderFlowImbalance([1, missing, 1, 1], [1, 1, 1, 1], [2, 2, 2, 2], [1, 1, 1, 3])]).toEqual([
      missing,
      missing,
      missing,
      -2,
    ]);
  });
});

describe('realised variance', () => {
  const prices = [100, 102, 101, 103, 104];
  const r = prices.slice(1).map((p, i) => Math.log(p / prices[i]!));

  it('sums squared log returns', () => {
    expect(realisedVariance(prices)).toBeCloseTo(
      r.reduce((sum, x) => sum + x * x, 0),
      15,
    );
    const two = (r[0]! + r[1]!) ** 2 + (r[2]! + r[3]!) ** 2;
    expect(realisedVariance(prices, { step: 2 })).toBeCloseTo(two, 15);
    const shifted = (r[1]! + r[2]!) ** 2;
    expect(realisedVariance(prices, { step: 2, subsample: true })).toBeCloseTo((two + shifted) / 2, 15);
  });

  it('spans missing prices and needs two', () => {
    expect(realisedVariance([100, missing, 110])).toBeCloseTo(Math.log(1.1) ** 2, 15);
    expect(realisedVariance([100])).toBeNaN();
    expect(() => realisedVariance([1, 0])).toThrow(/prices: element 1 is 0/);
    expect(() => realisedVariance([1, 2], { step: 0 })).toThrow(InvalidArgument);
  });

  it('leaves the jump out of bipower variation', () => {
    const random = seededRandom(9);
    let log = 0;
    const path = Array.from({ length: 20_000 }, (_, i) => {
      log += 0.001 * gaussian(random) + (i === 10_000 ? 0.5 : 0);
      return Math.exp(log);
    });
    expect(bipowerVariation(path)).toBeCloseTo(0.02, 2);
    expect(realisedVariance(path)).toBeGreaterThan(0.25);
    expect(bipowerVariation([1, 2])).toBeNaN();
  });
});
