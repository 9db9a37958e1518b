import { existsSync } from 'node:fs';
import { describe } from 'vitest';
import { localAddon } from './library.js';

/** `describe` for tests that need the addon built in this checkout; without it the name of the skip says how to build. */
export function describeWithAddon(name: string, body: () => void): void {
  if (existsSync(localAddon)) describe(name, body);
  else describe.skip(`${name} [SKIPPED: no addon, run "npm run build:native"]`, body);
}
