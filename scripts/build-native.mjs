// Builds the addon with cmake-js from native/CMakeLists.txt and puts it where the loader looks for a local build:
// build/Release/dualbus.node. Used by `npm run build:native` and by binding.gyp. Silent unless it fails; --verbose
// shows the compiler's output. With --emulated, for tests: the GPU and the models are the emulators of native/gpu and
// native/neural (needs clang), and the file is build/Emulated/dualbus.node.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const verbose = process.argv.includes('--verbose');
const emulated = process.argv.includes('--emulated');

function fail(message) {
  process.stderr.write(`build-native: ${message}\n`);
  process.exit(1);
}

function isMissing(program, ...args) {
  return spawnSync(program, args, { stdio: 'ignore' }).error !== undefined;
}

function resolvePackage(name) {
  try {
    return dirname(createRequire(join(root, 'package.json')).resolve(`${name}/package.json`));
  } catch {
    return fail(`the npm package ${name} is not installed: run "npm ci --ignore-scripts" first`);
  }
}

const cmakeJs = join(resolvePackage('cmake-js'), 'bin/cmake-js');
const clangs = ['clang++-19', 'clang++-20', 'clang++-18', 'clang++'];
const compiler =
  process.env.CXX ??
  (emulated
    ? (clangs.find((name) => !isMissing(name, '--version')) ?? 'clang++')
    : process.platform === 'darwin'
      ? 'clang++'
      : 'c++');
const install =
  process.platform === 'darwin' ? 'xcode-select --install; brew install cmake' : 'apt-get install cmake g++';
if (isMissing('cmake', '--version')) fail(`cmake is not on the PATH. Install it (${install}).`);
if (isMissing(compiler.split(' ')[0], '--version'))
  fail(`the C++ compiler "${compiler}" is not on the PATH. Install one (${install}) or set CXX.`);

// Called through node-gyp, make's own variables would steer the inner build.
const env = { ...process.env };
for (const name of ['MAKEFLAGS', 'MFLAGS', 'MAKELEVEL', 'BUILDTYPE']) delete env[name];

const folder = emulated ? 'build/cmake-emulated' : 'build/cmake';
const args = ['build', '-d', 'native', '-O', folder, '--config', 'Release'];
if (emulated) {
  env.CXX = compiler;
  args.push('--CDDUALBUS_EMULATED=ON');
}
const build = spawnSync(process.execPath, [cmakeJs, ...args], {
  cwd: root,
  env,
  encoding: 'utf8',
  stdio: verbose ? 'inherit' : 'pipe',
});
if (build.status !== 0) {
  process.stderr.write(`${build.stdout ?? ''}${build.stderr ?? ''}`);
  fail(`cmake-js failed (${build.error?.message ?? `exit code ${build.status}`}); its output is above`);
}

const built = join(root, folder, 'Release/dualbus.node');
if (!existsSync(built)) fail(`cmake-js succeeded but ${built} does not exist`);
const target = join(root, emulated ? 'build/Emulated' : 'build/Release');
mkdirSync(target, { recursive: true });
// Rename over the old file: processes that have it loaded keep their copy.
copyFileSync(built, join(target, 'dualbus.node.new'));
renameSync(join(target, 'dualbus.node.new'), join(target, 'dualbus.node'));
