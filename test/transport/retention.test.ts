import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RetentionPlanner } from '../../src/transport/retention.js';
import { compareIds, idAfter } from '../../src/transport/stream-id.js';
import type { GroupInfo } from '../../src/transport/transport.js';

const hour = 3_600_000;
const wall = 1_700_000_000_000;

function group(name: string, lastDelivered: number, lowestPending?: number, lag = 1): GroupInfo {
  return {
    name,
    consumers: 1,
    pending: lowestPending === undefined ? 0 : 1,
    lastDeliveredId: `${wall + lastDelivered}-0`,
    lowestPendingId: lowestPending === undefined ? undefined : `${wall + lowestPending}-0`,
    lag,
  };
}

describe('RetentionPlanner', () => {
  it('removes what every group has acknowledged, and nothing above', () => {
    const planner = new RetentionPlanner();
    const groups = [group('fast', 100), group('slow', 50, 20)];
    expect(planner.plan(groups, wall + 200, 0)).toEqual([
      { before: `${wall + 20}-0`, reason: 'acknowledged', unreadBy: [] },
    ]);
    expect(planner.plan(groups, wall + 300, 1_000)).toEqual([]);
    expect(planner.plan([group('fast', 100), group('slow', 50)], wall + 300, 2_000)).toEqual([
      { before: `${wall + 50}-1`, reason: 'acknowledged', unreadBy: [] },
    ]);
  });

  it('removes nothing without a group, below the ceilings', () => {
    expect(new RetentionPlanner().plan([], wall + 200, 0)).toEqual([
      { before: `${wall + 200 - hour}-0`, reason: 'ceiling', unreadBy: [] },
    ]);
  });

  it('cuts at the age ceiling in steps that tell which groups lose what', () => {
    const planner = new RetentionPlanner({ ceilingAgeMs: 100 });
    const groups = [group('a', 10, 5), group('b', 60), group('c', 500)];
    expect(planner.plan(groups, wall + 300, 0)).toEqual([
      { before: `${wall + 5}-0`, reason: 'acknowledged', unreadBy: [] },
      { before: `${wall + 60}-1`, reason: 'ceiling', unreadBy: ['a'] },
      { before: `${wall + 200}-0`, reason: 'ceiling', unreadBy: ['a', 'b'] },
    ]);
  });

  it('cuts at the byte ceiling, to within its 64 KiB marks', () => {
    const planner = new RetentionPlanner({ ceilingBytes: 10 * 64 * 1024 });
    for (let i = 0; i < 30; i++) planner.appended(`${wall + i}-0`, 64 * 1024);
    const steps = planner.plan([group('slow', 0, 0)], wall + 30, 0);
    expect(steps.at(-1)).toEqual({ before: `${wall + 19}-1`, reason: 'ceiling', unreadBy: ['slow'] });
    expect(planner.plan([group('slow', 0, 0)], wall + 30, 0)).toEqual([]);
  });

  it('no longer waits for a group that stood still, and says what it loses', () => {
    const planner = new RetentionPlanner({ silentGroupMs: 1_000 });
    const groups = [group('dead', 10, 10), group('living', 80)];
    planner.plan(groups, wall + 100, 0);
    expect(planner.plan(groups, wall + 100, 999)).toEqual([]);
    const moved = [group('dead', 10, 10), group('living', 90)];
    expect(planner.plan(moved, wall + 100, 1_000)).toEqual([
      { before: `${wall + 90}-1`, reason: 'silent-group', unreadBy: ['dead'] },
    ]);
  });

  it('keeps waiting for a group that has nothing to do', () => {
    const planner = new RetentionPlanner({ silentGroupMs: 1_000 });
    const groups = [group('idle', 10, undefined, 0), group('living', 80)];
    planner.plan(groups, wall + 100, 0);
    expect(planner.plan(groups, wall + 100, 5_000)).toEqual([]);
  });

  it('keeps acknowledged entries for replay as long as it is told', () => {
    const planner = new RetentionPlanner({ keepMs: 60 });
    expect(planner.plan([group('a', 90)], wall + 100, 0)).toEqual([
      { before: `${wall + 40}-0`, reason: 'acknowledged', unreadBy: [] },
    ]);
  });

  it('never removes unread entries under the name of acknowledged ones, and only goes forward', () => {
    const place = fc.record({ delivered: fc.nat(1_000), pending: fc.option(fc.nat(1_000)) });
    const rounds = fc.array(fc.array(place, { maxLength: 4 }), { maxLength: 20 });
    fc.assert(
      fc.property(rounds, fc.integer({ min: 1, max: 500 }), (plans, ceilingAgeMs) => {
        const planner = new RetentionPlanner({ ceilingAgeMs });
        let trimmedTo = '0-0';
        plans.forEach((places, round) => {
          const groups = places.map(({ delivered, pending }, i) =>
            group(`g${i}`, delivered, pending === null ? undefined : Math.min(pending, delivered)),
          );
          for (const step of planner.plan(groups, wall + 1_000, round)) {
            expect(compareIds(step.before, trimmedTo)).toBeGreaterThan(0);
            const floors = groups.map((g) => ({
              name: g.name,
              floor: g.lowestPendingId ?? idAfter(g.lastDeliveredId),
            }));
            const losing = floors
              .filter(({ floor }) => compareIds(floor, step.before) < 0)
              .map(({ name }) => name);
            expect([...step.unreadBy].sort()).toEqual(losing.sort());
            if (step.reason === 'acknowledged') expect(losing).toEqual([]);
            trimmedTo = step.before;
          }
        });
      }),
    );
  });
});
