// The publisher's side: appending a frame to a stream, beside a loop over a bare socket that writes the same command.
import { Redis } from 'ioredis';
import { LocalRedisServer } from '#dualbus/fleet/redis-server.js';
import { openRedisTransport } from '#dualbus/transport/redis/redis-transport.js';
import { formatLatency, interleaveLatency, type LatencyArm, type LatencyResult } from '../support/latency.js';
import { describeMachine } from '../support/machine.js';
import { RawRedis, rawCommand } from '../support/raw-redis.js';

const frame = new Uint8Array(Number(process.argv[2] ?? 128)).fill(120);
const windows = Number(process.argv[3] ?? 40);
const json = process.argv.includes('--json');

const server = await LocalRedisServer.start();
if (server === undefined) throw new Error('there is no redis-server on the PATH');
const admin = new Redis(server.url);
const trimming = setInterval(() => {
  for (const key of ['floor', '{bench}:stream', 'peer']) void admin.xtrim(key, 'MAXLEN', 1_000);
}, 1_000);

async function measure(title: string, target: { port: number } | { path: string }): Promise<LatencyResult[]> {
  const raw = await RawRedis.open(target);
  const endpoint = 'path' in target ? { path: target.path } : { host: '127.0.0.1', port: target.port };
  const transport = await openRedisTransport({ bus: 'bench', endpoint, deadlineMs: 5_000 });
  const stream = await transport.ownStream('{bench}:stream');
  const peer = new Redis('path' in target ? target.path : `redis://127.0.0.1:${target.port}`);
  const auto = new Redis({
    ...('path' in target ? { path: target.path } : { port: target.port }),
    enableAutoPipelining: true,
  });
  const command = rawCommand('XADD', 'floor', '*', 'f', frame);
  const payload = Buffer.from(frame);
  const arms = (inFlight: number): LatencyArm[] => [
    { name: 'bare socket', round: () => raw.exchange(repeat(command, inFlight), 2 * inFlight) },
    { name: 'dualbus append()', round: () => all(inFlight, () => stream.append(frame)) },
    {
      name: 'dualbus offer()',
      round: () =>
        new Promise((resolve) => {
          let left = inFlight;
          for (let i = 0; i < inFlight; i++) stream.offer(frame, () => --left === 0 && resolve());
        }),
    },
    { name: 'ioredis xadd()', round: () => all(inFlight, () => peer.xadd('peer', '*', 'f', payload)) },
    {
      name: 'ioredis autopipelining',
      round: () => all(inFlight, () => auto.xadd('peer', '*', 'f', payload)),
    },
  ];
  const results: LatencyResult[] = [];
  for (const [inFlight, rounds] of [
    [1, 500],
    [16, 150],
    [128, 40],
  ] as const) {
    const section = await interleaveLatency(arms(inFlight), { windows, rounds });
    if (!json)
      process.stdout.write(
        `${formatLatency(`${title}, ${frame.length} bytes, ${inFlight} in flight`, section)}\n`,
      );
    results.push(...section.map((result) => ({ ...result, name: `${title}/${inFlight}/${result.name}` })));
  }
  raw.close();
  peer.disconnect();
  auto.disconnect();
  await transport.close();
  return results;
}

function repeat(command: Buffer, times: number): Buffer {
  return times === 1 ? command : Buffer.concat(Array<Buffer>(times).fill(command));
}

async function all(times: number, call: () => Promise<unknown>): Promise<void> {
  if (times === 1) await call();
  else await Promise.all(Array.from({ length: times }, call));
}

const results = [
  ...(await measure('TCP', { port: server.port })),
  ...(await measure('Unix socket', { path: server.socketPath })),
];
clearInterval(trimming);
admin.disconnect();
await server.stop();
if (json)
  process.stdout.write(
    `${JSON.stringify({ name: 'publish', machine: describeMachine(), results }, undefined, 2)}\n`,
  );
