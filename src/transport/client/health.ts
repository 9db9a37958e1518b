import type { Clock } from '../../base/clock.js';
import { UnsafeServer } from '../errors.js';
import type { Outcome } from '../outcome.js';
import type { Reply, ServerFacts, TransportEvent } from '../transport.js';
import { CommandCall } from './call.js';
import type { Caller } from './caller.js';
import type { Lane } from './lane.js';
import { text } from './replies.js';

/** A setting of the server under which this library cannot keep its promises. */
export interface ServerProblem {
  readonly setting: string;
  readonly found: string;
  readonly advice: string;
}

const oldestVersion = '6.2';

/** The facts in a reply to INFO. */
export function parseInfo(reply: Reply): ServerFacts {
  const fields = new Map<string, string>();
  for (const line of text(reply).split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return {
    version: fields.get('redis_version') ?? 'unknown',
    runId: fields.get('run_id') ?? '',
    role: fields.get('role') ?? 'unknown',
    mode: fields.get('redis_mode') ?? 'standalone',
    memoryPolicy: fields.get('maxmemory_policy'),
    maxMemory: numberOf(fields.get('maxmemory')),
    usedMemory: numberOf(fields.get('used_memory')),
    replicas: numberOf(fields.get('connected_slaves')) ?? 0,
    persistence: fields.get('aof_enabled') === '1',
  };
}

function numberOf(field: string | undefined): number | undefined {
  return field === undefined ? undefined : Number(field);
}

/** What is wrong with a server, worst first. */
export function problemsOf(facts: ServerFacts): ServerProblem[] {
  const problems: ServerProblem[] = [];
  if (facts.memoryPolicy !== undefined && facts.memoryPolicy !== 'noeviction')
    problems.push({
      setting: 'maxmemory-policy',
      found: facts.memoryPolicy,
      advice: 'It evicts streams and their groups: run CONFIG SET maxmemory-policy noeviction.',
    });
  if (isOlder(facts.version, oldestVersion))
    problems.push({
      setting: 'redis_version',
      found: facts.version,
      advice: `Redis ${oldestVersion} or later is needed.`,
    });
  return problems;
}

function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = than.split('.').map(Number);
  return major < needMajor || (major === needMajor && minor < needMinor);
}

export interface HealthCheckDeps {
  readonly bus: string;
  readonly clock: Clock;
  readonly caller: Caller;
  /** Written by the check, to see whether the server takes writes. Undefined to go without. */
  readonly canaryKey: string | undefined;
  /** One lane to each server. */
  lanes(): readonly Lane[];
  emit(event: TransportEvent): void;
}

/** Looks at the server itself: who it is, how it is set, whether it takes writes. */
export class HealthCheck {
  facts: ServerFacts | undefined;
  warnings: readonly string[] = [];
  private readonly reported = new Set<string>();
  private readonly runIds = new Map<string, string>();
  private readonly deps: HealthCheckDeps;

  constructor(deps: HealthCheckDeps) {
    this.deps = deps;
  }

  /** Reads INFO of every server and reports each problem once; with `refuse`, the first problem is thrown. */
  async inspect(refuse: boolean, deadlineMs: number): Promise<void> {
    const warnings: string[] = [];
    for (const lane of this.deps.lanes()) {
      const info = await this.info(lane, deadlineMs);
      if (info.status !== 'ok') {
        if (info.reason === 'no-permission') warnings.push(this.unreadable());
        continue;
      }
      this.compare(lane.link.request.node ?? '', info.value);
      for (const problem of problemsOf(info.value)) {
        const { setting, found, advice } = problem;
        if (refuse) throw new UnsafeServer(this.deps.bus, setting, found, advice);
        this.report(problem);
        warnings.push(`${setting} is ${found}. ${advice}`);
      }
    }
    this.warnings = warnings;
  }

  private info(lane: Lane, deadlineMs: number): Promise<Outcome<ServerFacts>> {
    return new Promise((resolve) => {
      const call = new CommandCall('INFO', [], 'always', undefined, parseInfo, resolve);
      const refused = lane.submit(call, this.deps.clock.now() + deadlineMs);
      if (refused !== undefined) resolve(refused);
    });
  }

  private compare(node: string, facts: ServerFacts): void {
    const before = this.runIds.get(node);
    this.runIds.set(node, facts.runId);
    if (before !== undefined && before !== facts.runId)
      this.deps.emit({ type: 'server-changed', runId: facts.runId });
    this.facts = facts;
  }

  /** Whether a write is executed within the deadline; undefined without a canary key. */
  async takesWrites(deadlineMs: number): Promise<boolean> {
    const { canaryKey, caller } = this.deps;
    if (canaryKey === undefined) return true;
    const args = [canaryKey, '1', 'PX', 60_000];
    const outcome = await caller.call(
      { lane: 'hot', command: 'SET', args, retry: 'always', key: canaryKey, read: text },
      { deadlineMs },
    );
    return outcome.status === 'ok';
  }

  private unreadable(): string {
    const advice = 'Memory policy and version cannot be checked: give the ACL user +info.';
    this.report({ setting: 'INFO', found: 'not permitted', advice });
    return `INFO is not permitted. ${advice}`;
  }

  private report(problem: ServerProblem): void {
    const id = `${problem.setting}=${problem.found}`;
    if (this.reported.has(id)) return;
    this.reported.add(id);
    this.deps.emit({ type: 'unsafe-server', ...problem });
  }
}
