import { expect, it } from 'vitest';
import { SimulatedClock } from '../../../src/base/simulated-clock.js';
import type { Lane } from '../../../src/transport/client/lane.js';
import type { LinkState } from '../../../src/transport/client/link.js';
import { Opening } from '../../../src/transport/client/opening.js';

interface FakeLane {
  readonly link: { state: LinkState; lastCause: string | undefined; lastDetail: string };
}

function lanes(count: number): {
  lanes: Lane[];
  turn(index: number, state: LinkState, cause?: string): void;
} {
  const fakes: FakeLane[] = Array.from({ length: count }, () => ({
    link: { state: 'connecting', lastCause: undefined, lastDetail: '' },
  }));
  const given = fakes as unknown as Lane[];
  return {
    lanes: given,
    turn(index, state, cause) {
      Object.assign(fakes[index]!.link, { state, lastCause: cause });
      opening.changed(given[index]!);
    },
  };
}

const clock = new SimulatedClock();
const opening = new Opening(clock, 'marketData', 'a server');

it('any number may wait for one lane', async () => {
  const { lanes: all, turn } = lanes(2);
  const waiting = [opening.wait([all[0]!], 1_000), opening.wait(all, 1_000), opening.wait([all[0]!], 1_000)];
  turn(1, 'open');
  turn(0, 'open');
  await Promise.all(waiting);
});

it('ends at once when a lane closes or cannot open, for all who wait', async () => {
  for (const [state, cause] of [
    ['closed', 'closed'],
    ['down', 'authentication'],
  ] as const) {
    const { lanes: all, turn } = lanes(1);
    const waiting = [opening.wait(all, 1_000), opening.wait(all, 1_000)];
    turn(0, 'down', 'refused');
    turn(0, state, cause);
    for (const each of waiting) await expect(each).rejects.toMatchObject({ reason: cause });
  }
});

it('ends in time when nothing changes', async () => {
  const { lanes: all } = lanes(1);
  const late = opening.wait(all, 1_000);
  clock.advance(1_000);
  await expect(late).rejects.toThrow(/handshake-timeout/);
});
