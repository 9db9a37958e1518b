import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { generateTypeScript, readSchema } from '../../src/sbe/index.js';

const folder = fileURLToPath(new URL('../../bench/micro/sbe/', import.meta.url));

it('the generated code of the benchmark is that of its schema', () => {
  const files = generateTypeScript(readSchema(`${folder}tick.xml`), {
    runtime: '#dualbus/sbe/runtime/index.js',
  });
  expect(readdirSync(`${folder}generated`).sort()).toEqual([...files.keys()].sort());
  for (const [name, text] of files) expect(readFileSync(`${folder}generated/${name}`, 'utf8')).toBe(text);
});
