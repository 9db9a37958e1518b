import type { Described, Presence } from '../model/model.js';
import { isPrimitive, isWide, type Primitive, primitives, type Scalar } from '../model/primitive.js';
import type { Node } from './node.js';

export function required(node: Node, name: string): string {
  const value = node.attribute(name);
  if (value === undefined) throw node.error('missing', `attribute ${name} is missing`);
  return value;
}

/** A symbolic name of SBE: letters, digits and underscores, not beginning with a digit. */
export function symbol(node: Node): string {
  const name = required(node, 'name');
  if (!/^[A-Za-z_]\w*$/.test(name))
    throw node.error('bad-name', `name "${name}" is not a symbolic name (letters, digits, underscore)`);
  if (name === '__proto__') throw node.error('bad-name', 'the name __proto__ is not accepted');
  return name;
}

/** A count of at most `max`; undefined when the attribute is absent. */
export function count(node: Node, name: string, max = 0xffff_ffff): number | undefined {
  const text = node.attribute(name);
  if (text === undefined) return undefined;
  const value = /^\d{1,10}$/.test(text.trim()) ? Number(text) : NaN;
  if (!(value <= max)) throw node.error('bad-value', `${name}="${text}" is not an integer from 0 to ${max}`);
  return value;
}

export function requiredCount(node: Node, name: string, max?: number): number {
  required(node, name);
  return count(node, name, max)!;
}

export function presenceOf(node: Node): Presence | undefined {
  const text = node.attribute('presence');
  if (text === undefined || text === 'required' || text === 'optional' || text === 'constant') return text;
  throw node.error('bad-value', `presence="${text}" is not required, optional or constant`);
}

export function primitiveOf(node: Node): Primitive {
  const name = required(node, 'primitiveType');
  if (!isPrimitive(name)) throw node.error('bad-primitive', `"${name}" is not a primitive type`);
  return name;
}

/** Name, description and versions, which every definition has. A sinceVersion must exist in the schema. */
export function described(node: Node, schemaVersion: number): Described {
  const since = count(node, 'sinceVersion') ?? 0;
  if (since > schemaVersion)
    throw node.error(
      'out-of-range',
      `sinceVersion ${since} is later than the schema's version ${schemaVersion}`,
    );
  const description = (node.attribute('description') ?? '').trim().replace(/\s+/g, ' ');
  return { name: symbol(node), description, since, deprecated: count(node, 'deprecated') };
}

/**
 * The number that a schema's text stands for. A char is its own code, or a number of two or more digits; "0" is NUL,
 * as exchanges use it for `nullValue` (and as the default null value of the standard has it).
 */
export function scalarOf(node: Node, text: string, primitive: Primitive): Scalar {
  const { kind, lowest, highest } = primitives[primitive];
  const trimmed = text.trim();
  if (kind === 'float') return floatOf(node, trimmed);
  if (kind === 'char' && trimmed.length === 1 && trimmed !== '0') return charCode(node, trimmed);
  if (!/^[+-]?\d{1,20}$/.test(trimmed))
    throw node.error('bad-value', `"${text}" is not a number of type ${primitive}`);
  const value = BigInt(trimmed.replace('+', ''));
  if (value < BigInt(lowest) || value > BigInt(highest))
    throw node.error('out-of-range', `${trimmed} does not fit in ${primitive} (${lowest} to ${highest})`);
  return isWide(primitive) ? value : Number(value);
}

export function charCode(node: Node, char: string): number {
  const code = char.codePointAt(0) ?? 0;
  if (char.length !== 1 || code > 0xff) throw node.error('bad-value', `"${char}" is not one 8-bit character`);
  return code;
}

function floatOf(node: Node, text: string): number {
  if (/^nan$/i.test(text)) return NaN;
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text))
    throw node.error('bad-value', `"${text}" is not a number`);
  return Number(text);
}

/** Refuses a second use of a key within one scope; `what` names the scope's kind for the message. */
export class Unique<Key> {
  readonly #seen = new Map<Key, Node>();
  readonly #fault: 'duplicate-id' | 'duplicate-name' | 'duplicate-value';
  readonly #what: string;

  constructor(fault: 'duplicate-id' | 'duplicate-name' | 'duplicate-value', what: string) {
    this.#fault = fault;
    this.#what = what;
  }

  add(node: Node, key: Key): void {
    const first = this.#seen.get(key);
    if (first !== undefined) {
      const { line } = first.place;
      throw node.error(
        this.#fault,
        `${this.#what} ${String(key)} is already used in line ${line} of ${first.source.file}`,
      );
    }
    this.#seen.set(key, node);
  }
}
