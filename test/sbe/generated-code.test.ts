// Generated TypeScript passes the compiler's strictest options and the linter of this project.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileSchema, generateCpp, generateTypeScript, readSchema } from '../../src/sbe/index.js';
import { schemaOf, testSchema } from '../support/schema.js';
import { hasShared, sharedPath } from '../support/shared.js';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const empty = schemaOf('<message name="nothing" id="1"/>');
const schemas = {
  orders: compileSchema(testSchema('orders')),
  everything: compileSchema(testSchema('everything', 'byteOrder="bigEndian"')),
  names: compileSchema(testSchema('names')),
  empty: compileSchema(empty),
  ...(hasShared && {
    car: readSchema(sharedPath('vectors/sbe/car_ext.xml')),
    fix: readSchema(sharedPath('vectors/sbe/fix_examples.xml')),
  }),
};

describe('generated TypeScript', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'dualbus-lint-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    symlinkSync(join(root, 'src'), join(folder, 'src'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    for (const [name, schema] of Object.entries(schemas)) {
      mkdirSync(join(folder, name));
      for (const [file, text] of generateTypeScript(schema, { runtime: '../src/sbe/runtime/index.js' }))
        writeFileSync(join(folder, name, file), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('compiles under the strictest options', () => {
    const options = {
      extends: join(root, 'tsconfig.base.json'),
      compilerOptions: {
        composite: false,
        declaration: false,
        noEmit: true,
        noUncheckedIndexedAccess: true,
        noPropertyAccessFromIndexSignature: true,
        erasableSyntaxOnly: true,
      },
      include: Object.keys(schemas),
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options));
    expect(
      output(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], folder),
    ).toBe('');
  }, 120_000);

  it('has nothing for the linter to say', () => {
    const lint = [
      'lint',
      '--reporter=github',
      '--max-diagnostics=5',
      `--config-path=${join(root, 'biome.json')}`,
      ...Object.keys(schemas),
    ];
    expect(output(join(root, 'node_modules/.bin/biome'), lint, folder).match(/^::.*/gm)).toBeNull();
  });
});

it('the same schema gives the same text', () => {
  for (const schema of Object.values(schemas))
    for (const generate of [generateTypeScript, generateCpp])
      expect(generate(schema)).toEqual(generate(structuredClone(schema)));
});

/** What a program prints, whether it is content or not. */
function output(program: string, args: string[], cwd: string): string {
  try {
    return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr;
  }
}
