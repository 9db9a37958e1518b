export { amihudIlliquidity, type KyleLambda, kyleLambda, rollSpread } from './liquidity.js';
export { type EffectiveSpread, effectiveSpread, orderFlowImbalance } from './spread.js';
export { bipowerVariation, type RealisedVarianceOptions, realisedVariance } from './variance.js';
