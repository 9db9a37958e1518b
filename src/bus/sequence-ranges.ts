/** Messages `from` to `to` of a session, both included. */
export type SequenceRange = readonly [epoch: number, from: number, to: number];

/**
 * A set of messages of one stream by session and sequence number, kept as ranges: those that follow each other are one.
 * Of more than `maxRanges` the oldest are forgotten.
 */
export class SequenceRanges {
  readonly #maxRanges: number;
  #ranges: SequenceRange[];

  constructor(ranges: readonly SequenceRange[] = [], maxRanges = 1_024) {
    this.#ranges = [...ranges];
    this.#maxRanges = maxRanges;
  }

  get ranges(): readonly SequenceRange[] {
    return this.#ranges;
  }

  add(epoch: number, first: number, count: number): void {
    let from = first;
    let to = first + count - 1;
    const apart = ([e, f, t]: SequenceRange): boolean => e !== epoch || t < from - 1 || f > to + 1;
    const last = this.#ranges.at(-1);
    // A stream goes on where it was: only the end of the last range moves.
    if (last === undefined || apart(last) || from < last[1]) {
      const kept = this.#ranges.filter((range) => {
        if (apart(range)) return true;
        from = Math.min(from, range[1]);
        to = Math.max(to, range[2]);
        return false;
      });
      this.#ranges = [...kept, [epoch, from, to] as const].sort(([e, f], [g, h]) => e - g || f - h);
      if (this.#ranges.length > this.#maxRanges) this.#ranges.shift();
      return;
    }
    this.#ranges[this.#ranges.length - 1] = [epoch, Math.min(from, last[1]), Math.max(to, last[2])];
  }

  /** How many of `count` messages from `first` on are in the set before the first one that is not. */
  leading(epoch: number, first: number, count: number): number {
    for (let i = this.#ranges.length - 1; i >= 0; i--) {
      const [e, from, to] = this.#ranges[i]!;
      if (e === epoch && from <= first && first <= to) return Math.min(count, to - first + 1);
    }
    return 0;
  }
}
