import type { KernelSpec, NoArgs } from './kernel.js';
import type { Operand } from './panel.js';
import { type EwmCovarianceArgs, ewmCovarianceSpec } from './reference/covariance/exponential.js';
import { type CovarianceArgs, covarianceSpec } from './reference/covariance/sample.js';
import { type CsRankArgs, csRankSpec } from './reference/cross-section/cs-rank.js';
import {
  type FactorReturnsArgs,
  factorResidualsSpec,
  factorReturnsSpec,
} from './reference/cross-section/factor-returns.js';
import { csGroupDemeanSpec, type GroupArgs } from './reference/cross-section/group-demean.js';
import { csIcSpec, type IcArgs } from './reference/cross-section/information.js';
import { csNeutralizeSpec, type NeutralizeArgs } from './reference/cross-section/neutralize.js';
import { type QuantileReturnsArgs, quantileReturnsSpec } from './reference/cross-section/quantile-returns.js';
import {
  type CsZscoreArgs,
  csDemeanSpec,
  csMinmaxSpec,
  csScaleSpec,
  csWeightedZscoreSpec,
  csZscoreSpec,
} from './reference/cross-section/standardize.js';
import { type WinsorizeArgs, winsorizeSpec } from './reference/cross-section/winsorize.js';
import * as ewm from './reference/ewm-moments.js';
import { type EwmaArgs, ewmaSpec, type SmaArgs, smaSpec } from './reference/ewma.js';
import { delaySpec, deltaSpec, type LagArgs, logRetSpec, retSpec } from './reference/lags.js';
import { normalCdfSpec } from './reference/normal-cdf.js';
import * as pointwise from './reference/pointwise.js';
import { decayLinearSpec } from './reference/rolling/decay-linear.js';
import {
  rollingArgmaxSpec,
  rollingArgminSpec,
  rollingMaxSpec,
  rollingMinSpec,
} from './reference/rolling/extremes.js';
import { rollingMadSpec } from './reference/rolling/mad.js';
import * as moments from './reference/rolling/moments.js';
import { type RollingOlsArgs, rollingOlsSpec } from './reference/rolling/ols.js';
import { rollingBetaSpec, rollingCorrSpec, rollingCovSpec } from './reference/rolling/pairs.js';
import { rollingCountSpec, rollingProductSpec } from './reference/rolling/products.js';
import {
  type RollingQuantileArgs,
  rollingMedianSpec,
  rollingQuantileSpec,
} from './reference/rolling/quantile.js';
import type { RollingArgs, RollingMomentArgs, WindowArgs } from './reference/rolling/spec.js';
import * as trends from './reference/rolling/trends.js';
import { type TsRankArgs, tsRankSpec } from './reference/rolling/ts-rank.js';
import { type StudentTArgs, studentTCdfSpec } from './reference/student-t-cdf.js';
import { Kernel } from './runnable.js';

/** Two inputs of the same shape, x and y. */
export type Pair = readonly [Operand, Operand];

/** Three inputs of the same shape. */
export type Triple = readonly [Operand, Operand, Operand];

/** As many inputs of the same shape as the arguments say. */
export type Several = readonly [Operand, ...Operand[]];

const one = (spec: KernelSpec<NoArgs>) => new Kernel<Operand, NoArgs>(spec);
const two = (spec: KernelSpec<NoArgs>) => new Kernel<Pair, NoArgs>(spec);

