const capacity = 128;

/** The last 128 round trips. */
export class LatencyWindow {
  private readonly samples = new Float64Array(capacity);
  private count = 0;

  add(ms: number): void {
    this.samples[this.count++ % capacity] = ms;
  }

  /** The 99th percentile, nearest rank; 0 without samples. */
  get p99(): number {
    const held = Math.min(this.count, capacity);
    if (held === 0) return 0;
    const sorted = this.samples.slice(0, held).sort();
    return sorted[Math.ceil(held * 0.99) - 1]!;
  }
}
