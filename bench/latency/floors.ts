// One way and there and back across processes, beside bare sockets that do the same: an XADD to a blocked XREADGROUP with
// its XACK, and two hops of pub/sub. At a steady rate, from when each message was due.
// node dist/bench/latency/floors.js [WINDOWS] [MESSAGES PER WINDOW] [--json]
import {
  formatLatency,
  interleaveWindows,
  judge,
  type LatencyResult,
  quantilesOf,
} from '../support/latency.js';
import { describeMachine } from '../support/machine.js';
import { BenchServers } from '../support/servers.js';
import { Team } from './team.js';

const windows = Number(process.argv[2] ?? 30);
const count = Number(process.argv[3] ?? 200);
const perSecond = 1_000;
const json = process.argv.includes('--json');
const results: LatencyResult[] = [];

type Measure = (team: Team) => Promise<Float64Array>;

async function compare(title: string, teams: readonly Team[], measure: Measure, most: number): Promise<void> {
  const arms = teams.map((team) => ({
    name: team.name,
    window: async () => {
      await team.processor();
      const times = await measure(team);
      return { ...quantilesOf([...times]), processor: (await team.processor()) / count };
    },
  }));
  const section = await interleaveWindows(arms, windows);
  results.push(...section.map((result) => ({ ...result, name: `${title}/${result.name}` })));
  if (json) return;
  const goals = [{ name: 'dualbus', kind: 'p50', most } as const];
  process.stdout.write(
    [formatLatency(title, section), ...goals.map((goal) => judge(section, goal)), ''].join('\n'),
  );
}

const servers = await BenchServers.start(['raw:trades']);
for (const by of ['TCP', 'Unix socket'] as const) {
  const targets = servers.targets(by);
  const teams = [await Team.open('raw', targets), await Team.open('dualbus', targets)];
  for (const team of teams) await team.warmUp();
  await compare(`${by}, one way`, teams, (team) => team.oneWay(perSecond, count), 1.2);
  const there = (team: Team) => team.sender.ask('request', { perSecond, count });
  await compare(`${by}, request and reply`, teams, there, 1.25);
  await Promise.all(teams.map((team) => team.close()));
}
await servers.stop();
if (json)
  process.stdout.write(
    `${JSON.stringify({ name: 'floors', machine: describeMachine(), results }, undefined, 2)}\n`,
  );
