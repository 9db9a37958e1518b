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
