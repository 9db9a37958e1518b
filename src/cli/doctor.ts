import { availableParallelism, cpus, freemem, totalmem } from 'node:os';

import { Command } from 'commander';
import { loadAddon } from '../addon/load.js';
import { version } from '../base/version.js';
import { type BackendDiagnosis, diagnoseBackends, readCrossovers } from '../compute/index.js';
import { diagnosePool, type PoolDiagnosis } from '../pool/index.js';
import { addBusFlags, type BusFlags } from './bus-urls.js';
import { crossoverFinding, runCalibration } from './doctor-crossovers.js';
import { diagnoseServers, serverFindings } from './doctor-redis.js';
import { NotAchieved } from './run.js';
import { paint } from './style.js';

/** One thing that was looked at. */
export interface Finding {
  readonly level: 'ok' | 'note' | 'warning' | 'error';
  readonly subject: string;
  readonly text: string;
  /** What to do about it. */
  readonly advice?: string;
}

export function doctorCommand(): Command {
  const command = new Command('doctor')
    .description(
      'examine this machine: CPU, native addon, compute backends and their self-test, worker threads, and the servers of both buses',
    )
    .option('--calibrate', 'measure first from which size on each backend pays here, and keep the figures')
    .option('--json', 'print one JSON document');
  return addBusFlags(command, 'then ports 6380 and 6381 of this machine').action(
    async (options: BusFlags & { json?: boolean; calibrate?: boolean }) => {
      const machine = describeMachine();
      const addon = loadAddon();
      const calibration = options.calibrate ? await runCalibration() : undefined;
      const backends = await diagnoseBackends();
      const crossovers = readCrossovers();
      const pool = await diagnosePool();
      const servers = await diagnoseServers(options);
      const findings = [
        ...machineFindings(),
        addonFinding(),
        ...backends.map(backendFinding),
        ...(calibration?.findings ?? []),
        crossoverFinding(crossovers),
        poolFinding(pool),
        ...servers.flatMap(serverFindings),
      ];
      if (options.json) {
        const { status, ...rest } = addon;
        const native = 'addon' in rest ? { ...rest, addon: undefined } : rest;
        print(
          JSON.stringify(
            {
              version: version(),
              machine,
              addon: { status, ...native },
              backends,
              crossovers,
              calibration: calibration?.measurements,
              pool,
              servers,
              findings,
            },
            null,
            2,
          ),
        );
      } else printFindings(findings);
      const errors = findings.filter(({ level }) => level === 'error').length;
      if (errors > 0) throw new NotAchieved(`doctor found ${errors} error${errors > 1 ? 's' : ''}`);
    },
  );
}

function describeMachine() {
  return {
    platform: process.platform,
    arch: process.arch,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    node: process.version,
    napi: process.versions.napi ?? 'unknown',
  };
}

function machineFindings(): Finding[] {
  const { platform, arch, cpu, cores, memoryBytes, node } = describeMachine();
  const gib = (memoryBytes / 2 ** 30).toFixed(1);
  const findings: Finding[] = [
    {
      level: 'ok',
      subject: 'machine',
      text: `${platform} ${arch}, ${cores} cores (${cpu}), ${gib} GiB, Node ${node}`,
    },
  ];
  if (cores < 2) {
    findings.push({
      level: 'warning',
      subject: 'machine',
      text: 'one core: I/O and computation share it',
      advice: 'give an engine host at least two cores',
    });
  }
  return findings;
}

function addonFinding(): Finding {
  const state = loadAddon();
  if (state.status === 'loaded') {
    const { implementation, implementations, source } = state;
    return {
      level: 'ok',
      subject: 'addon',
      text: `${source}: ${implementation} (of ${implementations.join(', ')})`,
    };
  }
  const tried = state.attempts.map(({ source, problem }) => `${source}: ${problem}`).join('; ');
  const text =
    state.status === 'disabled'
      ? 'switched off by DUALBUS_BACKEND; the TypeScript kernels serve'
      : `not loaded, the TypeScript kernels serve (${tried})`;
  return {
    level: state.status === 'disabled' ? 'note' : 'warning',
    subject: 'addon',
    text,
    advice: state.advice,
  };
}

function backendFinding({
  name,
  available,
  precision,
  reason,
  agreed,
  unsupported,
}: BackendDiagnosis): Finding {
  const subject = `backend ${name}`;
  if (!available) {
    const disagreed = reason?.startsWith('switched off') ?? false;
    return {
      level: disagreed ? 'error' : 'note',
      subject,
      text: `not available: ${reason?.split('\n', 1)[0]}`,
    };
  }
  const tested = name === 'reference' ? 'the specification' : `self-test agreed on ${agreed.length} kernels`;
  const rest = unsupported.length > 0 ? `, ${unsupported.length} left to other backends` : '';
  return { level: 'ok', subject, text: `${precision}, ${tested}${rest}` };
}

function poolFinding({ workers, cores, priority, worker }: PoolDiagnosis): Finding {
  const subject = 'compute pool';
  const text = `${workers} worker${workers > 1 ? 's' : ''} by default (of ${cores} cores), backends ${worker.backends.join(', ')}`;
  if (worker.lowered !== undefined) {
    const how =
      worker.lowered === 'nice'
        ? `${worker.priority - priority} steps behind the I/O thread`
        : `behind the I/O thread by ${worker.lowered}`;
    return { level: 'ok', subject, text: `${text}; ${how}` };
  }
  return {
    level: 'note',
    subject,
    text: `${text}; workers run at the priority of the I/O thread`,
    advice: 'keep a core free for I/O: new ComputePool({ workers: cores - 1 })',
  };
}

const marks = {
  ok: ['green', 'ok'],
  note: ['dim', '--'],
  warning: ['yellow', '!!'],
  error: ['red', 'XX'],
} as const;

function printFindings(findings: readonly Finding[]): void {
  for (const { level, subject, text, advice } of findings) {
    const [colour, mark] = marks[level];
    print(`${paint(colour, mark)} ${subject.padEnd(18)} ${text}`);
    if (advice) print(`   ${''.padEnd(18)} ${paint('bold', advice)}`);
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
