import { quantile } from './interleave.js';

/** One way of doing a round: resolves when the round is complete. */
export interface LatencyArm {
  readonly name: string;
  round(): Promise<void>;
}

export interface LatencyResult {
  readonly name: string;
  readonly p50: number;
  readonly p99: number;
  /** p50 and p99 as multiples of the first arm's, taken window by window: median and its 95 % bootstrap interval. */
  readonly p50Ratio: Interval;
  readonly p99Ratio: Interval;
  /** Processor time per round, in microseconds, and as a multiple of the first arm's. */
  readonly processor: number;
  readonly processorRatio: Interval;
}

export interface Interval {
  readonly lower: number;
  readonly median: number;
  readonly upper: number;
}

/** What one window of an arm gave: us, and us of processor time per round or message. */
export interface LatencyWindow {
  readonly p50: number;
  readonly p99: number;
  readonly processor: number;
}

/** An arm that is measured window by window, by whatever means. */
export interface WindowedArm {
  readonly name: string;
  window(): Promise<LatencyWindow>;
}

export interface LatencyOptions {
  readonly windows?: number;
  readonly rounds?: number;
}

/** Times asynchronous rounds, one after the other, in windows that take turns. Times in microseconds. */
export function interleaveLatency(
  arms: readonly LatencyArm[],
  { windows = 40, rounds = 500 }: LatencyOptions = {},
): Promise<LatencyResult[]> {
  const windowed = arms.map((arm) => ({ name: arm.name, window: () => measure(arm, rounds) }));
  return interleaveWindows(windowed, windows);
}

/**
 * Measures arms in windows that take turns; the first arm comes once more at the end (A/A), so that one sees how far noise
 * alone moves a ratio.
 */
export async function interleaveWindows(
  arms: readonly WindowedArm[],
  windows: number,
): Promise<LatencyResult[]> {
  const all = [...arms, { name: `${arms[0]!.name} (A/A)`, window: () => arms[0]!.window() }];
  const seen = all.map(() => [] as LatencyWindow[]);
  for (const arm of all) await arm.window();
  for (let w = 0; w < windows; w++)
    for (let k = 0; k < all.length; k++) {
      const at = (k + w) % all.length;
      seen[at]!.push(await all[at]!.window());
    }
  return all.map(({ name }, i) => ({
    name,
    p50: middle(seen[i]!, 'p50'),
    p99: middle(seen[i]!, 'p99'),
    p50Ratio: ratio(seen[0]!, seen[i]!, 'p50'),
    p99Ratio: ratio(seen[0]!, seen[i]!, 'p99'),
    processor: middle(seen[i]!, 'processor'),
    processorRatio: ratio(seen[0]!, seen[i]!, 'processor'),
  }));
}

async function measure(arm: LatencyArm, rounds: number): Promise<LatencyWindow> {
  const times: number[] = [];
  const usage = process.cpuUsage();
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    await arm.round();
    times.push((performance.now() - start) * 1_000);
  }
  const { user, system } = process.cpuUsage(usage);
  return { ...quantilesOf(times), processor: (user + system) / rounds };
}

export function quantilesOf(times: readonly number[]): { readonly p50: number; readonly p99: number } {
  return { p50: quantile(times, 0.5), p99: quantile(times, 0.99) };
}

function middle(windows: readonly LatencyWindow[], kind: keyof LatencyWindow): number {
  return quantile(
    windows.map((window) => window[kind]),
    0.5,
  );
}

/** The median of the window-wise ratios, with a percentile bootstrap of 1,000 draws. */
function ratio(
  base: readonly LatencyWindow[],
  own: readonly LatencyWindow[],
  kind: keyof LatencyWindow,
): Interval {
  const ratios = own.map((window, i) => window[kind] / base[i]![kind]);
  const draw = (): number =>
    quantile(
      ratios.map(() => ratios[Math.floor(Math.random() * ratios.length)]!),
      0.5,
    );
  const medians = Array.from({ length: 1_000 }, draw);
  return { lower: quantile(medians, 0.025), median: quantile(ratios, 0.5), upper: quantile(medians, 0.975) };
}

export function formatLatency(title: string, results: readonly LatencyResult[]): string {
  const interval = ({ lower, median, upper }: Interval): string =>
    `${median.toFixed(2)}x (${lower.toFixed(2)} to ${upper.toFixed(2)})`;
  const rows = results.map((result) =>
    [
      `  ${result.name.padEnd(36)} p50 ${result.p50.toFixed(1).padStart(7)} us`,
      interval(result.p50Ratio).padEnd(22),
      `p99 ${result.p99.toFixed(0).padStart(6)} us`,
      interval(result.p99Ratio).padEnd(22),
      `processor ${result.processor.toFixed(1)} us ${interval(result.processorRatio)}`,
    ].join('  '),
  );
  return [title, ...rows].join('\n');
}

/** A goal: a ratio to the first arm that is not to be exceeded. */
export interface Goal {
  readonly name: string;
  readonly kind: 'p50' | 'p99' | 'processor';
  readonly most: number;
}

/** Whether an arm meets its goal: the upper end of its interval is at most the goal and the half-width of the A/A arm's. */
export function judge(results: readonly LatencyResult[], { name, kind, most }: Goal): string {
  const pick = (result: LatencyResult): Interval => result[`${kind}Ratio`];
  const { median, upper } = pick(results.find((result) => result.name === name)!);
  const same = pick(results.at(-1)!);
  const noise = (same.upper - same.lower) / 2;
  const verdict = upper <= most + noise ? 'met' : 'NOT met';
  const doubt = noise > 0.1 ? `, but the A/A half-width is ${noise.toFixed(2)}: repeat it` : '';
  return `  goal: ${name} ${kind} <= ${most}x: ${verdict} (${median.toFixed(2)}x, up to ${upper.toFixed(2)}x${doubt})`;
}
