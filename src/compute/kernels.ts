import type { NoArgs } from './kernel.js';
import type { Operand } from './panel.js';
import { type CsRankArgs, csRankSpec } from './reference/cross-section/cs-rank.js';
import {
  type CsZscoreArgs,
  csDemeanSpec,
  csMinmaxSpec,
  csScaleSpec,
  csZscoreSpec,
} from './reference/cross-section/standardize.js';
import { type WinsorizeArgs, winsorizeSpec } from './reference/cross-section/winsorize.js';
import { type EwmaArgs, ewmaSpec } from './reference/ewma.js';
import { delaySpec, deltaSpec, type LagArgs, logRetSpec, retSpec } from './reference/lags.js';
import { normalCdfSpec } from './reference/normal-cdf.js';
import { decayLinearSpec } from './reference/rolling/decay-linear.js';
import {
  rollingArgmaxSpec,
  rollingArgminSpec,
  rollingMaxSpec,
  rollingMinSpec,
} from './reference/rolling/extremes.js';
import * as moments from './reference/rolling/moments.js';
import { rollingBetaSpec, rollingCorrSpec, rollingCovSpec } from './reference/rolling/pairs.js';
import type { RollingArgs, RollingMomentArgs, WindowArgs } from './reference/rolling/spec.js';
import { type TsRankArgs, tsRankSpec } from './reference/rolling/ts-rank.js';
import { type StudentTArgs, studentTCdfSpec } from './reference/student-t-cdf.js';
import { Kernel } from './runnable.js';

/** Two inputs of the same shape, x and y. */
export type Pair = readonly [Operand, Operand];

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
  decayLinear: new Kernel<Operand, WindowArgs>(decayLinearSpec),
  tsRank: new Kernel<Operand, TsRankArgs>(tsRankSpec),
  delay: new Kernel<Operand, LagArgs>(delaySpec),
  delta: new Kernel<Operand, LagArgs>(deltaSpec),
  ret: new Kernel<Operand, LagArgs>(retSpec),
  logRet: new Kernel<Operand, LagArgs>(logRetSpec),
  ewma: new Kernel<Operand, EwmaArgs>(ewmaSpec),
  csDemean: new Kernel<Operand, NoArgs>(csDemeanSpec),
  csScale: new Kernel<Operand, NoArgs>(csScaleSpec),
  csMinmax: new Kernel<Operand, NoArgs>(csMinmaxSpec),
  csZscore: new Kernel<Operand, CsZscoreArgs>(csZscoreSpec),
  csWinsorize: new Kernel<Operand, WinsorizeArgs>(winsorizeSpec),
  csRank: new Kernel<Operand, CsRankArgs>(csRankSpec),
} as const;
