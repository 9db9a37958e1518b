interface Waiting {
  /** All tickets below it. */
  readonly below: number;
  readonly resolve: () => void;
}

/** Tells when everything that has begun so far has ended, while more begins. */
export class Unsettled {
  #next = 0;
  /** In the order of their beginning. */
  readonly #tickets = new Set<number>();
  readonly #waiting: Waiting[] = [];

  begin(): number {
    this.#tickets.add(this.#next);
    return this.#next++;
  }

  end(ticket: number): void {
    this.#tickets.delete(ticket);
    while (this.#waiting.length > 0 && this.#waiting[0]!.below <= this.#oldest())
      this.#waiting.shift()!.resolve();
  }

  /** Resolves when what has begun before this call has ended. */
  settled(): Promise<void> {
    if (this.#tickets.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ below: this.#next, resolve }));
  }

  #oldest(): number {
    for (const ticket of this.#tickets) return ticket;
    return this.#next;
  }
}
