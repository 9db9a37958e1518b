// Writes the C++ made from shaders. Usage:
//   node build.mjs embed ROOT OUT.cc SHADER...           the text of each shader, for Metal to compile at run time
//   node build.mjs emulate ROOT OUT.cc SHADER            one shader as C++ for the emulator
//   node build.mjs spaces ROOT OUT.cc SHADER             one shader for the address-space check
// ROOT is the folder that includes are relative to; SHADER is a path below it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { flatten, hashOf } from './source.mjs';
import { translateForAddressSpaces, translateForEmulator } from './translate.mjs';

export function unitName(shader) {
  return basename(shader, '.metal');
}

/** C++ that defines `dualbus::gpu::shaders()`: name, text and hash of each shader. */
export function embed(root, shaders) {
  const rows = shaders.map((shader) => {
    const text = flatten(root, shader);
    return `    {"${unitName(shader)}", R"metal(${text})metal", 0x${hashOf(text)}ull},`;
  });
  return [
    '#include "gpu/shader.h"',
    'namespace dualbus::gpu {',
    'namespace {',
    'constexpr Shader all[] = {',
    ...rows,
    '};',
    '}',
    'std::span<const Shader> shaders() { return all; }',
    '}',
    '',
  ].join('\n');
}

/** Writes only what changed, so that build tools see no news where there is none. */
export function writeIfChanged(path, text) {
  try {
    if (readFileSync(path, 'utf8') === text) return;
  } catch {}
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function main([mode, root, out, ...shaders]) {
  if (mode === 'embed') return writeIfChanged(out, embed(root, shaders));
  const text = flatten(root, shaders[0]);
  if (mode === 'emulate') return writeIfChanged(out, translateForEmulator(unitName(shaders[0]), text));
  if (mode === 'spaces') return writeIfChanged(out, translateForAddressSpaces(text));
  throw new Error(`unknown mode ${mode}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2));
