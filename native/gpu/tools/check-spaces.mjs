// Compiles a shader with device, constant and threadgroup memory as types of their own, so that a pointer of one that
// is used as another does not compile. Usage: node check-spaces.mjs CLANG ROOT SHADER (a path below ROOT).
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { flatten } from './source.mjs';
import { translateForAddressSpaces } from './translate.mjs';

const native = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const shim = join(native, 'gpu/emulator/shim');

/** What clang says about the text; empty when the address spaces fit. */
export function checkSpaces(clang, flat) {
  const result = spawnSync(
    clang,
    [
      ...[
        '-x',
        'c++',
        '-std=c++14',
        '-fsyntax-only',
        '-D__METAL_VERSION__=310',
        '-DDUALBUS_CHECK_ADDRESS_SPACES',
      ],
      ...['-I', native, '-isystem', shim, '-Wall', '-Wextra', '-Werror', '-Wdouble-promotion'],
      ...['-Wno-unknown-attributes', '-Wno-unused-function', '-Wno-unused-const-variable', '-'],
    ],
    { input: translateForAddressSpaces(flat), encoding: 'utf8' },
  );
  if (result.error) return String(result.error);
  return result.status === 0 ? '' : result.stderr;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [clang, root, shader] = process.argv.slice(2);
  const complaint = checkSpaces(clang, flatten(root, shader));
  process.stdout.write(complaint);
  process.exitCode = complaint === '' ? 0 : 1;
}
