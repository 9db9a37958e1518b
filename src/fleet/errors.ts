import { DualbusError } from '../base/errors.js';

/** An engine of the fleet cannot be kept running. */
export class EngineFailed extends DualbusError {
  readonly engine: string;

  constructor(engine: string, reason: string) {
    super('DUALBUS_ENGINE_FAILED', `engine ${engine}: ${reason}`);
    this.engine = engine;
  }
}
