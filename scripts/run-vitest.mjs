// Runs vitest with all tests, the long ones of vitest.config.ts too, and closes with the line "N passed, N failed, N skipped"; the failing tests are printed by vitest itself.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'dualbus-vitest-'));
const report = join(folder, 'report.json');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const args = [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
];
const run = spawnSync(process.execPath, [vitest, ...args], {
  cwd: root,
  env: { ...process.env, NO_COLOR: '1', DUALBUS_TESTS: 'all' },
  stdio: ['ignore', 'inherit', 'inherit'],
});

let counts = { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, testResults: [] };
try {
  counts = JSON.parse(readFileSync(report, 'utf8'));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
// A file that does not load has no failed test of its own: count it.
const unloaded = counts.testResults.filter(
  (f) => f.status === 'failed' && f.assertionResults.length === 0,
).length;
const failed = counts.numFailedTests + unloaded;
const skipped = counts.numPendingTests;
console.log(
  `\n${counts.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
);
process.exit(run.status === 0 && failed === 0 ? 0 : 1);
