import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  estimatePin,
  pinLogLikelihood,
  probabilityOfInformedTrading,
} from '../../src/analytics/pin/index.js';
import type { PinParameters } from '../../src/analytics/pin/likelihood.js';
import { InvalidArgument } from '../../src/base/errors.js';
import { SyntheticMarket } from '../../src/market/index.js';
import { poisson, seededRandom } from '../support/random.js';

function simulate(truth: PinParameters, days: number, seed: number) {
  const random = seededRandom(seed);
  const buys: number[] = [];
  const sells: number[] = [];
  for (let day = 0; day < days; day++) {
    const event = random() < truth.alpha;
    const bad = event && random() < truth.delta;
    buys.push(poisson(truth.epsilonBuy + (event && !bad ? truth.mu : 0), random));
    sells.push(poisson(truth.epsilonSell + (bad ? truth.mu : 0), random));
  }
  return { buys, sells };
}

/** The likelihood written down as the paper has it, factorials and all; only for small counts. */
function plainLogLikelihood(p: PinParameters, buys: number[], sells: number[]): number {
  const pmf = (k: number, rate: number) => {
    let value = Math.exp(-rate);
    for (let i = 1; i <= k; i++) value *= rate / i;
    return value;
  };
  let total = 0;
  for (let i = 0; i < buys.length; i++) {
    const [b, s] = [buys[i]!, sells[i]!];
    total += Math.log(
      (1 - p.alpha) * pmf(b, p.epsilonBuy) * pmf(s, p.epsilonSell) +
        p.alpha * p.delta * pmf(b, p.epsilonBuy) * pmf(s, p.epsilonSell + p.mu) +
        p.alpha * (1 - p.delta) * pmf(b, p.epsilonBuy + p.mu) * pmf(s, p.epsilonSell),
    );
  }
  return total;
}

function logFactorials(counts: number[]): number {
  let sum = 0;
  for (const count of counts) for (let i = 2; i <= count; i++) sum += Math.log(i);
  return sum;
}

describe('the likelihood of PIN', () => {
  it('is the mixture of Poisson days, less the factorials', () => {
    const rate = fc.double({ min: 0.5, max: 20, noNaN: true });
    const share = fc.double({ min: 0.01, max: 0.99, noNaN: true });
    const counts = fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        share,
        share,
        rate,
        rate,
        rate,
        counts,
        (alpha, delta, mu, epsilonBuy, epsilonSell, days) => {
          const p = { alpha, delta, mu, epsilonBuy, epsilonSell };
          const buys = days.map(([b]) => b);
          const sells = days.map(([, s]) => s);
          const ours = pinLogLikelihood(p, buys, sells) - logFactorials([...buys, ...sells]);
          const plain = plainLogLikelihood(p, buys, sells);
          expect(Math.abs(ours - plain)).toBeLessThan(1e-9 * (1 + Math.abs(plain)));
        },
      ),
    );
  });

  it('neither overflows nor underflows with 100,000 trades a day', () => {
    const p = { alpha: 0.3, delta: 0.5, mu: 20_000, epsilonBuy: 90_000, epsilonSell: 90_000 };
    expect(pinLogLikelihood(p, [90_000, 110_000], [110_000, 90_000])).toSatisfy(Number.isFinite);
  });
});

