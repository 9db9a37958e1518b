import { arch, availableParallelism, cpus, platform } from 'node:os';
import type { LatencySummary } from '../metrics/latency.js';
import type { EngineHandle } from './layout/layout.js';
import { type Observer, observerName, type VpinSeries } from './observer.js';
import type { EngineStats } from './tally.js';

/** Who sends and who reads each message type of the fleet. */
const flows = [
  { message: 'trade', bus: 'marketData', from: 'marketdata', to: ['vpin'] },
  { message: 'quote', bus: 'marketData', from: 'marketdata', to: [observerName] },
  { message: 'vpinCalculation', bus: 'engineLogic', from: 'vpin', to: ['strategy', observerName] },
  { message: 'strategySignal', bus: 'engineLogic', from: 'strategy', to: [observerName] },
] as const;

/** One message type on its way to one reader. Latencies in microseconds, from send() to the handler. */
export interface Flow {
  readonly message: string;
  readonly bus: string;
  readonly from: string;
  readonly to: string;
  readonly sent: number;
  readonly delivered: number;
  readonly duplicated: number;
  readonly lost: number;
  readonly latency: LatencySummary | null;
}

export interface FleetReport {
  readonly engines: readonly {
    readonly name: string;
    readonly pid: number;
    readonly available: boolean;
    readonly restarts: number;
    readonly cpuMs: number;
    readonly memoryBytes: number;
  }[];
  readonly availability: { readonly available: number; readonly total: number };
  /** Messages by their way to the readers: a message that two engines read is delivered when both have it. */
  readonly messages: {
    readonly sent: number;
    readonly delivered: number;
    readonly duplicated: number;
    readonly lost: number;
    /** Not stored for certain, as their publishers were told. */
    readonly failed: number;
  };
  readonly flows: readonly Flow[];
  /** Requests and their answers. */
  readonly routes: readonly {
    readonly from: string;
    readonly to: string;
    readonly latency: LatencySummary;
    readonly failed: number;
  }[];
  readonly buses: readonly {
    readonly name: string;
    readonly url: string;
    readonly messages: number;
    /** Messages per second while market data was sent and read. */
    readonly throughput: number;
  }[];
  readonly vpin: readonly VpinSeries[];
  readonly seconds: number;
  readonly machine: {
    readonly platform: string;
    readonly arch: string;
    readonly cpu: string;
    readonly cores: number;
    readonly node: string;
  };
}

/** What the engines and the observer say at one time. */
export interface Account {
  readonly flows: readonly Flow[];
  /** Every message has reached all of its readers. */
  readonly complete: boolean;
  /** Of what was handled so far: changes while the fleet gets on. */
  readonly progress: number;
}

/** Compares what was sent with what was handled. An engine that has not said anything yet counts as 0. */
export function accountOf(engines: readonly EngineHandle[], observer: Observer): Account {
  const stats = new Map<string, EngineStats | undefined>(
    engines.map(({ name, report }) => [name, report?.stats]),
  );
  stats.set(observerName, observer.tally.stats);
  const all = flows.flatMap(({ message, bus, from, to }) =>
    to.map((reader): Flow => {
      const sent = stats.get(from)?.sent[message] ?? 0;
      const seen = stats.get(reader);
      const delivered = seen?.delivered[message] ?? 0;
      const duplicated = seen?.duplicated[message] ?? 0;
      const latency = seen?.latency[message] ?? null;
      return { message, bus, from, to: reader, sent, delivered, duplicated, lost: sent - delivered, latency };
    }),
  );
  return {
    flows: all,
    complete: all.every(({ lost }) => lost === 0),
    progress: all.reduce((sum, { delivered, duplicated }) => sum + delivered + duplicated, 0),
  };
}

export interface Ending {
  readonly engines: readonly EngineHandle[];
  readonly observer: Observer;
  readonly available: ReadonlySet<string>;
  readonly urls: Readonly<Record<'marketData' | 'engineLogic', string>>;
  readonly seconds: number;
}

export function reportOf({ engines, observer, available, urls, seconds }: Ending): FleetReport {
  const { flows: all } = accountOf(engines, observer);
  const described = engines.map(({ name, pid, restarts, report }) => ({
    name,
    pid,
    available: available.has(name),
    restarts,
    cpuMs: Math.round(report?.cpuMs ?? 0),
    memoryBytes: report?.memoryBytes ?? 0,
  }));
  const types = flows.map(({ message }) => all.filter((flow) => flow.message === message));
  const total = (pick: (ways: readonly Flow[]) => number): number =>
    types.reduce((sum, ways) => sum + pick(ways), 0);
  const failed = engines.flatMap(({ report }) => Object.values(report?.stats.failed ?? {}));
  return {
    engines: described,
    availability: { available: described.filter((engine) => engine.available).length, total: engines.length },
    messages: {
      sent: total(([way]) => way!.sent),
      delivered: total((ways) => Math.min(...ways.map(({ delivered }) => delivered))),
      duplicated: total((ways) => ways.reduce((sum, { duplicated }) => sum + duplicated, 0)),
      lost: total((ways) => Math.max(...ways.map(({ lost }) => lost))),
      failed: failed.reduce((sum, count) => sum + count, 0),
    },
    flows: all,
    routes: engines.flatMap(({ name, report }) =>
      Object.entries(report?.stats.routes ?? {}).map(([to, route]) => ({ from: name, to, ...route })),
    ),
    buses: (['marketData', 'engineLogic'] as const).map((bus) => {
      const messages = types.reduce((sum, [way]) => sum + (way!.bus === bus ? way!.sent : 0), 0);
      return { name: bus, url: urls[bus], messages, throughput: Math.round(messages / seconds) };
    }),
    vpin: observer.series,
    seconds,
    machine: describeMachine(),
  };
}

function describeMachine(): FleetReport['machine'] {
  const cpu = cpus()[0]?.model ?? 'unknown';
  return { platform: platform(), arch: arch(), cpu, cores: availableParallelism(), node: process.version };
}
