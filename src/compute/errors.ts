import { DualbusError } from '../base/errors.js';

/** DUALBUS_BACKEND, or a `backend` option, names something that is no backend. */
export class UnknownBackend extends DualbusError {
  constructor(name: string, known: readonly string[]) {
    super('DUALBUS_UNKNOWN_BACKEND', `no backend is called "${name}": there are ${known.join(', ')}`);
  }
}

/** The backend that was asked for cannot run this call on this machine. */
export class BackendUnavailable extends DualbusError {
  readonly backend: string;

  constructor(backend: string, reason: string) {
    super('DUALBUS_BACKEND_UNAVAILABLE', `backend ${backend}: ${reason}`);
    this.backend = backend;
  }
}

/** An asynchronous backend was forced on a synchronous call. */
export class BackendNotSynchronous extends DualbusError {
  readonly backend: string;

  constructor(backend: string, kernel: string) {
    super(
      'DUALBUS_BACKEND_NOT_SYNCHRONOUS',
      `backend ${backend} answers asynchronously: call ${kernel}.run() instead of runSync() or stream()`,
    );
    this.backend = backend;
  }
}

/** There is no memory for the state or the result of a call. */
export class OutOfMemory extends DualbusError {
  constructor(what: string, bytes: number, options?: ErrorOptions) {
    super('DUALBUS_OUT_OF_MEMORY', `no memory for ${what} (${bytes} bytes)`, options);
  }
}

/** Values of a model leave the range of f16, so the Neural Engine must not run it. */
export class HalfRangeExceeded extends DualbusError {
  constructor(message: string, options?: ErrorOptions) {
    super('DUALBUS_HALF_RANGE', message, options);
  }
}

/** A model could not be written, compiled, loaded or run; the message holds the system's own words. */
export class ModelFailed extends DualbusError {
  constructor(message: string, options?: ErrorOptions) {
    super('DUALBUS_MODEL_FAILED', message, options);
  }
}

/** So many batches or runs wait for a device that no more are taken. */
export class DeviceBusy extends DualbusError {
  constructor(device: string, waiting: number) {
    super('DUALBUS_DEVICE_BUSY', `${waiting} calls wait for the ${device} already: await some of them first`);
  }
}

/** The GPU went away: later calls fail too. */
export class DeviceLost extends DualbusError {
  constructor(message: string, options?: ErrorOptions) {
    super('DUALBUS_DEVICE_LOST', message, options);
  }
}

/** The GPU could not make or run a kernel; the message holds the system's own words. */
export class GpuFailed extends DualbusError {
  constructor(message: string, options?: ErrorOptions) {
    super('DUALBUS_GPU_FAILED', message, options);
  }
}

/** The device has no room for the buffers of a call. */
export class DeviceOutOfMemory extends DualbusError {
  constructor(message: string, options?: ErrorOptions) {
    super('DUALBUS_DEVICE_OUT_OF_MEMORY', message, options);
  }
}

/** Whether an error says that a device failed, and not that the call was wrong. */
export function isDeviceFault(
  error: unknown,
): error is DeviceLost | DeviceOutOfMemory | GpuFailed | ModelFailed {
  return [DeviceLost, DeviceOutOfMemory, GpuFailed, ModelFailed].some((Fault) => error instanceof Fault);
}
