import type { Registry } from '../registry.js';

/** Finds the id of a symbol by its bytes, making a string only when it is met for the first time. */
export class SymbolReader {
  id = 0;
  readonly #registry: Registry;
  #slots = new Int32Array(64).fill(-1);
  /** Bytes and id of each known symbol, in order of arrival. */
  readonly #known: { readonly bytes: Uint8Array; readonly hash: number; readonly id: number }[] = [];
  #last = -1;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** False if bytes[from, to) cannot be a symbol. */
  read(bytes: Uint8Array, from: number, to: number): boolean {
    if (this.#last >= 0 && equals(this.#known[this.#last].bytes, bytes, from, to)) return true;
    const hash = hashOf(bytes, from, to);
    const mask = this.#slots.length - 1;
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const index = this.#slots[at];
      if (index < 0) return this.#add(bytes.slice(from, to), hash, at);
      if (this.#known[index].hash === hash && equals(this.#known[index].bytes, bytes, from, to)) {
        this.#last = index;
        this.id = this.#known[index].id;
        return true;
      }
    }
  }

  #add(bytes: Uint8Array, hash: number, at: number): boolean {
    const symbol = Buffer.from(bytes).toString();
    if (!this.#registry.accepts(symbol)) return false;
    this.id = this.#registry.idOf(symbol);
    this.#last = this.#known.push({ bytes, hash, id: this.id }) - 1;
    this.#slots[at] = this.#last;
    if (this.#known.length * 2 > this.#slots.length) this.#rehash();
    return true;
  }

  #rehash(): void {
    this.#slots = new Int32Array(this.#slots.length * 4).fill(-1);
    const mask = this.#slots.length - 1;
    this.#known.forEach(({ hash }, index) => {
      let at = hash & mask;
      while (this.#slots[at] >= 0) at = (at + 1) & mask;
      this.#slots[at] = index;
    });
  }
}

function equals(symbol: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (symbol.length !== to - from) return false;
  for (let k = 0; k < symbol.length; k++) if (symbol[k] !== bytes[from + k]) return false;
  return true;
}

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let p = from; p < to; p++) hash = Math.imul(hash ^ bytes[p], 0x01000193);
  return hash >>> 0;
}
