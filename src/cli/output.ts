import { once } from 'node:events';

/** Writes to stdout and waits while its reader is slower, so that a long document does not pile up in memory. */
export async function writeOut(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
}

/** One line about the run; stdout is for the document only. */
export function note(text: string): void {
  process.stderr.write(`dualbus: ${text}\n`);
}
