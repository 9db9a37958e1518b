/** One thing to be timed: does its work `n` times. */
export interface Arm {
  readonly name: string;
  run(n: number): void;
}

export interface ArmResult {
  readonly name: string;
  /** Median ns per operation over all windows. */
  readonly nanoseconds: number;
  /** How many times faster than the first arm: median over the windows, and the quartiles around it. */
  readonly ratio: { readonly lower: number; readonly median: number; readonly upper: number };
}

/**
 * Times arms in turns, window by window, so that noise of the machine meets all of them alike; ratios are taken within
 * a window against the first arm, whose twin at the end (the A/A arm) shows how far noise alone moves them.
 */
export function interleave(arms: readonly Arm[], { windows = 30, windowMs = 20 } = {}): ArmResult[] {
  const first = arms[0]!;
  const all = [...arms, { name: `${first.name} (A/A)`, run: first.run }];
  const counts = all.map((arm) => calibrate(arm, windowMs));
  const times = all.map(() => [] as number[]);
  for (let w = 0; w < windows; w++)
    for (let k = 0; k < all.length; k++) {
      const at = (k + w) % all.length;
      times[at]!.push(time(all[at]!, counts[at]!));
    }
  return all.map((arm, i) => {
    const ratios = times[i]!.map((ns, w) => times[0]![w]! / ns);
    const ratio = {
      lower: quantile(ratios, 0.25),
      median: quantile(ratios, 0.5),
      upper: quantile(ratios, 0.75),
    };
    return { name: arm.name, nanoseconds: quantile(times[i]!, 0.5), ratio };
  });
}

/** ns per operation. */
function time(arm: Arm, n: number): number {
  const start = process.hrtime.bigint();
  arm.run(n);
  return Number(process.hrtime.bigint() - start) / n;
}

function calibrate(arm: Arm, windowMs: number): number {
  let n = 1;
  for (;;) {
    const total = time(arm, n) * n;
    if (total > windowMs * 1e6) return Math.max(1, Math.round((n * windowMs * 1e6) / total));
    n *= 2;
  }
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}

export function formatResults(title: string, results: readonly ArmResult[]): string {
  const rows = results.map(({ name, nanoseconds, ratio }) => {
    const times = `${ratio.median.toFixed(1)}x (${ratio.lower.toFixed(1)} to ${ratio.upper.toFixed(1)})`;
    return `  ${name.padEnd(44)} ${nanoseconds.toFixed(1).padStart(10)} ns  ${times}`;
  });
  return [title, ...rows].join('\n');
}
