// dualbus beside the baselines with both buses active: requests on one bus while trades flow on the other. Idle, and at
// 70 % of what the `best` baseline can do at all; from when each message was due.
// node dist/bench/latency/baseline.js [WINDOWS] [SECONDS OF A WINDOW] [--json]
import {
  formatLatency,
  type Goal,
  interleaveWindows,
  judge,
  type LatencyResult,
  quantilesOf,
} from '../support/latency.js';
import { describeMachine } from '../support/machine.js';
import { BenchServers } from '../support/servers.js';
import { Team } from './team.js';

const windows = Number(process.argv[2] ?? 30);
const seconds = Number(process.argv[3] ?? 0.5);
const json = process.argv.includes('--json');
const results: LatencyResult[] = [];

/** Requests a second and trades a second. */
interface Load {
  readonly requests: number;
  readonly trades: number;
}

type Kind = 'request' | 'one way';

/** Both kinds of traffic at the same time; what is measured is one of them. */
async function both(team: Team, load: Load, kind: Kind): Promise<Float64Array> {
  const [requests, trades] = await Promise.all([
    team.sender.ask('request', { perSecond: load.requests, count: Math.ceil(load.requests * seconds) }),
    team.oneWay(load.trades, Math.ceil(load.trades * seconds)),
  ]);
  return kind === 'request' ? requests : trades;
}

async function compare(
  title: string,
  teams: readonly Team[],
  load: Load,
  kind: Kind,
  goals: readonly Goal[],
): Promise<void> {
  const messages = Math.ceil(load.requests * seconds) + Math.ceil(load.trades * seconds);
  const arms = teams.map((team) => ({
    name: team.name,
    window: async () => {
      await team.processor();
      const times = await both(team, load, kind);
      return { ...quantilesOf([...times]), processor: (await team.processor()) / messages };
    },
  }));
  const section = await interleaveWindows(arms, windows);
  results.push(...section.map((result) => ({ ...result, name: `${title}/${result.name}` })));
  if (!json)
    process.stdout.write(
      [formatLatency(title, section), ...goals.map((goal) => judge(section, goal)), ''].join('\n'),
    );
}

/** Requests a second that the team answers at most, and trades a second that it delivers. */
async function saturation(team: Team): Promise<Load> {
  let requests = 0;
  for (const inFlight of [16, 64, 256])
    requests = Math.max(requests, await team.sender.ask('requestAll', { count: 5_000, inFlight }));
  let trades = 0;
  const count = 10_000;
  for (const inFlight of [128, 1_024]) {
    const handled = team.receiver.ask('handled', { count });
    const start = await team.sender.ask('flood', { count, inFlight });
    trades = Math.max(trades, (count * 1e9) / ((await handled) - start));
  }
  return { requests, trades };
}

const servers = await BenchServers.start(['raw:trades']);
const targets = servers.targets('TCP');
const best = await Team.open('best', targets);
const channels = await Team.open('best, pub/sub', targets);
const dualbus = await Team.open('dualbus', targets);
for (const team of [best, channels, dualbus]) await team.warmUp();
const most = await saturation(best);
const idle = { requests: 100, trades: 100 };
const name = 'dualbus';
const all = [best, dualbus, channels];
await compare('idle, request and reply', all, idle, 'request', [{ name, kind: 'p50', most: 0.75 }]);
await compare('idle, one way', [best, dualbus], idle, 'one way', [{ name, kind: 'p50', most: 0.75 }]);
const busy = { requests: Math.round(0.7 * most.requests), trades: idle.trades };
await compare(`${busy.requests} requests a second, 70 % of what best does`, all, busy, 'request', [
  { name, kind: 'p99', most: 0.5 },
]);
const full = { requests: idle.requests, trades: Math.round(0.7 * most.trades) };
await compare(`${full.trades} trades a second, 70 % of what best does`, [best, dualbus], full, 'one way', [
  { name, kind: 'p99', most: 0.5 },
]);
await Promise.all(all.map((team) => team.close()));
const asWas = await Team.open('as-was', targets);
const alone = { requests: await both(asWas, idle, 'request'), trades: await both(asWas, idle, 'one way') };
await asWas.close();
await servers.stop();
const earlier = { request: quantilesOf([...alone.requests]), oneWay: quantilesOf([...alone.trades]) };
if (json)
  process.stdout.write(
    `${JSON.stringify({ name: 'baseline', machine: describeMachine(), saturation: most, results, asWas: earlier }, undefined, 2)}\n`,
  );
else
  process.stdout.write(
    `as-was, idle, once: ${JSON.stringify(earlier)} us\nsaturation of best: ${JSON.stringify(most)} a second\n`,
  );
