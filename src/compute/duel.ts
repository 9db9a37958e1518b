// Two implementations of the same work at growing sizes: from which on the one pays.

export interface Clock {
  /** Seconds. */
  now(): number;
}

export const wallClock: Clock = { now: () => performance.now() / 1000 };

/** Does the work once, now or later. */
export type Work = () => void | Promise<void>;

/** One size: the median seconds of either side. */
export interface Round {
  readonly elements: number;
  readonly seconds: number;
  readonly againstSeconds: number;
}

export interface DuelResult {
  readonly rounds: readonly Round[];
  /** The number of elements from which on the challenger was faster; Infinity where it never was. */
  readonly pays: number;
}

export interface DuelRules {
  /** Elements of each round, growing. */
  readonly sizes: readonly number[];
  /** Both sides at a size; undefined where the challenger does not take it, which ends the duel. */
  readonly contenders: (elements: number) => readonly [challenger: Work, against: Work] | undefined;
  readonly clock?: Clock;
  readonly signal?: AbortSignal | undefined;
}

/** So many wins in a row decide: one may be chance. */
const winsToDecide = 2;
/** A size at which either side has taken so long is the last one, and sampled no more. */
const patienceSeconds = 0.1;
const samples = 5;
/** Short work is repeated until it has taken so long. */
const sampleSeconds = 5e-4;

/** @throws what the work throws, and the reason of `signal` */
export async function duel({ sizes, contenders, clock = wallClock, signal }: DuelRules): Promise<DuelResult> {
  const rounds: Round[] = [];
  let wins: Round[] = [];
  for (const elements of sizes) {
    const sides = contenders(elements);
    if (sides === undefined) break;
    const times = await race(sides, clock, signal);
    const [seconds, againstSeconds] = times.map(median) as [number, number];
    const round = { elements, seconds, againstSeconds };
    rounds.push(round);
    wins = seconds < againstSeconds ? [...wins, round] : [];
    if (wins.length === winsToDecide || times.some(isTooLong)) break;
  }
  return { rounds, pays: wins[0]?.elements ?? Infinity };
}

/** The times of each side, in turns, so that what else the machine does meets both. */
async function race(
  sides: readonly [Work, Work],
  clock: Clock,
  signal: AbortSignal | undefined,
): Promise<[number[], number[]]> {
  for (const work of sides) await work();
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < samples && !times.some(isTooLong); i++) {
    signal?.throwIfAborted();
    for (const [side, work] of sides.entries()) times[side]!.push(await timeOf(work, clock));
  }
  return times;
}

function isTooLong(times: readonly number[]): boolean {
  return times.reduce((sum, time) => sum + time, 0) > patienceSeconds;
}

async function timeOf(work: Work, clock: Clock): Promise<number> {
  const start = clock.now();
  let runs = 0;
  let elapsed = 0;
  do {
    const ran = work();
    if (ran !== undefined) await ran; // waiting for nothing would cost more than a short call
    runs++;
    elapsed = clock.now() - start;
  } while (elapsed < sampleSeconds);
  return elapsed / runs;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1]!;
}
