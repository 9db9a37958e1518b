// Runs clang-format over every C++, Objective-C++ and Metal file that git knows; --check fails on a difference.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const listed = spawnSync('git', ['ls-files', '-co', '--exclude-standard', 'native', 'bench', 'test'], {
  cwd: root,
  encoding: 'utf8',
});
const files = listed.stdout
  .split('\n')
  .filter((file) => /\.(h|cc|mm|metal)$/.test(file) && !file.includes('/generated/'))
  .filter((file) => existsSync(join(root, file)));
if (files.length === 0) process.exit(0);
const tool = createRequire(import.meta.url).resolve('clang-format/index.js');
const mode = process.argv.includes('--write') ? ['-i'] : ['--dry-run', '-Werror'];
const run = spawnSync(process.execPath, [tool, '--style=file', ...mode, ...files], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(run.status ?? 1);
