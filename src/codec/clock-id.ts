import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/** The first 64 bits of the SHA-256 of a name, never 0: producer ids, clock ids. */
export function hash64(name: string): bigint {
  const hash = createHash('sha256').update(name).digest().readBigUInt64LE(0);
  return hash === 0n ? 1n : hash;
}

/** What tells one monotonic clock from another: the boot, and the time namespace within it. Empty where not known. */
function clockName(): string {
  try {
    if (process.platform === 'darwin') {
      const args = ['-n', 'kern.bootsessionuuid'];
      return execFileSync('/usr/sbin/sysctl', args, { encoding: 'utf8', timeout: 1000 }).trim();
    }
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${timeNamespace()}`;
  } catch {
    return '';
  }
}

/** Kernels without time namespaces have one clock for all. */
function timeNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/time');
  } catch {
    return '';
  }
}

let cached: bigint | undefined;

/** The id of this machine's monotonic clock: processes with equal ids can subtract each other's times. 0 = not known. */
export function clockId(): bigint {
  if (cached === undefined) {
    const name = clockName();
    cached = name === '' ? 0n : hash64(name);
  }
  return cached;
}
