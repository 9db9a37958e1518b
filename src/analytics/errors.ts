import { DualbusError } from '../base/errors.js';

/** The options need to see the whole sample first, and only one pass over the data (or a stream) was offered. */
export class NeedsWholeSample extends DualbusError {
  constructor(what: string, options?: ErrorOptions) {
    super('DUALBUS_NEEDS_WHOLE_SAMPLE', what, options);
  }
}

/** A state machine was used after `close()`. */
export class AlreadyClosed extends DualbusError {
  constructor(what: string, options?: ErrorOptions) {
    super('DUALBUS_ALREADY_CLOSED', `${what} was closed and takes no more data`, options);
  }
}

/** Something bounded would outgrow its bound: what, and the bound. */
export class LimitExceeded extends DualbusError {
  constructor(what: string, options?: ErrorOptions) {
    super('DUALBUS_LIMIT_EXCEEDED', what, options);
  }
}

/** Bytes that are no intact snapshot of the expected kind and version. */
export class InvalidSnapshot extends DualbusError {
  constructor(what: string, options?: ErrorOptions) {
    super('DUALBUS_INVALID_SNAPSHOT', `not a usable snapshot: ${what}`, options);
  }
}
