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

/** An instrument id is defined already, with another meaning: messages that are stored would change their value. */
export class InstrumentConflict extends DualbusError {
  readonly instrument: number;

  constructor(instrument: number, detail: string) {
    super('DUALBUS_INSTRUMENT_CONFLICT', `instrument ${instrument} is defined otherwise: ${detail}`);
    this.instrument = instrument;
  }
}
