import type { CompositeType, EnumType, ScalarType, Type } from '../model/model.js';
import { isPrimitive, type Primitive, primitives } from '../model/primitive.js';
import { Unique } from './attributes.js';
import { compileComposite } from './composite.js';
import { compileEnum, compileSet } from './enums.js';
import type { Node } from './node.js';
import { compileScalar } from './scalar.js';

/** The named types of a schema, compiled when they are first asked for, so that their order does not matter. */
export class TypeTable {
  readonly version: number;
  readonly #nodes = new Map<string, Node>();
  readonly #compiled = new Map<string, Type>();
  readonly #values = new Map<Type, number>();
  /** The names being compiled, outermost first: to see one again is a cycle. */
  readonly #open: string[] = [];

  constructor(definitions: readonly Node[], version: number) {
    this.version = version;
    const names = new Unique<string>('duplicate-name', 'type name');
    for (const node of definitions) {
      const name = node.attribute('name');
      if (name === undefined) throw node.error('missing', 'attribute name is missing');
      names.add(node, name);
      this.#nodes.set(name, node);
    }
  }

  /** How many single values a type consists of. */
  valuesOf(type: Type): number {
    if (type.kind !== 'composite') return 1;
    const known = this.#values.get(type);
    if (known !== undefined) return known;
    const values = type.members.reduce((sum, member) => sum + this.valuesOf(member.type), 0);
    this.#values.set(type, values);
    return values;
  }

  /** Every named type, in the order of the schema. */
  all(): Type[] {
    return [...this.#nodes].map(([name, node]) => this.find(node, name));
  }

  /** The type called `name`, wanted by `user`; a primitive's name stands for itself unless the schema redefines it. */
  find(user: Node, name: string): Type {
    const known = this.#compiled.get(name);
    if (known !== undefined) return known;
    const node = this.#nodes.get(name);
    if (node === undefined) {
      if (isPrimitive(name)) return plainScalar(name);
      throw user.error('unknown-type', `there is no type "${name}"`);
    }
    if (this.#open.includes(name))
      throw user.error('cycle', `type ${[...this.#open, name].join(' -> ')} contains itself`);
    this.#open.push(name);
    const type = this.compile(node, this.#open.length);
    this.#open.pop();
    this.#compiled.set(name, type);
    return type;
  }

  /** Compiles a definition that stands in <types> or inline in a composite. */
  compile(node: Node, depth: number): Type {
    switch (node.name) {
      case 'type':
        return compileScalar(node, this, { arrayOfUnknownLength: false });
      case 'enum':
        return compileEnum(node, this);
      case 'set':
        return compileSet(node, this);
      case 'composite':
        return compileComposite(node, this, depth);
      default:
        throw node.error('wrong-kind', 'this element does not define a type');
    }
  }

  composite(user: Node, name: string): CompositeType {
    const type = this.find(user, name);
    if (type.kind !== 'composite') throw user.error('wrong-kind', `"${name}" is not a composite`);
    return type;
  }

  /** The single, non-constant number type that an enum or a set is encoded with. */
  encoding(user: Node, name: string): ScalarType {
    const type = this.find(user, name);
    if (type.kind !== 'scalar' || type.length !== 1 || type.presence === 'constant')
      throw user.error('bad-primitive', `encodingType "${name}" is not a single number or character`);
    return type;
  }

  /** What `valueRef="Enum.value"` names. */
  valueRef(user: Node, reference: string): { type: EnumType; name: string } {
    const [enumName = '', name = '', rest] = reference.trim().split('.');
    const type = this.find(user, enumName);
    if (type.kind !== 'enum' || rest !== undefined)
      throw user.error('wrong-kind', `valueRef "${reference}" does not name a value of an enum`);
    if (!type.values.some((value) => value.name === name))
      throw user.error('unknown-type', `enum ${type.name} has no value "${name}"`);
    return { type, name };
  }
}

function plainScalar(primitive: Primitive): ScalarType {
  const { size, nullValue } = primitives[primitive];
  return {
    kind: 'scalar',
    name: primitive,
    description: '',
    since: 0,
    deprecated: undefined,
    primitive,
    length: 1,
    presence: 'required',
    nullValue,
    minValue: undefined,
    maxValue: undefined,
    encoding: undefined,
    constant: undefined,
    size,
  };
}
