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
