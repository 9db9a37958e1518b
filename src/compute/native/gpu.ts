import type { Addon, GpuCall, GpuCost, GpuSlot } from '../../addon/binding.js';
import { describeAddon, loadAddon } from '../../addon/load.js';
import { DualbusError } from '../../base/errors.js';
import { BackendUnavailable, DeviceLost, DeviceOutOfMemory, GpuFailed } from '../errors.js';
import { Turns } from './turns.js';

export type { GpuCall, GpuCost, GpuSlot } from '../../addon/binding.js';

/** Why this process has no GPU to use, or undefined. */
export function gpuUnavailable(): string | undefined {
  return backendUnavailable('metal');
}

/** Why a backend of the addon cannot be used here, or undefined. */
export function backendUnavailable(name: string): string | undefined {
  const state = loadAddon();
  if (state.status !== 'loaded') return describeAddon(state);
  const backend = state.addon.backends().find((entry) => entry.name === name);
  return backend === undefined ? 'not part of this build' : backend.unavailable;
}

const turns = new Turns('GPU');
let tickets = 0;

/**
 * Runs a batch of kernels on the GPU, in f32, one batch after the other, off the event loop: as few command buffers as
 * possible, usually one. Intermediate results stay on the device. Sources are read before it starts; targets are written
 * when all calls have run, and left alone when it fails.
 *
 * The kernels, with their arguments, reals and inputs; panels are f32 (rows, cols) unless said otherwise:
 *
 * - `rolling_mean`, `rolling_std`, `rolling_min`, `rolling_max`, `decay_linear`, `ts_rank`: window, minCount and perhaps
 *   ddof (`ts_rank`: the scale); `rolling_corr` the same of two panels
 * - `cs_rank`: method, scale; `cs_zscore`: ddof, 1 where equal rows score 0; of values and, perhaps, weights
 * - `winsorize_quantile`, `winsorize_mad`, `winsorize_sigma` (ddof): the real is the limit
 * - `group_demean`: values and one row of u32 group numbers (2^32 - 1: none)
 * - `neutralize`: 1 with weights, 1 with groups; of y, the exposures one below the other, and those
 * - `covariance`: 0 for complete rows or 1 for pairs, ddof, minCount; `ewm_covariance`: adjust, ignoreMissing, minCount,
 *   bias, 1 about 0, the real is alpha; (cols, cols) out
 * - `prefix_scan`: u64 in and out
 * - `vpin_sweep`: for each parameter set bucket and scale (two words each, the low one first), window, classifier; of a u64
 *   column of volumes and a row of signed fractions (-1 sell to 1 buy) for each classifier. Out, in one row over the
 *   closed buckets of all sets: signed imbalance as a share, first trade (u32), VPIN. Boundaries are whole numbers.
 *
 * @throws InvalidArgument, BackendUnavailable, DeviceLost, DeviceOutOfMemory, GpuFailed, DeviceBusy, and the reason of
 * `signal`
 */
export async function runOnGpu(
  calls: readonly GpuCall[],
  slots: readonly GpuSlot[],
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<GpuCost> {
  const addon = gpuAddon();
  const ticket = tickets++ % 2 ** 32;
  try {
    return await turns.run(
      () => addon.runGpu(calls, slots, ticket),
      options.signal,
      () => addon.cancelGpu(ticket),
    );
  } catch (error) {
    throw typed(error);
  }
}

function gpuAddon(): Addon {
  const reason = gpuUnavailable();
  const state = loadAddon();
  if (reason !== undefined || state.status !== 'loaded')
    throw new BackendUnavailable('metal', reason ?? 'no addon');
  return state.addon;
}

function typed(error: unknown): unknown {
  if (!(error instanceof DualbusError)) return error;
  const { code, message } = error;
  if (code === 'DUALBUS_DEVICE_LOST') return new DeviceLost(message, { cause: error });
  if (code === 'DUALBUS_OUT_OF_MEMORY') return new DeviceOutOfMemory(message, { cause: error });
  if (code === 'DUALBUS_GPU_FAILED') return new GpuFailed(message, { cause: error });
  return error;
}
