// Compiles src/ and bench/ with tsc, then writes the CommonJS door of every entry of the exports map.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const tsc = spawnSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'tsconfig.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
if (tsc.status !== 0) process.exit(tsc.status ?? 1);

// require(esm) gives both module systems the same classes: no second copy, no second addon.
for (const entry of Object.values(manifest.exports)) {
  if (typeof entry === 'string' || !entry.require) continue;
  const esm = `./${basename(entry.import.default)}`;
  writeFileSync(join(root, entry.require.default), `module.exports = require('${esm}');\n`);
  writeFileSync(join(root, entry.require.types), `export * from '${esm}';\n`);
}

const schema = join(root, 'src/codec/schema');
if (existsSync(schema)) cpSync(schema, join(root, 'dist/codec/schema'), { recursive: true });
const cli = join(root, manifest.bin.dualbus);
if (existsSync(cli)) chmodSync(cli, 0o755);
