/** Chunks of bytes that can be looked into before they are read. */
export class Peekable implements AsyncIterable<Uint8Array> {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array(0);

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The first bytes: pulls chunks until `enough` is content or the bytes end. Does not consume them. */
  async peek(enough: (head: Uint8Array) => boolean): Promise<Uint8Array> {
    while (!enough(this.#held)) {
      const next = await this.#chunks.next();
      if (next.done) break;
      this.#held = this.#held.length === 0 ? next.value : Buffer.concat([this.#held, next.value]);
    }
    return this.#held;
  }

  /** Drops the first `count` bytes of what was peeked. */
  skip(count: number): void {
    this.#held = this.#held.subarray(count);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      if (this.#held.length > 0) yield this.#held;
      this.#held = new Uint8Array(0);
      for (;;) {
        const next = await this.#chunks.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await this.close();
    }
  }

  /** Ends the source early. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
