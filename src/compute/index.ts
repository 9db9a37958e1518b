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
export {
  type CsRankArgs,
  type RankMethod,
  type RankScale,
  rankMethods,
  rankScales,
} from './reference/cross-section/cs-rank.js';
export { normalCdf } from './reference/normal-cdf.js';
export type { RollingArgs } from './reference/rolling/spec.js';
export { studentTCdf } from './reference/student-t-cdf.js';
export type { AsyncRunOptions, Kernel, RunOptions } from './runnable.js';
export type { KernelStream, StreamOptions } from './stream.js';
