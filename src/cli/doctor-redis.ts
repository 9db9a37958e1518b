import { DualbusError, InvalidArgument } from '../base/errors.js';
import { type Health, openRedisTransport } from '../transport/index.js';
import { type BusFlags, busUrls, namedUrls } from './bus-urls.js';
import type { Finding } from './doctor.js';

/** What one server says of itself, or why it cannot be asked. */
export interface ServerDiagnosis {
  readonly bus: 'marketData' | 'engineLogic';
  /** Without user name and password. */
  readonly url: string;
  /** Whether somebody named the address; else it is the conventional one. */
  readonly named: boolean;
  readonly health: Health | undefined;
  readonly problem: string | undefined;
}

const connectMs = 1_500;

/** Asks the servers of both buses. */
export function diagnoseServers(flags: BusFlags): Promise<ServerDiagnosis[]> {
  const urls = busUrls(flags);
  const named = namedUrls(flags);
  return Promise.all(
    (['marketData', 'engineLogic'] as const).map((bus) => diagnose(bus, urls[bus], named[bus] !== undefined)),
  );
}

async function diagnose(bus: ServerDiagnosis['bus'], url: string, named: boolean): Promise<ServerDiagnosis> {
  const known = { bus, url: url.replace(/\/\/[^@/]*@/, '//'), named };
  try {
    const transport = await openRedisTransport({
      bus,
      endpoint: { url },
      clientName: 'doctor',
      onUnsafeServer: 'degrade',
      connectMs,
      canaryKey: '{dualbus}/doctor',
    });
    try {
      return { ...known, health: await transport.health({ deadlineMs: 1_000 }), problem: undefined };
    } finally {
      await transport.close({ drainMs: 0 });
    }
  } catch (error) {
    if (!(error instanceof DualbusError) || error instanceof InvalidArgument) throw error;
    return { ...known, health: undefined, problem: error.message };
  }
}

export function serverFindings({ bus, url, named, health, problem }: ServerDiagnosis): Finding[] {
  const subject = `redis ${bus}`;
  if (health?.server === undefined) {
    const text = `${url} cannot be used: ${problem ?? 'it does not say what it is'}`;
    const flag = bus === 'marketData' ? '--market' : '--engine';
    const advice = `start one (redis-server --port ${new URL(url).port} --maxmemory-policy noeviction), or name an address with ${flag}`;
    return [{ level: named ? 'error' : 'note', subject, text, ...(!named && { advice }) }];
  }
  const { server, roundTripMs, writes, warnings } = health;
  const facts = [
    `Redis ${server.version} ${server.role}`,
    server.persistence ? 'append-only file' : 'no append-only file',
    `${server.replicas} replicas`,
    roundTripMs === undefined ? undefined : `round trip ${roundTripMs.toFixed(2)} ms`,
  ].filter((fact) => fact !== undefined);
  const findings: Finding[] = [{ level: 'ok', subject, text: `${url}: ${facts.join(', ')}` }];
  for (const warning of warnings) {
    const [text = warning, ...advice] = warning.split('. ');
    findings.push({ level: 'error', subject, text, advice: advice.join('. ') });
  }
  if (!writes)
    findings.push({
      level: 'error',
      subject,
      text: 'it answers but takes no writes',
      advice: 'look for CLIENT PAUSE, a full memory, a replica without a master, or missing permissions',
    });
  return findings;
}
