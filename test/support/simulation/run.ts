import { SimulatedClock } from '../../../src/base/simulated-clock.js';
import { Core } from '../../../src/transport/client/core.js';
import { SingleRouter } from '../../../src/transport/client/router.js';
import { resolveSettings } from '../../../src/transport/limits.js';
import { MemoryServer } from '../../../src/transport/memory/server.js';
import { SimulatedConsumer } from './consumer.js';
import { SimulatedNetwork } from './network.js';
import { SimulatedProducer } from './producer.js';
import { SeededRandom } from './random.js';

/** What a run counts, as the fault tests do. */
export interface Counts {
  sent: number;
  ok: number;
  rejected: number;
  unknown: number;
  unknownExecuted: number;
  executed: number;
  duplicates: number;
  ghosts: number;
  ackedLost: number;
  outOfOrder: number;
  stuck: number;
  settledTwice: number;
  late: number;
  undelivered: number;
  redelivered: number;
  repeatedInOneLife: number;
  leftInFlight: number;
}

export type Fault =
  | 'cut'
  | 'truncate'
  | 'drop-replies'
  | 'half-open'
  | 'freeze'
  | 'stall-me'
  | 'refuse'
  | 'refused-command'
  | 'blocked'
  | 'clock-jump'
  | 'crash-consumer';

export const faults: readonly Fault[] = [
  'cut',
  'truncate',
  'drop-replies',
  'half-open',
  'freeze',
  'stall-me',
  'refuse',
  'refused-command',
  'blocked',
  'clock-jump',
  'crash-consumer',
];

const refusals = [
  'LOADING Redis is loading',
  'READONLY You cannot write',
  'OOM command not allowed',
  'TRYAGAIN x',
];

/** How long after its deadline a call may wait for its outcome: the wheel's step and the grace of two polls. */
const settleToleranceMs = 25;

/** One seeded run: producers, a consumer, faults at random times, then a healed network until all is quiet. */
export function simulate(seed: number, kinds: readonly Fault[] = faults): Counts {
  const random = new SeededRandom(seed);
  const clock = new SimulatedClock();
  const server = new MemoryServer(clock);
  const network = new SimulatedNetwork(clock, server, random);
  const settings = resolveSettings({ livenessMs: 200, handshakeMs: 150, maxInFlight: 40, hotLanes: 1 });
  const core = new Core({
    bus: 'sim',
    clock,
    random: random.next,
    dialer: network,
    settings,
    masterOnly: true,
    makeRouter: (deps) => new SingleRouter(settings, deps),
  });
  core.start();
  core.router.start(() => {});
  clock.advance(20);
  const producers = ['{s}:1', '{s}:2'].map((key) => new SimulatedProducer(key, core, clock, random));
  const keys = producers.map((producer) => producer.key);
  // Half of the runs go without a consumer: they are quicker, and the producers' rules are the finer ones.
  const consumer = seed % 2 === 0 ? new SimulatedConsumer('c', keys, core, clock, random) : undefined;
  let stalls = 0;

  for (let i = 0; i < 8; i++)
    clock.after(random.next() * 400, () => random.pick(producers).burst(1 + random.below(6)));
  const count = 1 + random.below(4);
  for (let i = 0; i < count; i++) {
    const fault = random.pick(kinds);
    clock.after(random.next() * 400, () => {
      if (fault === 'stall-me') stalls++;
      inflict(fault, network, clock, random, consumer);
    });
  }
  clock.advance(600);
  network.heal();
  clock.advance(1_200);
  return countAll(producers, consumer, server, core, stalls > 0);
}

function inflict(
  fault: Fault,
  network: SimulatedNetwork,
  clock: SimulatedClock,
  random: SeededRandom,
  consumer: SimulatedConsumer | undefined,
): void {
  const wire = random.pick(network.wires.filter((each) => each.connected).concat(network.wires[0]!));
  const ms = 5 + random.next() * 150;
  const inflictions: Record<Fault, () => unknown> = {
    cut: () => wire.cut(),
    truncate: () => wire.truncate(random.below(8)),
    'drop-replies': () => {
      wire.dropReplies();
      clock.after(ms / 4, () => random.chance(0.7) && wire.cut());
    },
    'half-open': () => wire.goSilent(),
    freeze: () => network.freeze(ms),
    'stall-me': () => clock.stall(80),
    refuse: () => {
      network.refusing = true;
      wire.cut();
      clock.after(ms, () => network.heal());
    },
    'refused-command': () => {
      network.refusal = random.pick(refusals);
      clock.after(ms / 8, () => {
        network.refusal = undefined;
      });
    },
    blocked: () => wire.block(ms / 2),
    'clock-jump': () => clock.shiftWall(random.pick([-140_000, -20, 60_000])),
    'crash-consumer': () => consumer?.crash(),
  };
  inflictions[fault]();
}

function countAll(
  producers: readonly SimulatedProducer[],
  consumer: SimulatedConsumer | undefined,
  server: MemoryServer,
  core: Core,
  stalled: boolean,
): Counts {
  const counts: Counts = {
    sent: 0,
    ok: 0,
    rejected: 0,
    unknown: 0,
    unknownExecuted: 0,
    executed: 0,
    duplicates: 0,
    ghosts: 0,
    ackedLost: 0,
    outOfOrder: 0,
    stuck: 0,
    settledTwice: 0,
    late: 0,
    undelivered: 0,
    redelivered: 0,
    repeatedInOneLife: consumer?.repeatedInOneLife ?? 0,
    leftInFlight: [...core.router.lanes()].reduce((sum, lane) => sum + lane.admission.count, 0),
  };
  for (const producer of producers) countProducer(producer, consumer, server, counts, stalled);
  return counts;
}

function countProducer(
  producer: SimulatedProducer,
  consumer: SimulatedConsumer | undefined,
  server: MemoryServer,
  counts: Counts,
  stalled: boolean,
): void {
  const entries = server.db.stream(producer.key)?.range('0-0', '99999999999999-0', 1e9) ?? [];
  const executed = new Map<string, string[]>();
  let last = -1;
  for (const { id, fields } of entries) {
    const payload = fields[1]!.toString();
    executed.set(payload, [...(executed.get(payload) ?? []), id]);
    const index = Number(payload.split(' ')[1]);
    if (index <= last) counts.outOfOrder++;
    last = index;
  }
  counts.executed += entries.length;
  counts.duplicates += entries.length - executed.size;
  for (const payload of consumer === undefined ? [] : executed.keys()) {
    const times = consumer!.handled.get(payload) ?? 0;
    if (times === 0) counts.undelivered++;
    counts.redelivered += Math.max(0, times - 1);
  }
  for (const sent of producer.sent) {
    counts.sent++;
    const { outcome } = sent;
    if (outcome === undefined) {
      counts.stuck++;
      continue;
    }
    if (sent.settlements !== 1) counts.settledTwice++;
    if (!stalled && sent.settledAt > sent.due + settleToleranceMs) counts.late++;
    const ids = executed.get(sent.payload);
    if (outcome.status === 'ok') {
      counts.ok++;
      if (ids?.[0] !== outcome.value) counts.ackedLost++;
    } else if (outcome.status === 'rejected') {
      counts.rejected++;
      if (ids !== undefined) counts.ghosts++;
    } else {
      counts.unknown++;
      if (ids !== undefined) counts.unknownExecuted++;
    }
  }
}
