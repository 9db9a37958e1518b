import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arrivalRates, type DayType } from '#dualbus/market/index.js';
import { MarketMaker } from '#dualbus/market/synthetic/market-maker.js';

const model = { alpha: 0.4, delta: 0.3, mu: 60, epsilon: 40, theta: 0.5, eta: 50, jump: 0.1 };
const types: readonly DayType[] = ['none', 'bad', 'good', 'busy'];
const priors = { none: 0.3, bad: 0.12, good: 0.28, busy: 0.3 };
const values = { none: 100, bad: 93, good: 103, busy: 100 };

/** Bayes' rule in plain form: the likelihood of the trades' times and sides, over the whole history at once. */
function posterior(
  times: readonly number[],
  sides: readonly (1 | -1)[],
  now: number,
): Record<DayType, number> {
  const weights = types.map((type) => {
    const { buy, sell } = arrivalRates(model, type);
    let likelihood = priors[type];
    let last = 0;
    times.forEach((time, k) => {
      likelihood *= Math.exp(-(buy + sell) * (time - last)) * (sides[k] > 0 ? buy : sell);
      last = time;
    });
    return likelihood * Math.exp(-(buy + sell) * (now - last));
  });
  const sum = weights.reduce((a, b) => a + b);
  return Object.fromEntries(types.map((type, k) => [type, weights[k] / sum])) as Record<DayType, number>;
}

const history = fc
  .array(fc.tuple(fc.double({ min: 0, max: 0.5, noNaN: true }), fc.constantFrom<1 | -1>(1, -1)), {
    maxLength: 30,
  })
  .map((trades) => trades.sort((a, b) => a[0] - b[0]));

function makerAfter(trades: readonly [number, 1 | -1][], now: number): MarketMaker {
  const maker = new MarketMaker(model);
  maker.open(100);
  for (const [time, side] of trades) {
    maker.wait(time);
    maker.trade(side);
  }
  maker.wait(now);
  maker.quote();
  return maker;
}

describe('MarketMaker', () => {
  it('starts from the prior, at the value before', () => {
    const maker = makerAfter([], 0);
    expect(maker.beliefs()).toEqual(types.map((type) => expect.closeTo(priors[type], 12)));
    expect(maker.expected).toBeCloseTo(100, 10);
    expect(maker.bid).toBeLessThan(100);
    expect(maker.ask).toBeGreaterThan(100);
  });

  it('quotes the conditional expectations of Bayes, whatever was seen', () => {
    fc.assert(
      fc.property(history, fc.double({ min: 0.5, max: 1, noNaN: true }), (trades, now) => {
        const maker = makerAfter(trades, now);
        const beliefs = posterior(
          trades.map(([time]) => time),
          trades.map(([, side]) => side),
          now,
        );
        const expectation = (weight: (type: DayType) => number) =>
          types.reduce((sum, type) => sum + weight(type) * values[type], 0) /
          types.reduce((sum, type) => sum + weight(type), 0);
        maker.beliefs().forEach((belief, k) => {
          expect(belief).toBeCloseTo(beliefs[types[k]], 9);
        });
        expect(maker.expected).toBeCloseTo(
          expectation((type) => beliefs[type]),
          8,
        );
        expect(maker.ask).toBeCloseTo(
          expectation((type) => beliefs[type] * arrivalRates(model, type).buy),
          8,
        );
        expect(maker.bid).toBeCloseTo(
          expectation((type) => beliefs[type] * arrivalRates(model, type).sell),
          8,
        );
      }),
    );
  });

  it('a trade moves the expectation to its price', () => {
    fc.assert(
      fc.property(history, fc.constantFrom<1 | -1>(1, -1), (trades, side) => {
        const maker = makerAfter(trades, 0.6);
        const price = side > 0 ? maker.ask : maker.bid;
        maker.trade(side);
        maker.quote();
        expect(maker.expected).toBeCloseTo(price, 9);
      }),
    );
  });

  it('is a martingale: what the next instant may bring averages to the present expectation', () => {
    fc.assert(
      fc.property(history, (trades) => {
        const maker = makerAfter(trades, 0.6);
        const instant = 1e-7;
        const beliefs = maker.beliefs();
        const rate = (side: 'buy' | 'sell') =>
          types.reduce((sum, type, k) => sum + beliefs[k] * arrivalRates(model, type)[side], 0);
        const [buys, sells] = [rate('buy') * instant, rate('sell') * instant];
        const { ask, bid, expected } = maker;
        maker.wait(0.6 + instant);
        maker.quote();
        const next = buys * ask + sells * bid + (1 - buys - sells) * maker.expected;
        expect(Math.abs(next - expected)).toBeLessThan(1e-8);
        expect(ask).toBeGreaterThanOrEqual(bid);
      }),
    );
  });
});
