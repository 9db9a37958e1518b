import { readdirSync, readFileSync } from 'node:fs';
import { quantile, type Ratio } from './interleave.js';

/** Something whose duration is asked for: asynchronous, or spread over processes and threads. */
export interface Contender {
  readonly name: string;
  /** Does the work once and returns how long it took in ms, or any cost per unit. */
  measure(): Promise<number>;
}

export interface TurnsResult {
  readonly name: string;
  readonly median: number;
  /** How many times cheaper than the first: median within a turn, and the quartiles around it. */
  readonly ratio: Ratio;
}

/** Lets contenders work in turns; the first comes twice (A/A), which shows how far noise alone moves a ratio. */
export async function inTurns(contenders: readonly Contender[], turns: number): Promise<TurnsResult[]> {
  const first = contenders[0]!;
  const all = [...contenders, { name: `${first.name} (A/A)`, measure: () => first.measure() }];
  const samples = all.map((): number[] => []);
  for (const contender of all) await contender.measure();
  for (let turn = 0; turn < turns; turn++)
    for (let k = 0; k < all.length; k++) {
      const at = (k + turn) % all.length;
      samples[at]!.push(await all[at]!.measure());
    }
  return all.map(({ name }, i) => {
    const ratios = samples[i]!.map((cost, turn) => samples[0]![turn]! / cost);
    const [lower, median, upper] = [0.25, 0.5, 0.75].map((q) => quantile(ratios, q));
    return {
      name,
      median: quantile(samples[i]!, 0.5),
      ratio: { lower: lower!, median: median!, upper: upper! },
    };
  });
}

export function formatTurns(title: string, unit: string, results: readonly TurnsResult[]): string {
  const rows = results.map(({ name, median, ratio }) => {
    const spread = `${ratio.median.toFixed(2)}x (${ratio.lower.toFixed(2)} to ${ratio.upper.toFixed(2)})`;
    return `  ${name.padEnd(44)} ${median.toPrecision(4).padStart(10)} ${unit}  ${spread}`;
  });
  return [title, ...rows, ''].join('\n');
}

/** ms that the work takes. */
export async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** ms of processor time that all threads of this process spend meanwhile: other programs disturb it far less. */
export async function processorTime(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/**
 * ms of processor time of the busiest thread of this process meanwhile (Linux): what the work would take at least on cores
 * of its own, however many other programs want them now.
 */
export async function busiestThread(work: () => Promise<unknown>): Promise<number> {
  const before = threadTimes();
  await work();
  let most = 0;
  for (const [thread, time] of threadTimes()) most = Math.max(most, time - (before.get(thread) ?? 0));
  return most / 1e6;
}

/** ns on a processor, by thread. */
function threadTimes(): Map<string, number> {
  const times = new Map<string, number>();
  for (const thread of readdirSync('/proc/self/task'))
    times.set(thread, Number(readFileSync(`/proc/self/task/${thread}/schedstat`, 'utf8').split(' ')[0]));
  return times;
}