/** Every kernel, ready to call: `kernels.rollingMean.runSync(close, { window: 20 })`. */
export const kernels = {
  normalCdf: new Kernel<Operand, NoArgs>(normalCdfSpec),
  studentTCdf: new Kernel<Operand, StudentTArgs>(studentTCdfSpec),
  rollingSum: new Kernel<Operand, RollingArgs>(moments.rollingSumSpec),
  rollingMean: new Kernel<Operand, RollingArgs>(moments.rollingMeanSpec),
  rollingVar: new Kernel<Operand, RollingMomentArgs>(moments.rollingVarSpec),
  rollingStd: new Kernel<Operand, RollingMomentArgs>(moments.rollingStdSpec),
  rollingZscore: new Kernel<Operand, RollingMomentArgs>(moments.rollingZscoreSpec),
  rollingSkew: new Kernel<Operand, RollingArgs>(moments.rollingSkewSpec),
  rollingKurt: new Kernel<Operand, RollingArgs>(moments.rollingKurtSpec),
  rollingMin: new Kernel<Operand, RollingArgs>(rollingMinSpec),
  rollingMax: new Kernel<Operand, RollingArgs>(rollingMaxSpec),
  rollingArgmin: new Kernel<Operand, RollingArgs>(rollingArgminSpec),
  rollingArgmax: new Kernel<Operand, RollingArgs>(rollingArgmaxSpec),
  rollingCov: new Kernel<Pair, RollingMomentArgs>(rollingCovSpec),
  rollingCorr: new Kernel<Pair, RollingArgs>(rollingCorrSpec),
  rollingBeta: new Kernel<Pair, RollingArgs>(rollingBetaSpec),
  rollingCount: new Kernel<Operand, RollingArgs>(rollingCountSpec),
  rollingProduct: new Kernel<Operand, RollingArgs>(rollingProductSpec),
  rollingWma: new Kernel<Operand, RollingArgs>(trends.rollingWmaSpec),
  rollingSlope: new Kernel<Operand, RollingArgs>(trends.rollingSlopeSpec),
  rollingRsquare: new Kernel<Operand, RollingArgs>(trends.rollingRsquareSpec),
  rollingResidual: new Kernel<Operand, RollingArgs>(trends.rollingResidualSpec),
  rollingOls: new Kernel<Several, RollingOlsArgs>(rollingOlsSpec),
  rollingMad: new Kernel<Operand, RollingArgs>(rollingMadSpec),
  rollingQuantile: new Kernel<Operand, RollingQuantileArgs>(rollingQuantileSpec),
  rollingMedian: new Kernel<Operand, RollingArgs>(rollingMedianSpec),
  decayLinear: new Kernel<Operand, WindowArgs>(decayLinearSpec),
  tsRank: new Kernel<Operand, TsRankArgs>(tsRankSpec),
  delay: new Kernel<Operand, LagArgs>(delaySpec),
  delta: new Kernel<Operand, LagArgs>(deltaSpec),
  ret: new Kernel<Operand, LagArgs>(retSpec),
  logRet: new Kernel<Operand, LagArgs>(logRetSpec),
  ewma: new Kernel<Operand, EwmaArgs>(ewmaSpec),
  sma: new Kernel<Operand, SmaArgs>(smaSpec),
  ewmVar: new Kernel<Operand, ewm.EwmMomentArgs>(ewm.ewmVarSpec),
  ewmStd: new Kernel<Operand, ewm.EwmMomentArgs>(ewm.ewmStdSpec),
  ewmCov: new Kernel<Pair, ewm.EwmMomentArgs>(ewm.ewmCovSpec),
  ewmCorr: new Kernel<Pair, ewm.EwmMomentArgs>(ewm.ewmCorrSpec),
  csDemean: new Kernel<Operand, NoArgs>(csDemeanSpec),
  csScale: new Kernel<Operand, NoArgs>(csScaleSpec),
  csMinmax: new Kernel<Operand, NoArgs>(csMinmaxSpec),
  csZscore: new Kernel<Operand, CsZscoreArgs>(csZscoreSpec),
  csWeightedZscore: new Kernel<Pair, CsZscoreArgs>(csWeightedZscoreSpec),
  csWinsorize: new Kernel<Operand, WinsorizeArgs>(winsorizeSpec),
  csGroupDemean: new Kernel<Pair, GroupArgs>(csGroupDemeanSpec),
  csRank: new Kernel<Operand, CsRankArgs>(csRankSpec),
  csNeutralize: new Kernel<Several, NeutralizeArgs>(csNeutralizeSpec),
  csIc: new Kernel<Pair, IcArgs>(csIcSpec),
  quantileReturns: new Kernel<Pair, QuantileReturnsArgs>(quantileReturnsSpec),
  factorReturns: new Kernel<Several, FactorReturnsArgs>(factorReturnsSpec),
  factorResiduals: new Kernel<Several, FactorReturnsArgs>(factorResidualsSpec),
  covariance: new Kernel<Operand, CovarianceArgs>(covarianceSpec),
  ewmCovariance: new Kernel<Operand, EwmCovarianceArgs>(ewmCovarianceSpec),
  sign: one(pointwise.signSpec),
  abs: one(pointwise.absSpec),
  log: one(pointwise.logSpec),
  logicalNot: one(pointwise.logicalNotSpec),
  add: two(pointwise.addSpec),
  subtract: two(pointwise.subtractSpec),
  multiply: two(pointwise.multiplySpec),
  divide: two(pointwise.divideSpec),
  power: two(pointwise.powerSpec),
  signedPower: two(pointwise.signedPowerSpec),
  pairwiseMin: two(pointwise.pairwiseMinSpec),
  pairwiseMax: two(pointwise.pairwiseMaxSpec),
  less: two(pointwise.lessSpec),
  lessEqual: two(pointwise.lessEqualSpec),
  equal: two(pointwise.equalSpec),
  notEqual: two(pointwise.notEqualSpec),
  logicalAnd: two(pointwise.logicalAndSpec),
  logicalOr: two(pointwise.logicalOrSpec),
  where: new Kernel<Triple, NoArgs>(pointwise.whereSpec),
} as const;
