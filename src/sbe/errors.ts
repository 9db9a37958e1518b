import { DualbusError, InvalidInput, type Place } from '../base/errors.js';

/** What is wrong with a schema, in a word that does not change across releases. */
export type SchemaFault =
  | 'xml'
  | 'include'
  | 'missing'
  | 'bad-value'
  | 'bad-name'
  | 'bad-primitive'
  | 'unknown-type'
  | 'wrong-kind'
  | 'duplicate-id'
  | 'duplicate-name'
  | 'duplicate-value'
  | 'out-of-range'
  | 'overlap'
  | 'block-length'
  | 'cycle'
  | 'order'
  | 'too-deep';

/** A schema that does not describe a wire format. `place` names file, line and column; `fault` says what kind of error. */
export class SchemaError extends InvalidInput {
  override readonly code = 'DUALBUS_SBE_SCHEMA';
  readonly fault: SchemaFault;

  constructor(fault: SchemaFault, place: Place, message: string, options?: ErrorOptions) {
    super(place, message, options);
    this.fault = fault;
  }
}

/** Why bytes are not the message that they should be. */
export type MalformedFault =
  | 'header'
  | 'template'
  | 'schema'
  | 'block-out-of-frame'
  | 'block-too-short'
  | 'dimension-out-of-frame'
  | 'group-out-of-frame'
  | 'too-many-entries'
  | 'data-out-of-frame'
  | 'text'
  | 'framing';

/** Bytes that are not the message they should be. `offset` counts from the first byte of the frame (or of the file). */
export class MalformedMessage extends DualbusError {
  readonly fault: MalformedFault;
  readonly offset: number;
  readonly #detail: string;

  constructor(fault: MalformedFault, offset: number, detail: string, options?: ErrorOptions) {
    super('DUALBUS_MALFORMED_MESSAGE', `at byte ${offset}: ${detail}`, options);
    this.fault = fault;
    this.offset = offset;
    this.#detail = detail;
  }

  /** The same error with the offset counted from what the frame is a part of, where it begins at byte `start`. */
  within(start: number): MalformedMessage {
    return new MalformedMessage(this.fault, start + this.offset, this.#detail, { cause: this });
  }
}

/** The target of an encode call ends before the message does. Nothing was written. */
export class TargetTooSmall extends DualbusError {
  readonly needed: number;
  readonly available: number;

  constructor(needed: number, available: number) {
    super('DUALBUS_TARGET_TOO_SMALL', `the message takes ${needed} bytes, the target has ${available} left`);
    this.needed = needed;
    this.available = available;
  }
}

/** A flyweight was used after its message had been replaced by another one. */
export class StaleView extends DualbusError {
  constructor(what: string) {
    super('DUALBUS_STALE_VIEW', `${what} belongs to a message that has been replaced since; wrap() again`);
  }
}
