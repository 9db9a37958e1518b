// Single trades published, delivered to a handler in another process, and acknowledged: per second, counted from the first
// trade until the server has nothing pending. The baseline's best concurrency is looked for first.
// node dist/bench/latency/throughput.js [WINDOWS] [SECONDS OF A WINDOW] [--json]
import { describeMachine } from '../support/machine.js';
import { BenchServers } from '../support/servers.js';
import { formatTurns, inTurns } from '../support/turns.js';
import { Team } from './team.js';

const turns = Number(process.argv[2] ?? 30);
const seconds = Number(process.argv[3] ?? 0.3);
const json = process.argv.includes('--json');

/** ns for each trade. */
async function flood(team: Team, count: number, inFlight: number): Promise<number> {
  const handled = team.receiver.ask('handled', { count });
  const start = await team.sender.ask('flood', { count, inFlight });
  await handled;
  return ((await servers.acknowledged()) - start) / count;
}

/** How many trades fill a window, once the code is compiled. */
async function fill(team: Team, inFlight: number): Promise<number> {
  let count = 20_000;
  for (let i = 0; i < 4; i++) count = Math.round((seconds * 1e9) / (await flood(team, count, inFlight)));
  return count;
}

interface Found {
  readonly connections: number;
  readonly inFlight: number;
  readonly perSecond: number;
}

/** The connections and calls in flight at which an arm is fastest. */
async function bestOf(arm: string, sizes: readonly number[], flights: readonly number[]): Promise<Found> {
  let best: Found | undefined;
  for (const connections of sizes) {
    const team = await Team.open(arm, servers.targets('TCP'), { connections });
    servers.forgetGroups();
    for (const inFlight of flights) {
      await flood(team, 5_000, inFlight);
      const tries = [await flood(team, 10_000, inFlight), await flood(team, 10_000, inFlight)];
      const perSecond = 1e9 / Math.min(...tries);
      say(`  ${arm}, ${connections} connections, ${inFlight} in flight: ${perSecond.toFixed(0)}/s`);
      if (perSecond > (best?.perSecond ?? 0)) best = { connections, inFlight, perSecond };
    }
    await team.close();
  }
  return best!;
}

function say(line: string): void {
  if (!json) process.stdout.write(`${line}\n`);
}

const servers = await BenchServers.start(['raw:trades']);
const best = await bestOf('best', [1, 4, 16, 100], [16, 128, 1_024]);
const auto = await bestOf('autopipelining', [1], [128, 1_024, 8_192]);
const arms = [
  { arm: 'best', ...best },
  { arm: 'dualbus', connections: 1, inFlight: 1 },
  { arm: 'autopipelining', ...auto },
];
const contenders = [];
const teams: Team[] = [];
for (const { arm, connections, inFlight } of arms) {
  const team = await Team.open(arm, servers.targets('TCP'), { connections });
  teams.push(team);
  servers.forgetGroups();
  const count = await fill(team, inFlight);
  contenders.push({ name: `${arm}, ${count} trades`, measure: () => flood(team, count, inFlight) });
}
const results = await inTurns(contenders, turns);
const asWas = await Team.open('as-was', servers.targets('TCP'));
servers.forgetGroups();
// It reads 50 trades, and then waits a second at each of its other streams.
const slow = await flood(asWas, 200, 50);
teams.push(asWas);
if (json)
  process.stdout.write(
    `${JSON.stringify({ name: 'throughput', machine: describeMachine(), results, asWas: slow })}\n`,
  );
else {
  say(formatTurns('published, delivered and acknowledged', 'ns a trade', results));
  for (const { name, median } of results) say(`  ${name}: ${(1e9 / median).toFixed(0)} a second`);
  say(`  as-was, 200 trades once: ${(1e9 / slow).toFixed(0)} a second`);
}
await Promise.all(teams.map((team) => team.close()));
await servers.stop();
