import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe } from 'vitest';

/** The folder of market data, expected values and wire vectors that lies beside the project. */
export const sharedFolder = resolve(dirname(fileURLToPath(import.meta.url)), '../../../shared');

export const hasShared = existsSync(join(sharedFolder, 'data'));

export function sharedPath(...parts: string[]): string {
  return join(sharedFolder, ...parts);
}

/** The bytes of a file below shared/, unpacked when it is gzipped. */
export function readShared(...parts: string[]): Buffer {
  const bytes = readFileSync(sharedPath(...parts));
  return parts.at(-1)?.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

export function readSharedJson<T>(...parts: string[]): T {
  return JSON.parse(readShared(...parts).toString()) as T;
}

/** `describe` for tests that need shared/: without the folder they are skipped, and the name of the skip says so. */
export function describeWithShared(name: string, body: () => void): void {
  if (hasShared) describe(name, body);
  else describe.skip(`${name} [SKIPPED: ${sharedFolder} is absent]`, body);
}
