import type { FleetReport } from '../../fleet/index.js';
import type { LatencySummary } from '../../metrics/latency.js';
import { sparkline } from '../chart.js';

export function terminalReport(report: FleetReport): string[] {
  const { availability, messages, machine, seconds } = report;
  return [
    `fleet: ${availability.available} of ${availability.total} engines available; ${machine.platform} ${machine.arch}, ${machine.cores} cores, Node ${machine.node}`,
    `messages: ${amount(messages.sent)} sent, ${amount(messages.delivered)} delivered, ${messages.duplicated} duplicated, ${messages.lost} lost, in ${seconds.toFixed(1)} s`,
    '',
    row('engine', 'pid', 'restarts', 'cpu s', 'MB'),
    ...report.engines.map(({ name, available, pid, restarts, cpuMs, memoryBytes }) =>
      row(
        available ? name : `${name} (down)`,
        String(pid),
        String(restarts),
        (cpuMs / 1_000).toFixed(1),
        (memoryBytes / 1e6).toFixed(0),
      ),
    ),
    '',
    row('message, from > to', 'sent', 'delivered', 'dup', 'lost', ...latencyHeader),
    ...report.flows.map(({ message, from, to, sent, delivered, duplicated, lost, latency }) =>
      row(
        `${message}, ${from} > ${to}`,
        amount(sent),
        amount(delivered),
        String(duplicated),
        String(lost),
        ...latencyCells(latency),
      ),
    ),
    '',
    row('request, from > to', 'answered', 'failed', '', '', ...latencyHeader),
    ...report.routes.map(({ from, to, latency, failed }) =>
      row(`${from} > ${to}`, amount(latency.count), String(failed), '', '', ...latencyCells(latency)),
    ),
    '',
    ...report.buses.map(
      ({ name, url, messages: count, throughput }) =>
        `${name.padEnd(12)} ${url.padEnd(26)} ${amount(count).padStart(10)} messages  ${amount(throughput).padStart(9)}/s`,
    ),
    '',
    ...report.vpin.map(({ instrument, values }) => {
      const known = values.filter((value) => value !== null);
      const last = known.at(-1);
      const chart = known.length > 1 ? sparkline(known) : '';
      return `VPIN ${instrument.padEnd(14)} ${amount(values.length).padStart(7)} buckets  last ${last?.toFixed(4) ?? '-'}  ${chart}`;
    }),
    'latencies in microseconds, from send() to the handler, queueing included',
  ];
}

const latencyHeader = ['p50', 'p90', 'p99', 'p99.9', 'max'];

function latencyCells(latency: LatencySummary | null): string[] {
  const { p50, p90, p99, p999, max } = latency ?? { p50: null, p90: null, p99: null, p999: null, max: null };
  return [p50, p90, p99, p999, max].map((us) => (us === null ? '-' : amount(Math.round(us))));
}

function row(name: string, ...cells: readonly string[]): string {
  return `${name.padEnd(36)}${cells.map((cell) => cell.padStart(10)).join('')}`.trimEnd();
}

function amount(count: number): string {
  return count.toLocaleString('en-US');
}
