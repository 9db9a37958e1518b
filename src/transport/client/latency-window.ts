const capacity = 128;

/** Samples after which the percentile is worked out again: it is asked for at every blocking read. */
const refresh = 16;

/** The last 128 round trips. */
export class LatencyWindow {
  private readonly samples = new Float64Array(capacity);
  private count = 0;
  private sortedAt = 0;
  private percentile = 0;

  add(ms: number): void {
    this.samples[this.count++ % capacity] = ms;
  }

  /** The 99th percentile, nearest rank, at most 16 samples old; 0 without samples. */
  get p99(): number {
    if (this.count - this.sortedAt >= refresh || this.sortedAt === 0) this.sort();
    return this.percentile;
  }

  private sort(): void {
    const held = Math.min(this.count, capacity);
    if (held === 0) return;
    this.percentile = this.samples.slice(0, held).sort()[Math.ceil(held * 0.99) - 1]!;
    this.sortedAt = this.count;
  }
}
