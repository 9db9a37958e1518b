import { setTimeout as sleep } from 'node:timers/promises';
import { rowsOf } from '../market/index.js';
import { LoopTurn } from './loop-turn.js';
import type { Ticks } from './market-feed.js';

/** A replay that is so many ms behind sends what is due without another look at the clock. */
const leastWaitMs = 1;

/**
 * Lets rows through when they are due: `speed` times as fast as they happened, counted from the first one. `max` does not
 * wait. What is due at one time comes together, in batches of at most `maxRows`.
 */
export async function* paced(
  source: AsyncIterable<Ticks>,
  speed: number | 'max',
  maxRows: number,
  signal?: AbortSignal,
): AsyncGenerator<Ticks, void, undefined> {
  const started = performance.now();
  const turn = new LoopTurn();
  let firstNs: bigint | undefined;
  for await (const batch of source) {
    firstNs ??= batch.timeBase + BigInt(batch.timeOffset[0]);
    const sinceFirst = Number(batch.timeBase - firstNs);
    for (let from = 0; from < batch.length; ) {
      let to = Math.min(batch.length, from + maxRows);
      if (speed !== 'max') {
        const due = (row: number): number => (sinceFirst + batch.timeOffset[row]) / 1e6 / speed;
        const wait = started + due(from) - performance.now();
        if (wait >= leastWaitMs) await sleep(wait, undefined, signal && { signal });
        const passedMs = performance.now() - started + leastWaitMs;
        let last = from + 1;
        while (last < to && due(last) <= passedMs) last++;
        to = last;
      }
      await turn.due();
      yield rowsOf(batch, from, to);
      from = to;
    }
  }
}
