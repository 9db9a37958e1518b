import type { NoArgs } from './kernel.js';
import type { Operand } from './panel.js';
import { type CsRankArgs, csRankSpec } from './reference/cs-rank.js';
import { normalCdfSpec } from './reference/normal-cdf.js';
import type { RollingArgs } from './reference/rolling.js';
import { rollingMeanSpec } from './reference/rolling-mean.js';
import { type StudentTArgs, studentTCdfSpec } from './reference/student-t-cdf.js';
import { Kernel } from './runnable.js';

/** Every kernel, ready to call: `kernels.rollingMean.runSync(close, { window: 20 })`. */
export const kernels = {
  normalCdf: new Kernel<Operand, NoArgs>(normalCdfSpec),
  studentTCdf: new Kernel<Operand, StudentTArgs>(studentTCdfSpec),
  rollingMean: new Kernel<Operand, RollingArgs>(rollingMeanSpec),
  csRank: new Kernel<Operand, CsRankArgs>(csRankSpec),
} as const;
