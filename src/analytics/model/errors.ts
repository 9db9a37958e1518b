import { DualbusError } from '../../base/errors.js';

/** The weights of a model cannot be used. `where` names the place in them, like `layers[2].weight`. */
export class InvalidWeights extends DualbusError {
  readonly where: string;

  constructor(where: string, problem: string, options?: ErrorOptions) {
    super('DUALBUS_INVALID_WEIGHTS', `${where}: ${problem}`, options);
    this.where = where;
  }
}
