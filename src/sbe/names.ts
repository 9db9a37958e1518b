import type { Message, Schema, Type } from './model/model.js';

export function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function camel(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** A file name for each message, without ending; `taken` are those of other files. */
export function fileStems(
  messages: readonly Message[],
  separator: '-' | '_',
  taken: readonly string[],
): Map<Message, string> {
  const scope = new NameScope(taken, new Set());
  return new Map(messages.map((message) => [message, scope.claim(kebab(message.name, separator))]));
}

/** Words in lower case. */
function kebab(name: string, separator: '-' | '_'): string {
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

  /** `endings` make further names of the one that is claimed, which are claimed with it. */
  claim(name: string, endings: readonly string[] = []): string {
    let free = name;
    while (this.#reserved.has(free) || namesOf(free, endings).some((each) => this.#taken.has(each)))
      free += '_';
    for (const each of namesOf(free, endings)) this.#taken.add(each);
    return free;
  }
}

function namesOf(name: string, endings: readonly string[]): string[] {
  return ['', ...endings].map((ending) => name + ending);
}

/** The names of the schema's enums, sets and composites, those inside composites included. */
export class TypeNames {
  readonly #names = new Map<Type, string>();
  readonly #scope: NameScope;

  readonly #endings: readonly string[];

  constructor(schema: Schema, scope: NameScope, endings: readonly string[] = []) {
    this.#scope = scope;
    this.#endings = endings;
    for (const type of schema.types) this.#add(type, pascal(type.name));
    for (const type of schema.types) this.#addInline(type);
  }

  #add(type: Type, name: string): void {
    if (type.kind !== 'scalar' && !this.#names.has(type))
      this.#names.set(type, this.#scope.claim(name, this.#endings));
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
