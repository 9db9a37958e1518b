/** Waiting work by priority, first come first served within one; anything may leave from the middle. */
export class PriorityQueue<T extends { readonly priority: number }> {
  readonly #levels = new Map<number, Set<T>>();
  /** The priorities that have a level, highest first. */
  #order: number[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: T): void {
    let level = this.#levels.get(item.priority);
    if (level === undefined) {
      level = new Set();
      this.#levels.set(item.priority, level);
      this.#order = [...this.#levels.keys()].sort((a, b) => b - a);
    }
    level.add(item);
    this.#length++;
  }

  /** True when it was waiting. */
  remove(item: T): boolean {
    const level = this.#levels.get(item.priority);
    if (level === undefined || !level.delete(item)) return false;
    this.#length--;
    if (level.size === 0) {
      this.#levels.delete(item.priority);
      this.#order = this.#order.filter((priority) => priority !== item.priority);
    }
    return true;
  }

  shift(): T | undefined {
    const level = this.#levels.get(this.#order[0]!);
    if (level === undefined) return undefined;
    for (const item of level) {
      this.remove(item);
      return item;
    }
    return undefined;
  }
}
