import { setTimeout as sleep } from 'node:timers/promises';
import type { VpinCalculation } from '../../codec/index.js';
import type { Engine, EngineContext } from '../engine.js';
import { outlet } from '../outlet.js';
import { runStateful } from '../stateful.js';

/** Flow is toxic when VPIN is among the highest tenth of its past, and calm again below the median. */
const toxicFrom = 0.9;
const calmBelow = 0.5;
const horizonNs = 60_000_000_000n;
const askEveryMs = 20;
const answerMs = 1_000;

/** Follows toxic flow: a signal when VPIN rises into its highest tenth, and one to stand aside when it is calm again. */
export const strategy: Engine = {
  name: 'strategy',
  resumes: true,
  async run(context) {
    /** Instruments whose flow is toxic now. */
    let toxic = new Set<number>();
    const { send, flush } = outlet(context, 'strategySignal');
    const asking = askInTurn(context);
    await runStateful(context, {
      name: 'strategy',
      consumes: ['vpinCalculation'] as const,
      restore: (state) => {
        toxic = new Set(JSON.parse(Buffer.from(state).toString()) as number[]);
      },
      snapshot: () => Buffer.from(JSON.stringify([...toxic])),
      flush,
      handle: async (batch, cause) => {
        const options = { cause };
        for (const calculation of batch) {
          const signal = decide(calculation, toxic);
          if (signal === undefined) continue;
          await send(signal, options);
        }
      },
    });
    await asking;
  },
};

function decide({ end, cdf, vpin, imbalance, instrument }: VpinCalculation, toxic: Set<number>) {
  const was = toxic.has(instrument);
  const is = cdf !== null && (cdf >= toxicFrom || (was && cdf >= calmBelow));
  if (is === was) return undefined;
  if (is) toxic.add(instrument);
  else toxic.delete(instrument);
  const strength = is ? Math.sign(imbalance) * (vpin ?? 0) : 0;
  return { time: end, strength, horizon: horizonNs, instrument, strategy: 1 };
}

/** Asks the engines it works with for their state, one after the other, and notes how long the answers take. */
async function askInTurn({ bus, tally, signal }: EngineContext): Promise<void> {
  const methods = [
    ['vpin', 'vpin.get'],
    ['marketdata', 'marketdata.snapshot'],
  ] as const;
  while (!signal.aborted) {
    for (const [engine, method] of methods) {
      if (signal.aborted || bus.roster.responders(engine).length === 0) continue;
      const started = performance.now();
      try {
        await bus.request(engine, method, null, { timeoutMs: answerMs, signal });
        tally.answered(engine, performance.now() - started);
      } catch {
        if (!signal.aborted) tally.unanswered(engine);
      }
    }
    await sleep(askEveryMs, undefined, { signal }).catch(() => {});
  }
}
