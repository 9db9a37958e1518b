import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';

/** Gives the tests of a block a cache folder of their own, and each of them an emulated model without faults. */
export function useModelCache(): void {
  let cache: string;
  beforeAll(() => {
    cache = mkdtempSync(join(tmpdir(), 'dualbus-models-'));
    process.env.DUALBUS_CACHE = cache;
  });
  afterAll(() => {
    delete process.env.DUALBUS_CACHE;
    rmSync(cache, { recursive: true, force: true });
  });
  afterEach(() => {
    delete process.env.DUALBUS_EMULATED_MODEL;
    vi.restoreAllMocks();
  });
}
