import { type Command, CommanderError } from 'commander';
import { DualbusError } from '../base/errors.js';

/** Exit codes: 0 the thing asked for was achieved, 1 it was not, 2 bad arguments or unreadable input, 130 Ctrl-C. */
export const exitCodes = { done: 0, failed: 1, badInput: 2, interrupted: 130 } as const;

/** Ends a command with exit code 1 after it has said on stdout what is wrong. */
export class NotAchieved extends DualbusError {
  constructor(message: string) {
    super('DUALBUS_NOT_ACHIEVED', message);
  }
}

/** Runs the program; every failure becomes one line on stderr and an exit code, never a stack trace. */
export async function runProgram(program: Command, argv: readonly string[]): Promise<void> {
  endOnFailedOutput();
  forEachCommand(program, (command) => command.exitOverride().configureOutput({ outputError: writeError }));
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** `dualbus vpin ... | head` closes stdout early: that is no error of ours. A full disk is. */
function endOnFailedOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? exitCodes.done);
    process.stderr.write(`dualbus: cannot write to standard output: ${error.message}\n`);
    process.exit(exitCodes.failed);
  });
}

function forEachCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const child of command.commands) forEachCommand(child, visit);
}

/** Commander's own messages ("error: unknown option '--foo'") in the form of ours. */
function writeError(text: string, write: (text: string) => void): void {
  write(`dualbus: ${text.replace(/^error: /, '')}`);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.badInput;
  if (isAbort(error)) return exitCodes.interrupted;
  process.stderr.write(`dualbus: ${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof NotAchieved) return exitCodes.failed;
  if (error instanceof DualbusError) return exitCodes.badInput;
  if (process.env.DUALBUS_DEBUG) process.stderr.write(`${(error as Error).stack}\n`);
  return exitCodes.failed;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

const endingSignals = ['SIGINT', 'SIGTERM'] as const;

/** A signal that fires on Ctrl-C and SIGTERM; a second one ends the process at once. Call `release` when done. */
export function interruptSignal(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const release = () => {
    for (const name of endingSignals) process.off(name, onInterrupt);
  };
  const onInterrupt = () => {
    release();
    for (const name of endingSignals) process.once(name, () => process.exit(exitCodes.interrupted));
    controller.abort();
  };
  for (const name of endingSignals) process.on(name, onInterrupt);
  return { signal: controller.signal, release };
}
