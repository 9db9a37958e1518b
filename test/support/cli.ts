import { vi } from 'vitest';
import { dualbusProgram } from '#dualbus/cli/program.js';
import { runProgram } from '#dualbus/cli/run.js';

/** Runs the command line inside this process, which is much quicker than starting one; not for signals and pipes. */
export async function cliInProcess(
  args: readonly string[],
): Promise<{ status: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const capture = (name: 'stdout' | 'stderr') =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += text;
      return true;
    });
  const spies = [capture('stdout'), capture('stderr')];
  const listeners = process.stdout.listeners('error');
  const exitCode = process.exitCode;
  try {
    process.exitCode = 0;
    await runProgram(dualbusProgram(), ['node', 'dualbus', ...args]);
    return { status: Number(process.exitCode), ...written };
  } finally {
    process.exitCode = exitCode;
    for (const spy of spies) spy.mockRestore();
    for (const listener of process.stdout.listeners('error')) {
      if (!listeners.includes(listener)) process.stdout.off('error', listener as () => void);
    }
  }
}
