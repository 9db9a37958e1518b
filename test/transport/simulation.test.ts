import { describe, expect, it } from 'vitest';
import { type Counts, simulate } from '../support/simulation/run.js';

// The seeds of a run can be moved: DUALBUS_SEED=100000 npx vitest run test/transport/simulation.test.ts
const firstSeed = Number(process.env.DUALBUS_SEED ?? 1);
const seeds = Number(process.env.DUALBUS_SEEDS ?? 20_000);

const mustBeZero = [
  'duplicates',
  'ghosts',
  'ackedLost',
  'outOfOrder',
  'stuck',
  'settledTwice',
  'late',
  'undelivered',
  'repeatedInOneLife',
  'leftInFlight',
] as const satisfies readonly (keyof Counts)[];

describe('simulation', () => {
  it(`keeps every invariant over ${seeds} seeds of faults`, { timeout: 240_000 }, () => {
    const total: Record<string, number> = {};
    for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
      const counts = simulate(seed);
      for (const name of mustBeZero)
        if (counts[name] !== 0)
          expect.fail(`seed ${seed}: ${name} = ${counts[name]}; ${JSON.stringify(counts)}`);
      expect(counts.ok + counts.rejected + counts.unknown).toBe(counts.sent);
      for (const [name, value] of Object.entries(counts)) total[name] = (total[name] ?? 0) + value;
    }
    console.log(JSON.stringify({ scenario: 'simulation', seeds, firstSeed, ...total }));
    // The rig bites: each kind of outcome and of trouble was met.
    for (const name of ['ok', 'rejected', 'unknown', 'unknownExecuted', 'redelivered'])
      expect(total[name]).toBeGreaterThan(0);
  });

  it('gives the same run for the same seed', () => {
    expect(simulate(4711)).toEqual(simulate(4711));
  });
});
