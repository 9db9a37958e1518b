import type { Schema, Type } from '../model/model.js';

const reserved = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval export extends ' +
    'false finally for function if implements import in instanceof interface let new null package private protected ' +
    'public return static super switch this throw true try typeof undefined var void while with yield'
  ).split(' '),
);

export function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** A file name for a message: words in lower case with hyphens. */
export function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .replace(/_/g, '-')
    .toLowerCase();
}

/** A string literal. */
export function quote(text: string): string {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped}'`;
}

/** Names of one scope: a name that is taken, or a word of the language, gets underscores behind it. */
export class Scope {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  claim(name: string): string {
    let free = name;
    while (this.#taken.has(free) || reserved.has(free)) free += '_';
    this.#taken.add(free);
    return free;
  }
}

/** The TypeScript names of the schema's enums, sets and composites, those inside composites included. */
export class TypeNames {
  readonly #names = new Map<Type, string>();
  readonly #scope = new Scope(['Scratch']);

  constructor(schema: Schema) {
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
