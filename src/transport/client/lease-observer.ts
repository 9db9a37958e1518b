interface Seen {
  readonly count: string;
  readonly since: number;
}

/**
 * Tells living consumers from dead ones by counters that the living count up. A counter that stands still for `leaseMs`
 * of the observer's own responsive time is dead, whatever any wall clock says; so is a consumer that has none for so long.
 */
export class LeaseObserver {
  private readonly seen = new Map<string, Seen>();
  private readonly leaseMs: number;
  private startedAt: number | undefined;

  constructor(leaseMs: number) {
    this.leaseMs = leaseMs;
  }

  observe(counts: Iterable<readonly [consumer: string, count: string]>, now: number): void {
    this.startedAt ??= now;
    for (const [consumer, count] of counts)
      if (this.seen.get(consumer)?.count !== count) this.seen.set(consumer, { count, since: now });
  }

  isDead(consumer: string, now: number): boolean {
    const since = this.seen.get(consumer)?.since ?? this.startedAt;
    return since !== undefined && now - since >= this.leaseMs;
  }
}
