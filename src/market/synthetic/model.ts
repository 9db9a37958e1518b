import { InvalidArgument } from '../../base/errors.js';

/**
 * What a day is: no information, bad or good news (known to informed traders only), or busy: more trades of both sides
 * without any information.
 */
export type DayType = 'none' | 'bad' | 'good' | 'busy';

export const dayTypes: readonly DayType[] = ['none', 'bad', 'good', 'busy'];

/**
 * The sequential trade model of Easley, Kiefer, O'Hara and Paperman ("Liquidity, Information, and Infrequently Traded
 * Stocks", Journal of Finance 51(4), 1996) with the symmetric order-flow shocks of Duarte and Young ("Why is PIN
 * priced?", Journal of Financial Economics 91(2), 2009), here on days without information only.
 * Rates are trades per day; arrivals are independent Poisson processes.
 */
export interface SequentialTradeModel {
  /** Probability that a day has information. */
  readonly alpha: number;
  /** Probability that information is bad news. */
  readonly delta: number;
  /** Rate of informed trades, on one side, on days with information. */
  readonly mu: number;
  /** Rate of uninformed buys, and of uninformed sells, on every day. */
  readonly epsilon: number;
  /** Probability that a day without information is busy. */
  readonly theta: number;
  /** Additional rate of uninformed buys, and of uninformed sells, on busy days. */
  readonly eta: number;
  /**
   * Value after good news less value after bad news, as a fraction of the value before. The news is
   * delta * jump up or (1 - delta) * jump down, so that its expectation is zero.
   */
  readonly jump: number;
}

export const defaultModel: SequentialTradeModel = {
  alpha: 0.4,
  delta: 0.5,
  mu: 600,
  epsilon: 500,
  theta: 0.25,
  eta: 500,
  jump: 0.02,
};

/** Rates of buys and sells on a day of the type. */
export function rates(
  model: SequentialTradeModel,
  type: DayType,
): { readonly buy: number; readonly sell: number } {
  const { epsilon, mu, eta } = model;
  const busy = type === 'busy' ? eta : 0;
  return {
    buy: epsilon + busy + (type === 'good' ? mu : 0),
    sell: epsilon + busy + (type === 'bad' ? mu : 0),
  };
}

/** Probability of a day type before the first trade. */
export function prior({ alpha, delta, theta }: SequentialTradeModel, type: DayType): number {
  switch (type) {
    case 'none':
      return (1 - alpha) * (1 - theta);
    case 'busy':
      return (1 - alpha) * theta;
    case 'bad':
      return alpha * delta;
    case 'good':
      return alpha * (1 - delta);
  }
}

/** The value at the end of a day of the type, when all know it. */
export function valueAfter({ delta, jump }: SequentialTradeModel, type: DayType, before: number): number {
  if (type === 'good') return before * (1 + delta * jump);
  if (type === 'bad') return before * (1 - (1 - delta) * jump);
  return before;
}

/**
 * The probability that a trade is informed: alpha mu / (alpha mu + 2 epsilon + 2 (1 - alpha) theta eta), Easley et al.
 * (1996) for theta = 0, Duarte and Young (2009) with it.
 */
export function probabilityOfInformedTrading({
  alpha,
  mu,
  epsilon,
  theta,
  eta,
}: SequentialTradeModel): number {
  const informed = alpha * mu;
  return informed / (informed + 2 * epsilon + 2 * (1 - alpha) * theta * eta);
}

/** @throws InvalidArgument naming the parameter that is out of its range */
export function checkModel(model: SequentialTradeModel): void {
  const demand = (name: keyof SequentialTradeModel, holds: boolean, range: string) => {
    if (!holds) throw new InvalidArgument(name, `${model[name]} is not ${range}`);
  };
  for (const name of ['alpha', 'delta', 'theta'] as const)
    demand(name, model[name] >= 0 && model[name] <= 1, 'a probability');
  for (const name of ['mu', 'eta'] as const)
    demand(name, model[name] >= 0 && model[name] < 1e9, 'a rate of 0 to 1e9 trades per day');
  demand('epsilon', model.epsilon > 0 && model.epsilon < 1e9, 'a positive rate below 1e9 trades per day');
  demand('jump', model.jump >= 0 && model.jump < 1, 'a fraction below 1');
}
