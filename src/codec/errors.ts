import { DualbusError } from '../base/errors.js';

/** Received bytes are not what they claim to be. `offset` is the byte of the frame at which this was noticed. */
export class MalformedFrame extends DualbusError {
  readonly offset: number;

  constructor(what: string, offset: number, options?: ErrorOptions) {
    super('DUALBUS_MALFORMED_FRAME', `${what} (at byte ${offset} of the frame)`, options);
    this.offset = offset;
  }
}

/** What shall be encoded does not fit into the space that is left for it. Nothing was written that counts. */
export class FrameOverflow extends DualbusError {
  constructor(what: string, needed: number, available: number) {
    super('DUALBUS_FRAME_OVERFLOW', `${what} needs ${needed} bytes, ${available} are left`);
  }
}
