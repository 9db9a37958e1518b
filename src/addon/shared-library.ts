import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** e_machine of the ELF header, by Node's name of the processor. */
const machines: Readonly<Record<string, number>> = { x64: 62, arm64: 183 };

const loadable = 1; // PT_LOAD

/**
 * Why a file cannot be loaded as a shared library of this Linux machine, or undefined. glibc maps a file that was cut
 * short without looking at its length, and the process then dies of SIGBUS: so the length is checked here, first.
 */
export function sharedLibraryProblem(file: string, arch: string = process.arch): string | undefined {
  const descriptor = openSync(file, 'r');
  try {
    const size = fstatSync(descriptor).size;
    const header = Buffer.alloc(64);
    const length = readSync(descriptor, header, 0, 64, 0);
    if (length < 64 || header.readUInt32BE(0) !== 0x7f454c46 || header[4] !== 2)
      return 'is not a 64-bit ELF file';
    const machine = header.readUInt16LE(18);
    if (machines[arch] !== undefined && machine !== machines[arch])
      return `is an ELF file for another processor (machine ${machine})`;
    const end = lastLoadedByte(descriptor, header);
    if (end > size) return `is truncated: it has ${size} bytes and loads up to byte ${end}`;
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** The end of the last segment that would be mapped, or of the table of segments where the file ends before that. */
function lastLoadedByte(descriptor: number, header: Buffer): number {
  const start = Number(header.readBigUInt64LE(32));
  const entrySize = header.readUInt16LE(54);
  const table = Buffer.alloc(entrySize * header.readUInt16LE(56));
  let end = start + table.length;
  if (entrySize < 56 || readSync(descriptor, table, 0, table.length, start) < table.length) return end;
  for (let at = 0; at < table.length; at += entrySize) {
    if (table.readUInt32LE(at) !== loadable) continue;
    end = Math.max(end, Number(table.readBigUInt64LE(at + 8) + table.readBigUInt64LE(at + 32)));
  }
  return end;
}
