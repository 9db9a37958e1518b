import { DualbusError } from '../base/errors.js';

/** An operation on a DualBus, publisher or subscription that was closed. */
export class BusClosed extends DualbusError {
  constructor(what: string) {
    super('DUALBUS_BUS_CLOSED', `${what} is closed`);
  }
}

/** Another process runs under this instance name; two owners of one stream would spoil it. */
export class InstanceTaken extends DualbusError {
  readonly instance: string;

  constructor(instance: string) {
    super('DUALBUS_INSTANCE_TAKEN', `another process runs as instance ${instance}: choose another name`);
    this.instance = instance;
  }
}

/** Another process took the instance's name while this one was cut off: it may not write any more. */
export class InstanceLost extends DualbusError {
  readonly instance: string;

  constructor(instance: string) {
    super(
      'DUALBUS_INSTANCE_LOST',
      `another process runs as ${instance} now: close this bus and connect again`,
    );
    this.instance = instance;
  }
}

/** An instrument id is defined already, with another meaning: messages that are stored would change their value. */
export class InstrumentConflict extends DualbusError {
  readonly instrument: number;

  constructor(instrument: number, detail: string) {
    super('DUALBUS_INSTRUMENT_CONFLICT', `instrument ${instrument} is defined otherwise: ${detail}`);
    this.instrument = instrument;
  }
}

/** No instance of an engine can be asked. */
export class NoResponders extends DualbusError {
  readonly engine: string;

  constructor(engine: string, method: string) {
    super('DUALBUS_NO_RESPONDERS', `nobody answers ${method}: no instance of ${engine} is up`);
    this.engine = engine;
  }
}

/** No reply came in time. Whether the request was executed is unknown. */
export class RequestTimedOut extends DualbusError {
  readonly instance: string;

  constructor(instance: string, method: string, timeoutMs: number) {
    super('DUALBUS_REQUEST_TIMED_OUT', `${instance} did not answer ${method} within ${timeoutMs} ms`);
    this.instance = instance;
  }
}

/** The other side answered with an error. `code` is its stable code, such as DUALBUS_NO_HANDLER or DUALBUS_BUSY. */
export class RequestFailed extends DualbusError {
  readonly instance: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;

  constructor(instance: string, method: string, code: string, message: string, retryable: boolean) {
    super(code, `${method} on ${instance}: ${message}`);
    this.instance = instance;
    this.retryable = retryable;
  }
}