describe('estimatePin', () => {
  const truth = { alpha: 0.35, delta: 0.4, mu: 120, epsilonBuy: 150, epsilonSell: 140 };

  it('recovers the parameters of a simulated market', () => {
    const { buys, sells } = simulate(truth, 1_000, 11);
    const found = estimatePin(buys, sells);
    // Three standard errors: shares are binomial, rates are Poisson means over the days that show them.
    const events = truth.alpha * 1_000;
    expect(Math.abs(found.alpha - truth.alpha)).toBeLessThan(3 * Math.sqrt((0.35 * 0.65) / 1_000));
    expect(Math.abs(found.delta - truth.delta)).toBeLessThan(3 * Math.sqrt((0.4 * 0.6) / events));
    expect(Math.abs(found.mu - truth.mu)).toBeLessThan(3 * Math.sqrt((truth.mu + 2 * 150) / events));
    expect(Math.abs(found.epsilonBuy - truth.epsilonBuy)).toBeLessThan(3 * Math.sqrt(150 / 700));
    expect(Math.abs(found.epsilonSell - truth.epsilonSell)).toBeLessThan(3 * Math.sqrt(140 / 700));
    expect(Math.abs(found.pin - probabilityOfInformedTrading(truth))).toBeLessThan(0.015);
    expect(found.converged).toBe(true);
  });

  it('recovers the truth of the synthetic market from the flags of its trades', () => {
    const days = 250;
    const model = { alpha: 0.4, delta: 0.3, mu: 60, epsilon: 70, theta: 0 };
    const market = new SyntheticMarket({ ...model, days, seed: 8 });
    const flags = new Map<number, number>();
    for (const batch of market)
      if (batch.kind === 'trade')
        for (const side of batch.side.subarray(0, batch.length)) flags.set(side, (flags.get(side) ?? 0) + 1);
    const buys = market.truth.map((day) => day.buys);
    const sells = market.truth.map((day) => day.sells);
    const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
    expect([flags.get(1), flags.get(-1), flags.get(0)]).toEqual([total(buys), total(sells), undefined]);
    const found = estimatePin(buys, sells);
    const events = model.alpha * days;
    const within = (actual: number, truth: number, variance: number): void =>
      expect(Math.abs(actual - truth)).toBeLessThan(3 * Math.sqrt(variance));
    within(found.alpha, model.alpha, (0.4 * 0.6) / days);
    within(found.delta, model.delta, (0.3 * 0.7) / events);
    within(found.mu, model.mu, (model.mu + 2 * model.epsilon) / events);
    within(found.epsilonBuy, model.epsilon, model.epsilon / (days * (1 - 0.4 * 0.7)));
    within(found.epsilonSell, model.epsilon, model.epsilon / (days * (1 - 0.4 * 0.3)));
    const pin = (model.alpha * model.mu) / (model.alpha * model.mu + 2 * model.epsilon);
    expect(Math.abs(found.pin - pin)).toBeLessThan(0.03);
  });

  it('is at least as likely as the truth on every sample', () => {
    for (let seed = 1; seed <= 10; seed++) {
      const { buys, sells } = simulate(truth, 60, seed);
      expect(estimatePin(buys, sells).logLikelihood).toBeGreaterThanOrEqual(
        pinLogLikelihood(truth, buys, sells),
      );
    }
  });

  it('is a maximum: no small step along any parameter is more likely', () => {
    const { buys, sells } = simulate(truth, 80, 5);
    const best = estimatePin(buys, sells);
    for (const name of ['alpha', 'delta', 'mu', 'epsilonBuy', 'epsilonSell'] as const) {
      for (const factor of [0.999, 1.001]) {
        const moved = { ...best, [name]: best[name] * factor };
        expect(pinLogLikelihood(moved, buys, sells)).toBeLessThanOrEqual(best.logLikelihood + 1e-6);
      }
    }
  });

  it('mirrors when buys and sells change places', () => {
    const { buys, sells } = simulate(truth, 60, 3);
    const one = estimatePin(buys, sells);
    const other = estimatePin(sells, buys);
    expect(other.delta).toBeCloseTo(1 - one.delta, 4);
    expect(other.pin).toBeCloseTo(one.pin, 5);
  });

  it('copes with a market that has no sells, or no trades at all', () => {
    expect(estimatePin([3, 5, 4], [0, 0, 0]).pin).toSatisfy(Number.isFinite);
    expect(estimatePin([0, 0], [0, 0]).pin).toSatisfy(Number.isFinite);
  });

  it('names what it cannot take', () => {
    expect(() => estimatePin([1, 2], [1])).toThrow(/sells: has 1 days where buys has 2/);
    expect(() => estimatePin([1], [1])).toThrow(InvalidArgument);
    expect(() => estimatePin([1, 2.5], [1, 2])).toThrow(/buys: day 1 is 2.5/);
    expect(() => estimatePin([1, 2], [1, -2])).toThrow(/sells: day 1 is -2/);
  });
});
