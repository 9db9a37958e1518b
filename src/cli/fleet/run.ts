import { type Flow, runFleet } from '../../fleet/index.js';
import { note, writeOut } from '../output.js';
import { NotAchieved } from '../run.js';
import { counted } from '../vpin/terminal.js';
import { type FleetFlags, fleetOptions } from './flags.js';
import { terminalReport } from './terminal.js';

/** Runs the fleet and prints its report; fails when messages were lost, came twice, or an engine was not there. */
export async function printFleet(flags: FleetFlags, signal: AbortSignal): Promise<void> {
  const report = await runFleet(fleetOptions(flags, signal), {
    opened: ({ urls: { marketData, engineLogic }, namespace, instruments }) =>
      note(
        `buses ${marketData} and ${engineLogic}, namespace ${namespace}, ${counted(instruments, 'instrument')}`,
      ),
    started: (name, pid, restarts) =>
      note(`${name} ${restarts === 0 ? 'runs' : `runs again (restart ${restarts})`} as process ${pid}`),
    died: (name, how) => note(`${name} ended: ${how}`),
    progress: (flows) => note(progressLine(flows)),
  });
  await writeOut(
    flags.json ? `${JSON.stringify(report, null, 1)}\n` : `${terminalReport(report).join('\n')}\n`,
  );
  const { availability, messages } = report;
  const problems = [
    availability.available < availability.total &&
      `${availability.total - availability.available} engines are not available`,
    messages.lost > 0 && `${counted(messages.lost, 'message')} lost`,
    messages.duplicated > 0 && `${counted(messages.duplicated, 'message')} handled twice`,
    messages.failed > 0 && `${counted(messages.failed, 'message')} not stored for certain`,
    report.vpin.some(({ repeated, missing }) => repeated + missing > 0) &&
      'the VPIN series has gaps or repeats',
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new NotAchieved(problems.join(', '));
}

function progressLine(flows: readonly Flow[]): string {
  return flows
    .map(({ message, to, delivered, sent }) => `${message} to ${to} ${delivered}/${sent}`)
    .join(', ');
}
