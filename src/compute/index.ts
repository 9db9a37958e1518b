export { type BackendName, backendNames } from './backend.js';
export { type CalibrateOptions, type Calibration, calibrate, type Measurement } from './calibrate.js';
export type { Inputs, OutputOf } from './call.js';
export { type BackendReport, type Choice, describeBackends, registerBackend } from './choose.js';
export { type CrossoverTable, setCrossover } from './crossover.js';
export { readCrossovers, type StoredCrossovers } from './crossover-file.js';
export { type BackendDiagnosis, diagnoseBackends } from './diagnose.js';
export {
  BackendNotSynchronous,
  BackendUnavailable,
  DeviceBusy,
  DeviceLost,
  DeviceOutOfMemory,
  GpuFailed,
  HalfRangeExceeded,
  ModelFailed,
  OutOfMemory,
  UnknownBackend,
} from './errors.js';
export type { KernelSpec, KernelStep, Precision } from './kernel.js';
export { kernels } from './kernels.js';
export type { GpuCall, GpuCost, GpuSlot } from './native/gpu.js';
export { runOnGpu } from './native/gpu.js';
export { fromInstrumentMajor, newPanel, type Operand, type Panel } from './panel.js';
export type { EwmCovarianceArgs } from './reference/covariance/exponential.js';
export type { CovarianceArgs } from './reference/covariance/sample.js';
export {
  type CsRankArgs,
  type RankMethod,
  type RankScale,
  rankMethods,
  rankScales,
} from './reference/cross-section/cs-rank.js';
export type { FactorReturnsArgs } from './reference/cross-section/factor-returns.js';
export type { GroupArgs } from './reference/cross-section/group-demean.js';
export type { IcArgs } from './reference/cross-section/information.js';
export type { NeutralizeArgs } from './reference/cross-section/neutralize.js';
export type { QuantileReturnsArgs } from './reference/cross-section/quantile-returns.js';
export type { CsZscoreArgs } from './reference/cross-section/standardize.js';
export type { WinsorizeArgs } from './reference/cross-section/winsorize.js';
export type { EwmMomentArgs } from './reference/ewm-moments.js';
export type { EwmaArgs, SmaArgs } from './reference/ewma.js';
export type { LagArgs } from './reference/lags.js';
export { normalCdf } from './reference/normal-cdf.js';
export type { RollingOlsArgs } from './reference/rolling/ols.js';
export type { RollingQuantileArgs } from './reference/rolling/quantile.js';
export type { RollingArgs, RollingMomentArgs, WindowArgs } from './reference/rolling/spec.js';
export type { TsRankArgs } from './reference/rolling/ts-rank.js';
export type { StudentTArgs } from './reference/student-t-cdf.js';
export { studentTCdf } from './reference/student-t-cdf.js';
export type { AsyncRunOptions, Kernel, RunOptions } from './runnable.js';
export type { KernelStream, StreamOptions } from './stream.js';
