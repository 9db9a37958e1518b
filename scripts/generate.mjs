// Writes everything that is generated from src/codec/schema/dualbus.xml. --check only tells whether it is up to date.
// Needs dist/ (npm run build); the generated files of an older schema do, since the generator does not use them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { generateAll } = await import(join(root, 'dist/codec/generate/index.js'));
const xml = readFileSync(join(root, 'src/codec/schema/dualbus.xml'), 'utf8');

let stale = 0;
for (const [file, text] of generateAll(xml)) {
  const target = join(root, file);
  if (process.argv.includes('--check')) {
    if (readFileSync(target, 'utf8') === text) continue;
    process.stderr.write(`${file} does not fit the schema: run "npm run generate"\n`);
    stale++;
  } else {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}
process.exit(stale === 0 ? 0 : 1);
