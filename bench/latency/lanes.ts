// One connection against many: the same XADD over one lane of dualbus, over 1 to 100 bare sockets, and over pools of 1 to
// 100 connections of ioredis. A round is so many calls at a time, spread over the connections, until all are answered.
// node dist/bench/latency/lanes.js [WINDOWS] [--json]
import { openRedisTransport } from '#dualbus/transport/redis/redis-transport.js';
import { formatLatency, interleaveLatency, type LatencyArm } from '../support/latency.js';
import { describeMachine } from '../support/machine.js';
import { connectTo, type Target } from '../support/peer.js';
import { RawRedis, rawCommand } from '../support/raw-redis.js';
import { BenchServers } from '../support/servers.js';

const windows = Number(process.argv[2] ?? 30);
const json = process.argv.includes('--json');
const sizes = [1, 2, 4, 16, 100];
const frame = Buffer.alloc(64, 120);
const command = rawCommand('XADD', 'floor', '*', 'f', frame);

/** How many of `calls` go over each connection. */
function shares(calls: number, connections: number): number[] {
  const used = Math.min(calls, connections);
  return Array.from({ length: used }, (_, i) => Math.floor(calls / used) + (i < calls % used ? 1 : 0));
}

async function sockets(target: Target, size: number): Promise<(inFlight: number) => LatencyArm> {
  const members = await Promise.all(Array.from({ length: size }, () => RawRedis.open(target)));
  return (inFlight) => {
    const parts = shares(inFlight, size).map((calls) => ({
      calls,
      bytes: Buffer.concat(Array<Buffer>(calls).fill(command)),
    }));
    return {
      name: `${size} bare sockets`,
      round: async () => {
        await Promise.all(parts.map(({ calls, bytes }, i) => members[i]!.exchange(bytes, 2 * calls)));
      },
    };
  };
}

function pool(target: Target, size: number): (inFlight: number) => LatencyArm {
  const members = Array.from({ length: size }, () => connectTo(target));
  return (inFlight) => ({
    name: `${size} connections of ioredis`,
    round: async () => {
      await Promise.all(
        shares(inFlight, size).flatMap((calls, i) =>
          Array.from({ length: calls }, () => members[i]!.xadd('peer', '*', 'f', frame)),
        ),
      );
    },
  });
}

const servers = await BenchServers.start(['floor', 'peer', '{bench}:stream']);
const target = servers.targets('TCP').marketData;
const endpoint = 'path' in target ? target : { host: '127.0.0.1', port: target.port };
const transport = await openRedisTransport({ bus: 'bench', endpoint, deadlineMs: 10_000 });
const stream = await transport.ownStream('{bench}:stream');
const lane = (inFlight: number): LatencyArm => ({
  name: '1 lane of dualbus',
  round: () =>
    new Promise((resolve) => {
      let left = inFlight;
      for (let i = 0; i < inFlight; i++) stream.offer(frame, () => --left === 0 && resolve());
    }),
});
const bare = await Promise.all(sizes.map((size) => sockets(target, size)));
const pools = sizes.map((size) => pool(target, size));
const sections = [];
for (const [inFlight, rounds] of [
  [1, 200],
  [16, 60],
  [128, 15],
] as const) {
  const arms = [lane, ...bare, ...pools].map((make) => make(inFlight));
  const results = await interleaveLatency(arms, { windows, rounds });
  sections.push({ inFlight, results });
  if (!json) process.stdout.write(`${formatLatency(`${inFlight} in flight, us a round`, results)}\n`);
}
if (json)
  process.stdout.write(
    `${JSON.stringify({ name: 'lanes', machine: describeMachine(), sections }, undefined, 2)}\n`,
  );
process.exit();
