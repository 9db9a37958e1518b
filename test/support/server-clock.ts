import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Whether a C compiler can make a library that is preloaded into a process. */
export const canShiftClocks = process.platform === 'linux' && works('cc', '--version');

function works(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The wall clock of a server process, which the test sets. */
export class ServerClock {
  private readonly folder = mkdtempSync(join(tmpdir(), 'dualbus-clock-'));
  private readonly offset = join(this.folder, 'offset');
  /** The environment to start the server with. */
  readonly env: Readonly<Record<string, string>>;

  constructor() {
    const source = fileURLToPath(new URL('./clock-shim.c', import.meta.url));
    const library = join(this.folder, 'clock-shim.so');
    execFileSync('cc', ['-O2', '-shared', '-fPIC', '-o', library, source]);
    this.env = { LD_PRELOAD: library, DUALBUS_CLOCK_OFFSET: this.offset };
    this.shift(0);
  }

  /** From now on the server's clock is so many seconds ahead of the machine's. */
  shift(seconds: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(BigInt(seconds));
    writeFileSync(this.offset, bytes, { flag: seconds === 0 ? 'w' : 'r+' });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
