import type { Schema, Type } from './model/model.js';

export function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** A file name for a message: words in lower case with hyphens (or another separator). */
export function kebab(name: string, separator = '-'): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, `$1${separator}$2`)
    .replace(/([A-Z]+)([A-Z][a-z])/g, `$1${separator}$2`)
    .replace(/_/g, separator)
    .toLowerCase();
}

/** Names of one scope: a name that is taken, or a word of the language, gets underscores behind it. */
export class NameScope {
  readonly #taken: Set<string>;
  readonly #reserved: ReadonlySet<string>;

  constructor(taken: Iterable<string>, reserved: ReadonlySet<string>) {
    this.#taken = new Set(taken);
    this.#reserved = reserved;
  }

  claim(name: string): string {
    let free = name;
    while (this.#taken.has(free) || this.#reserved.has(free)) free += '_';
    this.#taken.add(free);
    return free;
  }
}

/** The names of the schema's enums, sets and composites, those inside composites included. */
export class TypeNames {
  readonly #names = new Map<Type, string>();
  readonly #scope: NameScope;

  constructor(schema: Schema, scope: NameScope) {
    this.#scope = scope;
    for (const type of schema.types) this.#add(type, pascal(type.name));
    for (const type of schema.types) this.#addInline(type);
  }

  #add(type: Type, name: string): void {
    if (type.kind !== 'scalar' && !this.#names.has(type)) this.#names.set(type, this.#scope.claim(name));
  }

  #addInline(type: Type): void {
    if (type.kind !== 'composite') return;
    for (const member of type.members) {
      this.#add(member.type, this.of(type) + pascal(member.type.name));
      this.#addInline(member.type);
    }
  }

  /** The types that have a name, outer before inner. */
  all(): Type[] {
    return [...this.#names.keys()];
  }

  of(type: Type): string {
    return this.#names.get(type)!;
  }
}
