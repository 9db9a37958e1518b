// Packs the package and checks what a user would get: publint, "are the types wrong", and both module systems.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'dualbus-package-'));

function run(command, args, cwd = root) {
  const result = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (result.status !== 0) {
    console.error(`${command} ${args.join(' ')}\n${result.stdout}${result.stderr}`);
    process.exitCode = 1;
  }
  return result;
}

try {
  run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder]);
  const tarball = join(
    folder,
    readdirSync(folder).find((name) => name.endsWith('.tgz')),
  );
  run(process.execPath, [join(root, 'node_modules/publint/src/cli.js'), '--strict', tarball]);
  const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  run(process.execPath, [attw, tarball, '--format', 'ascii', '--no-color']);

  // One class object whichever way the package is loaded.
  const probe = join(root, 'dist', '.door-probe.cjs');
  writeFileSync(
    probe,
    `const required = require('dualbus');
import('dualbus').then((imported) => {
  if (required.DualbusError !== imported.DualbusError) throw new Error('two copies of DualbusError');
});\n`,
  );
  run(process.execPath, [probe]);
  rmSync(probe);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
