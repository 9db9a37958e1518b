/**
 * The root of every error that dualbus throws. `code` is stable across releases; the message names what is wrong and
 * where. `instanceof` works across two loaded copies of the package, by a brand instead of by identity.
 */
export class DualbusError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    brand(this);
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && isBranded(value, this);
  }
}

const BRAND = Symbol.for('dualbus.error');

type Branded = { [BRAND]?: readonly string[] };

/** Marks the error with the names of its classes, root first. */
function brand(error: DualbusError): void {
  const lineage: string[] = [];
  for (let c = error.constructor; c !== Error && c !== null; c = Object.getPrototypeOf(c))
    lineage.push(c.name);
  Object.defineProperty(error, BRAND, { value: lineage, enumerable: false });
}

function isBranded(value: object, type: { name: string }): boolean {
  return (value as Branded)[BRAND]?.includes(type.name) ?? false;
}

/** A caller passed a value that the function cannot take: which argument, what it was, what is accepted. */
export class InvalidArgument extends DualbusError {
  readonly argument: string;

  constructor(argument: string, message: string, options?: ErrorOptions) {
    super('DUALBUS_INVALID_ARGUMENT', `${argument}: ${message}`, options);
    this.argument = argument;
  }
}

/** Where in a file something is wrong. `line` and `column` count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** A file cannot be read as what it should be. `place` names file, line and column as far as they are known. */
export class InvalidInput extends DualbusError {
  readonly place: Place;

  constructor(place: Place, message: string, options?: ErrorOptions) {
    super('DUALBUS_INVALID_INPUT', `${formatPlace(place)}: ${message}`, options);
    this.place = place;
  }
}

export function formatPlace({ file, line, column }: Place): string {
  if (line === undefined) return file;
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}

/** An exact quantity would leave the integers that a double holds exactly (|value| < 2^53). */
export class ExactnessLost extends DualbusError {
  constructor(what: string, options?: ErrorOptions) {
    super('DUALBUS_EXACTNESS_LOST', `${what} does not fit in the exact integers below 2^53`, options);
  }
}
