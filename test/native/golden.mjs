// Bundles golden.ts and runs it: node test/native/golden.mjs FILE
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'rolldown';

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'dualbus-golden-'));
try {
  const file = join(folder, 'golden.mjs');
  await build({
    input: join(here, 'golden.ts'),
    platform: 'node',
    resolve: { alias: { '#dualbus': resolve(here, '../../src') }, extensionAlias: { '.js': ['.ts', '.js'] } },
    output: { file, format: 'esm' },
    logLevel: 'warn',
  });
  await import(pathToFileURL(file).href);
} finally {
  rmSync(folder, { recursive: true });
}
