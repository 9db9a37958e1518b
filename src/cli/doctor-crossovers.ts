import {
  type CrossoverTable,
  calibrate,
  type Measurement,
  readCrossovers,
  type StoredCrossovers,
} from '../compute/index.js';
import type { Finding } from './doctor.js';
import { interruptSignal } from './run.js';

const subject = 'crossovers';

/** Measures, with progress on stderr; with a finding where the figures could not be kept. */
export async function runCalibration(): Promise<{
  measurements: readonly Measurement[];
  findings: Finding[];
}> {
  const { signal, release } = interruptSignal();
  const progress = process.stderr.isTTY;
  try {
    const { measurements, failures, problem } = await calibrate({
      signal,
      onProgress: (backend, kernel) => {
        if (progress) process.stderr.write(`\r\x1b[Kmeasuring ${backend}: ${kernel}`);
      },
    });
    const findings: Finding[] = failures.map((failure) => ({
      level: 'error',
      subject,
      text: `${failure.backend} failed while it was measured: ${failure.problem}`,
    }));
    if (problem !== undefined)
      findings.push({
        level: 'error',
        subject,
        text: `measured, but not kept: ${problem}`,
        advice: 'set DUALBUS_CACHE to a folder that can be written',
      });
    return { measurements, findings };
  } finally {
    if (progress) process.stderr.write('\r\x1b[K');
    release();
  }
}

/** From which size on which backend is used here, and where that is known from. */
export function crossoverFinding(stored: StoredCrossovers = readCrossovers()): Finding {
  const { status, file, problem, measuredAt, others, table } = stored;
  const beside = others > 0 ? ` (${others} file${others > 1 ? 's' : ''} of other machines or versions)` : '';
  if (status === 'ignored')
    return {
      level: 'warning',
      subject,
      text: `${file} is ignored: ${problem}; the built-in figures serve${beside}`,
      advice: '"dualbus doctor --calibrate" writes it anew',
    };
  if (status === 'none')
    return {
      level: 'note',
      subject,
      text: `not measured on this machine: the built-in figures are modelled${beside}`,
      advice: '"dualbus doctor --calibrate" measures them',
    };
  return {
    level: 'ok',
    subject,
    text: `measured ${measuredAt?.slice(0, 10)}: ${describeTable(table)}${beside}`,
  };
}

/** `metal from 65,536 elements on for 5 of 9 kernels; coreml never`. */
function describeTable(table: CrossoverTable): string {
  return Object.entries(table)
    .map(([backend, row]) => {
      const figures = Object.values(row);
      const finite = figures.filter(Number.isFinite);
      if (finite.length === 0) return `${backend} never pays`;
      const least = Math.min(...finite).toLocaleString('en');
      return `${backend} pays from ${least} elements on for ${finite.length} of ${figures.length} kernels`;
    })
    .join('; ');
}
