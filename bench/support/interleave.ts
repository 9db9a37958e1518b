/** One thing to be timed: does its work `n` times. */
export interface Arm {
  readonly name: string;
  /** Operations (elements, messages, rows) that one time of the work does; default 1. Figures are per operation. */
  readonly operations?: number;
  run(n: number): void;
}

/** How many times faster than the first arm: median over the windows, and the quartiles around it. */
export interface Ratio {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

export interface ArmResult {
  readonly name: string;
  /** Median ns per operation over all windows. */
  readonly nanoseconds: number;
  readonly ratio: Ratio;
  /** The same of processor time (all threads), which other programs on the machine disturb far less. */
  readonly processorNanoseconds: number;
  readonly processorRatio: Ratio;
}

export interface InterleaveOptions {
  readonly windows?: number;
  /** Length of a window; work that takes longer is done once. */
  readonly windowMs?: number;
}

interface Sample {
  readonly clock: number;
  readonly processor: number;
}

/**
 * Times arms in turns, window by window, so that noise of the machine meets all of them alike; ratios are taken within
 * a window against the first arm, whose twin at the end (the A/A arm) shows how far noise alone moves them.
 */
export function interleave(
  arms: readonly Arm[],
  { windows = 30, windowMs = 20 }: InterleaveOptions = {},
): ArmResult[] {
  const first = arms[0]!;
  const all = [...arms, { ...first, name: `${first.name} (A/A)`, run: first.run.bind(first) }];
  const counts = all.map((arm) => calibrate(arm, windowMs));
  const samples = all.map(() => [] as Sample[]);
  for (let w = 0; w < windows; w++)
    for (let k = 0; k < all.length; k++) {
      const at = (k + w) % all.length;
      samples[at]!.push(sample(all[at]!, counts[at]!));
    }
  return all.map((arm, i) => ({
    name: arm.name,
    ...summarise(samples[0]!, samples[i]!),
  }));
}

function summarise(base: readonly Sample[], own: readonly Sample[]): Omit<ArmResult, 'name'> {
  const median = (kind: keyof Sample) =>
    quantile(
      own.map((one) => one[kind]),
      0.5,
    );
  const ratio = (kind: keyof Sample): Ratio => {
    const ratios = own.map((one, w) => base[w]![kind] / one[kind]);
    return { lower: quantile(ratios, 0.25), median: quantile(ratios, 0.5), upper: quantile(ratios, 0.75) };
  };
  return {
    nanoseconds: median('clock'),
    ratio: ratio('clock'),
    processorNanoseconds: median('processor'),
    processorRatio: ratio('processor'),
  };
}

/** ns per operation. */
function sample(arm: Arm, n: number): Sample {
  const operations = n * (arm.operations ?? 1);
  const usage = process.cpuUsage();
  const start = process.hrtime.bigint();
  arm.run(n);
  const clock = Number(process.hrtime.bigint() - start) / operations;
  const { user, system } = process.cpuUsage(usage);
  return { clock, processor: ((user + system) * 1000) / operations };
}

function calibrate(arm: Arm, windowMs: number): number {
  const operations = arm.operations ?? 1;
  let n = 1;
  for (;;) {
    const total = sample(arm, n).clock * n * operations;
    if (total > windowMs * 1e6) return Math.max(1, Math.round((n * windowMs * 1e6) / total));
    n *= 2;
  }
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}

export function formatResults(title: string, results: readonly ArmResult[]): string {
  const rows = results.map(({ name, nanoseconds, ratio, processorRatio }) =>
    [
      `  ${name.padEnd(44)} ${nanoseconds.toFixed(nanoseconds < 10 ? 2 : 1).padStart(10)} ns`,
      formatRatio(ratio).padEnd(22),
      `processor ${formatRatio(processorRatio)}`,
    ].join('  '),
  );
  return [title, ...rows].join('\n');
}

function formatRatio({ lower, median, upper }: Ratio): string {
  return `${median.toFixed(2)}x (${lower.toFixed(2)} to ${upper.toFixed(2)})`;
}
