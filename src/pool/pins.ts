/**
 * Shared memory in use by tasks, and how much it is. A buffer counts once however many tasks read it; who waits for it
 * to be free hears when the last of them has ended.
 */
export class Pins {
  readonly #counts = new Map<SharedArrayBuffer, number>();
  readonly #waiting = new Map<SharedArrayBuffer, () => void>();
  #bytes = 0;

  /** Of all buffers in use. */
  get bytes(): number {
    return this.#bytes;
  }

  /** By how much `bytes` would grow. */
  newBytes(buffers: ReadonlySet<SharedArrayBuffer>): number {
    let bytes = 0;
    for (const buffer of buffers) if (!this.#counts.has(buffer)) bytes += buffer.byteLength;
    return bytes;
  }

  pin(buffers: ReadonlySet<SharedArrayBuffer>): void {
    this.#bytes += this.newBytes(buffers);
    for (const buffer of buffers) this.#counts.set(buffer, (this.#counts.get(buffer) ?? 0) + 1);
  }

  unpin(buffers: ReadonlySet<SharedArrayBuffer>): void {
    for (const buffer of buffers) {
      const count = this.#counts.get(buffer)!;
      if (count > 1) this.#counts.set(buffer, count - 1);
      else this.#free(buffer);
    }
  }

  /** Calls back when no task uses the buffer: now, if none does. */
  whenFree(buffer: SharedArrayBuffer, callback: () => void): void {
    if (this.#counts.has(buffer)) this.#waiting.set(buffer, callback);
    else callback();
  }

  #free(buffer: SharedArrayBuffer): void {
    this.#counts.delete(buffer);
    this.#bytes -= buffer.byteLength;
    const callback = this.#waiting.get(buffer);
    this.#waiting.delete(buffer);
    callback?.();
  }
}
